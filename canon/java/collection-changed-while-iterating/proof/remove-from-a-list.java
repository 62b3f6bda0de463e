import java.util.*;

public class App {
    public static void main(String[] arguments) {
        List<String> names = new ArrayList<>(List.of("Ada", "Bob", "Cid", "Dan"));
        for (String name : names) {
            if (name.startsWith("B")) names.remove(name);
        }
        System.out.println(names);
    }
}
