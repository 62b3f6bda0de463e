use std::cell::RefCell;
use std::sync::Arc;
use std::thread;

fn main() {
    let total = Arc::new(RefCell::new(0));
    let for_thread = Arc::clone(&total);
    let handle = thread::spawn(move || *for_thread.borrow_mut() += 1);
    handle.join().unwrap();
    println!("{}", total.borrow());
}
