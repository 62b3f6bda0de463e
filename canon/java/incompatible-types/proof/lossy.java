public class App {
    static int price(int net) {
        double gross = net * 1.19;
        return gross;
    }

    public static void main(String[] arguments) {
        int total = price(100);
        System.out.println(total);
    }
}
