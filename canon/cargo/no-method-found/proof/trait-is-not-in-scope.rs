fn main() {
    let mut text = String::new();
    write!(text, "{}", 1).unwrap();
    println!("{text}");
}
