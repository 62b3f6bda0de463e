import java.util.*;

public class App {
    static String name() {
        try (Scanner in = new Scanner(System.in)) {
            return in.nextLine();
        }
    }

    static String city(Scanner in) {
        return in.nextLine();
    }

    public static void main(String[] arguments) {
        System.out.println(name());
        System.out.println(city(new Scanner(System.in)));
    }
}
