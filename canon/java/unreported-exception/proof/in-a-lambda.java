import java.io.*;
import java.nio.file.*;
import java.util.*;

public class App {
    public static void main(String[] arguments) throws IOException {
        List<String> names = List.of("App.java");
        names.forEach(name -> System.out.println(Files.readString(Path.of(name)).length()));
    }
}
