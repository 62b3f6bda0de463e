fn main() {
    let text: Option<String> = std::env::args().nth(1);
    println!("{}", text.trim());
}
