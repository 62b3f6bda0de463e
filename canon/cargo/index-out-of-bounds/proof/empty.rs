fn main() {
    let mut squares = Vec::new();
    for i in 0..3 {
        squares[i] = i * i;
    }
    println!("{}", squares.len());
}
