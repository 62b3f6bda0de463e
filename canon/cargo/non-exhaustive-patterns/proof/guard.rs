fn sign(number: i32) -> &'static str {
    match number {
        n if n < 0 => "negative",
        n if n > 0 => "positive",
    }
}

fn main() {
    println!("{} {} {}", sign(-1), sign(0), sign(1));
}
