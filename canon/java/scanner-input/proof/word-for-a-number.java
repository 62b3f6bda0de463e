import java.util.*;

public class App {
    public static void main(String[] arguments) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        System.out.println(n + 1);
    }
}
