fn length(text: &String) -> usize {
    text.len()
}

fn main() {
    let text = String::from("hello");
    println!("{}", length(text));
}
