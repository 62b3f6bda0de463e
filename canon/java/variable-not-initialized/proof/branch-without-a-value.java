public class App {
    public static void main(String[] arguments) {
        String mode;
        if (arguments.length == 1) {
            mode = "one";
        } else if (arguments.length > 1) {
            mode = "many";
        }
        System.out.println(mode);
    }
}
