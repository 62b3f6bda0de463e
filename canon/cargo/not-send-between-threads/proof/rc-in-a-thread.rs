use std::rc::Rc;
use std::thread;

fn main() {
    let lines = Rc::new(vec![1, 2, 3]);
    let for_thread = Rc::clone(&lines);
    let handle = thread::spawn(move || println!("{}", for_thread.len()));
    handle.join().unwrap();
    println!("{}", lines.len());
}
