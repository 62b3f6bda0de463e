fn main() {
    let mut row = [1, 2, 3];
    let a = &mut row[0];
    let b = &mut row[1];
    std::mem::swap(a, b);
    println!("{row:?}");
}
