import java.util.*;

public class App {
    public static void main(String[] arguments) {
        List<Integer> prices = new ArrayList<>();
        int sum = 0;
        for (int price : prices) sum += price;
        double average = sum / prices.size();
        System.out.println(average);
    }
}
