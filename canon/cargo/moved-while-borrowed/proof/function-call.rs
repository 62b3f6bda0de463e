fn keep(v: Vec<u32>) -> usize {
    v.len()
}

fn main() {
    let all = vec![1, 2, 3];
    let first = &all[0];
    let count = keep(all);
    println!("{first}");
    println!("{count}");
}
