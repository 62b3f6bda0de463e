public class App {
    static class Node {
        final int value;
        final Node next;
        Node(int value, Node next) { this.value = value; this.next = next; }
    }

    static long sum(Node node) {
        return node == null ? 0 : node.value + sum(node.next);
    }

    public static void main(String[] arguments) {
        Node list = null;
        for (int i = 0; i < 200_000; i++) list = new Node(i, list);
        System.out.println(sum(list));
    }
}
