fn nth(values: &[i32], n: usize) -> i32 {
    if n < values.len() { values[n] } else { 0 }
}

fn main() {
    let n: i32 = 1;
    println!("{}", nth(&[1, 2], n));
}
