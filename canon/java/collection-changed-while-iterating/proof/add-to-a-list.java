import java.util.*;

public class App {
    public static void main(String[] arguments) {
        List<String> names = new ArrayList<>(List.of("Ada", "Bob"));
        for (String name : names) {
            names.add(name.toUpperCase());
        }
        System.out.println(names);
    }
}
