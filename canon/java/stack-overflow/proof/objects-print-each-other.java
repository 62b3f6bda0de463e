public class App {
    static class Person {
        final String name;
        Person partner;
        Person(String name) { this.name = name; }
        @Override public String toString() { return name + " with " + partner; }
    }

    public static void main(String[] arguments) {
        Person ada = new Person("Ada"), bob = new Person("Bob");
        ada.partner = bob;
        bob.partner = ada;
        System.out.println(ada);
    }
}
