use std::cell::RefCell;
use std::rc::Rc;

struct Counter {
    count: u32,
    changed: Rc<dyn Fn()>,
}

fn increase(counter: &Rc<RefCell<Counter>>) {
    let mut inner = counter.borrow_mut();
    inner.count += 1;
    (inner.changed)();
}

fn main() {
    let counter = Rc::new(RefCell::new(Counter { count: 0, changed: Rc::new(|| ()) }));
    let seen = counter.clone();
    counter.borrow_mut().changed = Rc::new(move || println!("now {}", seen.borrow().count));
    increase(&counter);
}
