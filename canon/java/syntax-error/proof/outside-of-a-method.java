public class App {
    System.out.println(7);

    public static void main(String[] arguments) {
    }
}
