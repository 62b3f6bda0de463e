fn main() {
    let names = vec!["a", "b"];
    let i: i32 = 1;
    println!("{}", names[i]);
}
