public class App {
    public static void main(String[] args) {
        String text = "4294967296";
        System.out.println(Integer.parseInt(text) + 1);
    }
}
