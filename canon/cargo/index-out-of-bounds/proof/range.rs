fn main() {
    let line = vec![1, 2, 3];
    println!("{:?}", &line[1..5]);
}
