use std::sync::{Arc, Mutex};

fn main() {
    let names = Arc::new(Mutex::new(vec![String::from("one")]));
    let all = *names.lock().unwrap();
    println!("{}", all.len());
}
