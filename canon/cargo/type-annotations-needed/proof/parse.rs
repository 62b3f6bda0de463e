fn main() {
    let text = "80";
    let port = text.parse().unwrap();
    println!("{}", port);
}
