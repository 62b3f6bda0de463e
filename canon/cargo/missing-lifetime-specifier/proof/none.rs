fn greeting(hour: u32) -> &str {
    if hour < 12 { "good morning" } else { "good day" }
}

fn main() {
    println!("{}", greeting(9));
}
