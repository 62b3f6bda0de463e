public class App {
    public static void main(String[] args) {
        String text = "";
        System.out.println(Integer.parseInt(text) + 1);
    }
}
