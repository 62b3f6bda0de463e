fn main() {
    let first: Option<u32> = std::env::args().nth(1).and_then(|text| text.parse().ok());
    match first {
        Some(number) => println!("{number}"),
    }
}
