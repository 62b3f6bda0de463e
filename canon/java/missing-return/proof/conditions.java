public class App {
    static String grade(int points) {
        if (points > 50) {
            return "pass";
        } else if (points <= 50) {
            return "fail";
        }
    }

    public static void main(String[] arguments) {
        System.out.println(grade(60));
    }
}
