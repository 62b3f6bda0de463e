fn main() {
    let squares = (1..4).map(|n| n * n).collect();
    println!("{}", squares.len());
}
