fn left(cursor: usize) -> usize {
    cursor - 1
}

fn main() {
    let letters = ['a', 'b', 'c'];
    let cursor = 0;
    println!("{}", letters[left(cursor)]);
}
