public class App {
    private final String name;
    private final int port;

    App(String name) {
        this.name = name;
    }

    public static void main(String[] arguments) {
        System.out.println(new App("shop").name);
    }
}
