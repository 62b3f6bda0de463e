mod shapes {
    use std::collections::HashMap;

    pub fn empty() -> HashMap<String, u32> {
        HashMap::new()
    }
}

use shapes::HashMap;

fn main() {
    let mut all: HashMap<String, u32> = shapes::empty();
    all.insert(String::from("square"), 4);
    println!("{}", all.len());
}
