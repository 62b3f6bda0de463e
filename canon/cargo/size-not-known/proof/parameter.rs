fn show(text: str) {
    println!("{}", text.len());
}

fn main() {
    show(*"hello");
}
