use std::cell::Cell;

struct User {
    age: u32,
}

impl User {
    fn birthday(&self) {
        self.age += 1;
    }
    fn age(&self) -> u32 {
        self.age
    }
}

fn main() {
    let user = User { age: 36 };
    user.birthday();
    assert_eq!(user.age(), 37);
    let _ = Cell::new(1);
}
