fn main() {
    let longest;
    {
        let text = String::from("inner");
        longest = text.as_str();
    }
    println!("{longest}");
}
