public class App {
    public static void main(String[] arguments) {
        System.out.println(total());
    }
    }

    static int total() {
        return 7;
    }
}
