public class App {
    public static void main(String[] arguments) {
        int pageSize = Integer.getInteger("page.size", 0);
        System.out.println(95 % pageSize);
    }
}
