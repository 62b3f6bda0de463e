import java.util.*;

public class App {
    public static void main(String[] arguments) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("port", "8080");
        settings.put("name", "shop");
        int port = (Integer) settings.get("port");
        System.out.println(port + 1);
    }
}
