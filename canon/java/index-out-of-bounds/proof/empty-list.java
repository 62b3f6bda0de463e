import java.util.*;

public class App {
    public static void main(String[] args) {
        List<String> names = new ArrayList<>(10);
        names.set(0, "Ada");
        System.out.println(names.get(0));
    }
}
