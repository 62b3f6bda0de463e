fn distance(a: u32, b: u32) -> i32 {
    (a - b) as i32
}

fn main() {
    println!("{}", distance(3, 5));
}
