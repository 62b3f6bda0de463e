fn main() {
    let args: Vec<String> = std::env::args().collect();
    println!("reading {}", args[1]);
}
