use std::thread;

fn main() {
    let lines = vec![String::from("one")];
    let first = thread::spawn(move || println!("{}", lines.len()));
    let second = thread::spawn(move || println!("{}", lines[0]));
    first.join().unwrap();
    second.join().unwrap();
}
