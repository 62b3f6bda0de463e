public class App {
    static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException problem) {
            System.err.println(problem);
        }
    }

    public static void main(String[] arguments) {
        System.out.println(port("8080"));
    }
}
