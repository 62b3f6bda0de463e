public class App {
    public static void main(String[] args) {
        for (String line : new String[] { "Ada;1815", "Bob" }) {
            String[] parts = line.split(";");
            System.out.println(parts[0] + " " + parts[1]);
        }
    }
}
