fn run() -> Result<(), std::io::Error> {
    let text = std::fs::read_to_string("config.toml").unwrap();
    println!("{}", text);
    Ok(())
}

fn main() {
    if let Err(e) = run() {
        eprintln!("{}", e);
        std::process::exit(2);
    }
}
