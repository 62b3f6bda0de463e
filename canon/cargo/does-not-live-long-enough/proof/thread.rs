use std::thread;

fn main() {
    let lines = vec![1, 2, 3];
    let view = &lines;
    let handle = thread::spawn(move || println!("{}", view.len()));
    handle.join().unwrap();
}
