public class App {
    public static void main(String[] arguments) {
        int port = 8080
        System.out.println(port);
    }
}
