import java.util.*;

public class App {
    static List names() {
        return Arrays.asList("Ada", 7);
    }

    public static void main(String[] arguments) {
        List<String> names = names();
        for (String name : names) {
            System.out.println(name.length());
        }
    }
}
