public class App {
    public static void main(String[] args) {
        String mail = "ada.example.org";
        System.out.println(mail.substring(0, mail.indexOf('@')));
    }
}
