public class App {
    public static void main(String[] arguments) {
        for (String argument : arguments) {
            System.out.println(argument);
    }

    public static int total() {
        return 7;
    }
}
