struct User {
    name: String,
}

fn rename(user: &mut User, name: &String) {
    user.name.push_str(name);
    user.name = name.trim().to_string();
}

fn main() {
    let mut user = User { name: "Ada" };
    rename(&mut user, &String::from("Alan"));
    println!("{}", user.name);
}
