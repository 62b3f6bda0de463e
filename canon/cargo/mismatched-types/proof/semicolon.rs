fn double(n: i32) -> i32 {
    n * 2;
}

fn main() {
    let sum: i32 = double(2);
    println!("{}", sum);
}
