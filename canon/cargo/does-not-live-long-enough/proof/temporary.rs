fn main() {
    let args = vec![String::from("a"), String::from("b")];
    let words: Vec<&str> = args.join(" ").split(' ').collect();
    println!("{}", words.len());
}
