public class App {
    public static void main(String[] arguments) {
        int part = 3, total = 7;
        double share = part / total;
        double times = 100 / (part / total);
        System.out.println(share + " " + times);
    }
}
