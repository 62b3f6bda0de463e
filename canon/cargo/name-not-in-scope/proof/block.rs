fn main() {
    let scores = [1, 2, 3];
    if scores.len() > 2 {
        let first = scores[0];
    }
    println!("{}", first);
}
