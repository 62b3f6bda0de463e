struct Config {
    name: String,
}

fn start(config: Config) {
    println!("{}", config.name);
}

fn main() {
    let config = Config { name: String::from("app") };
    start(config);
    let again = config;
    println!("{}", again.name);
}
