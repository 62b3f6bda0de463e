public class App {
    static int steps(int n) {
        return n == 0 ? 0 : 1 + steps(n - 2);
    }

    public static void main(String[] arguments) {
        System.out.println(steps(7));
    }
}
