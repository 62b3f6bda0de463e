struct User {
    name: &str,
}

fn main() {
    let text = String::from("Ada");
    let user = User { name: &text };
    println!("{}", user.name);
}
