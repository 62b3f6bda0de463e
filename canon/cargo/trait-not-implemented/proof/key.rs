use std::collections::HashMap;

#[derive(PartialEq)]
struct Key {
    id: u32,
}

fn main() {
    let mut ages = HashMap::new();
    ages.insert(Key { id: 1 }, 30);
}
