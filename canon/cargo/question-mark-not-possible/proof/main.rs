fn main() {
    let text = std::fs::read_to_string("number.txt")?;
    let number: u32 = text.trim().parse()?;
    println!("{number}");
}
