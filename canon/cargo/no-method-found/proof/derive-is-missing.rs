struct Config {
    name: String,
}

fn main() {
    let config = Config { name: String::from("app") };
    let copy = config.clone();
    println!("{}", copy.name);
}
