use std::io::ErrorKind;

fn main() {
    let kind = std::fs::read("nothing").unwrap_err().kind();
    match kind {
        ErrorKind::NotFound => println!("none"),
        ErrorKind::PermissionDenied => println!("not allowed"),
    }
}
