#[derive(Debug)]
pub struct Point {
    x: i32,
}

fn main() {
    let point = Point::new(1);
    println!("{:?} {}", point, point.x);
}
