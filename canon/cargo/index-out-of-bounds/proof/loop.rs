fn main() {
    let scores = vec![1, 2, 3];
    let mut sum = 0;
    for i in 0..=scores.len() {
        sum += scores[i];
    }
    println!("{sum}");
}
