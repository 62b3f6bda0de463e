public class App {
    public static void main(String[] arguments) {
        int port = 8080;
        String text = port;
        System.out.println(text);
    }
}
