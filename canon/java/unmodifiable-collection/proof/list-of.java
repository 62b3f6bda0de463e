import java.util.*;

public class App {
    public static void main(String[] args) {
        final List<String> names = List.of("Ada", "Bob");
        names.add("Cid");
        System.out.println(names);
    }
}
