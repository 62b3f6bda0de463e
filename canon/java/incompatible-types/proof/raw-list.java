import java.util.*;

public class App {
    public static void main(String[] arguments) {
        List names = new ArrayList();
        names.add("Ada");
        for (String name : names) {
            System.out.println(name.length());
        }
    }
}
