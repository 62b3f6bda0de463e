use std::thread;

fn main() {
    let all = vec![1, 2, 3];
    let first = &all[0];
    let task = thread::spawn(move || all.len());
    println!("{first}");
    println!("{}", task.join().unwrap());
}
