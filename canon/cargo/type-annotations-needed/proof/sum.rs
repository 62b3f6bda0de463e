fn main() {
    let mean = [1, 2, 3].iter().map(|n| n * 2).sum() / 3;
    println!("{}", mean);
}
