fn main() {
    let numbers = [1, 2, 3];
    let part = numbers[..2];
    println!("{:?}", part);
}
