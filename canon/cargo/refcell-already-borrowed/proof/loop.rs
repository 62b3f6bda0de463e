use std::cell::RefCell;

fn main() {
    let queue = RefCell::new(vec![2, 0]);
    for number in queue.borrow().iter() {
        if *number > 0 {
            queue.borrow_mut().push(number - 1);
        }
    }
    println!("{:?}", queue.borrow());
}
