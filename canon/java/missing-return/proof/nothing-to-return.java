public class App {
    static int show(String name) {
        System.out.println(name);
    }

    public static void main(String[] arguments) {
        show("Ada");
    }
}
