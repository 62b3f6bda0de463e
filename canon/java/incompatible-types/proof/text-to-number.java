public class App {
    public static void main(String[] arguments) {
        String port = "8080";
        int next = port;
        System.out.println(next + 1);
    }
}
