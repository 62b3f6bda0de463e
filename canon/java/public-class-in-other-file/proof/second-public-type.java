public class App {
    public static void main(String[] arguments) {
        Shape square = () -> 4;
        System.out.println(square.sides());
    }
}

public interface Shape {
    int sides();
}
