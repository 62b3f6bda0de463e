use std::cell::RefCell;

fn main() {
    let scores = RefCell::new(vec![1, 2, 3]);
    let first = scores.borrow();
    if first[0] == 1 {
        scores.borrow_mut().push(4);
    }
    println!("{}", scores.borrow().len());
}
