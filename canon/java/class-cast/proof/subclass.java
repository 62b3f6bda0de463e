public class App {
    static class Animal {}
    static class Dog extends Animal { int legs() { return 4; } }
    static class Bird extends Animal {}

    public static void main(String[] arguments) {
        Animal[] all = { new Dog(), new Bird() };
        for (Animal animal : all) {
            Dog dog = (Dog) animal;
            System.out.println(dog.legs());
        }
    }
}
