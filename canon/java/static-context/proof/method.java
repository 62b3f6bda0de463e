public class App {
    int count = 0;

    void greet(String name) {
        System.out.println("Hello " + name);
        count++;
    }

    public static void main(String[] arguments) {
        greet("Ada");
    }
}
