import java.util.*;

public class App {
    public static void main(String[] arguments) {
        Map<String, Integer> stock = new HashMap<>(Map.of("pen", 0, "ink", 0, "pad", 3));
        for (String key : stock.keySet()) {
            if (stock.get(key) < 9) stock.remove(key);
        }
        System.out.println(stock);
    }
}
