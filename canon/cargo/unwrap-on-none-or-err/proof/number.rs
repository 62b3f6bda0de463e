fn run() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::fs::read_to_string("port.txt")?.parse().unwrap();
    println!("{}", port);
    Ok(())
}

fn main() {
    if let Err(e) = run() {
        eprintln!("{}", e);
        std::process::exit(2);
    }
}
