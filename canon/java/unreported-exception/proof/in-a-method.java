import java.io.*;
import java.nio.file.*;

public class App {
    static String text() {
        return Files.readString(Path.of("App.java"));
    }

    public static void main(String[] arguments) {
        System.out.println(text().length());
    }
}
