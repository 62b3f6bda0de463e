fn level(name: &str) -> u8 {
    match name {
        "debug" => 0,
        "error" => 1,
    }
}

fn main() {
    println!("{} {}", level("debug"), level("loud"));
}
