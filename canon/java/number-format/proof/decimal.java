public class App {
    public static void main(String[] args) {
        String text = "12.50";
        System.out.println(Integer.parseInt(text) + 1);
    }
}
