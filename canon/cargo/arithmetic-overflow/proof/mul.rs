fn factorial(n: u32) -> u32 {
    (1..=n).fold(1, |product, i| product * i)
}

fn main() {
    println!("{}", factorial(std::env::args().count() as u32 * 13));
}
