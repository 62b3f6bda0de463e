import java.util.*;

public class App {
    public static void main(String[] arguments) {
        List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3));
        Thread writer = new Thread(() -> { while (true) { numbers.add(4); numbers.remove(3); } });
        writer.setDaemon(true);
        writer.start();
        long seen = 0;
        long end = System.nanoTime() + 1_000_000_000L;
        while (System.nanoTime() < end) for (Integer number : numbers) seen++;
        System.out.println(seen > 0);
    }
}
