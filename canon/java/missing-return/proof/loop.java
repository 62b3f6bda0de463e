public class App {
    static int place(String[] names, String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
    }

    public static void main(String[] arguments) {
        System.out.println(place(arguments, "Ada"));
    }
}
