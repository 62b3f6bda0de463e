fn longest(a: &str, b: &str) -> &str {
    if a.len() > b.len() { a } else { b }
}

fn main() {
    let text = String::from("abc");
    println!("{}", longest(&text, "de"));
}
