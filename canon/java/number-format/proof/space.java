public class App {
    public static void main(String[] args) {
        String text = "8080 ";
        System.out.println(Integer.parseInt(text) + 1);
    }
}
