public class App {
    class Inner {
        public String toString() { return "inner"; }
    }

    public static void main(String[] arguments) {
        System.out.println(new Inner());
    }
}
