import java.util.*;

public class App {
    public static void main(String[] arguments) throws Exception {
        Scanner in = new Scanner(System.in);
        String name = in.nextLine();
        System.out.println(name);
    }
}
