public class Cart {
    public static void main(String[] arguments) {
        System.out.println("done");
    }
}
