import java.util.*;
import java.util.stream.*;

public class App {
    public static void main(String[] args) {
        List<String> names = Stream.of("Cid", "Ada").toList();
        names.sort(null);
        System.out.println(names);
    }
}
