import java.util.*;

public class App {
    record User(String name) {
        String getName() { return name; }
    }

    static Map<String, User> users = new HashMap<>(Map.of("1", new User("Ada")));
    static Map<String, Integer> stock = new HashMap<>();
    static String[] names = new String[2];

    static String greet(String id) {
        User user = users.get(id);
        return "Hello " + user.getName();
    }

    static int count(String product) {
        int n = stock.get(product);
        return n;
    }

    static int length(int i) {
        return names[i].length();
    }

    public static void main(String[] arguments) {
        switch (System.getenv().getOrDefault("KIND", "map")) {
            case "map" -> System.out.println(greet("7").trim());
            case "unbox" -> System.out.println(count("pen"));
            default -> System.out.println(length(1));
        }
    }
}
