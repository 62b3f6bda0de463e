fn port(text: Option<u16>) -> u16 {
    text
}

fn main() {
    let port: u16 = port(Some(80));
    println!("{}", port);
}
