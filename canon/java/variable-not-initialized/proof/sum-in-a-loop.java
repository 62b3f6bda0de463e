public class App {
    public static void main(String[] arguments) {
        int total;
        for (String argument : arguments) {
            total = total + argument.length();
        }
        System.out.println(total);
    }
}
