import java.util.*;

public class App {
    public static void main(String[] arguments) {
        List<String> names = new ArrayList<>(List.of("Ada", "Bob"));
        String[] row = (String[]) names.toArray();
        System.out.println(row.length);
    }
}
