struct User {
    name: String,
}

impl User {
    fn greet(&self) -> String {
        format!("hello {}", self.name)
    }
}

fn find(name: &str) -> Option<User> {
    Some(User { name: name.to_string() })
}

fn main() {
    println!("{}", find("Ada").greet());
}
