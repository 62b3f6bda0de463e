struct Point {
    x: u32,
}

impl Point {
    fn moved(&self) -> u32 {
        self.x + 1
    }
}

fn main() {
    println!("{}", Point { x: 1 }.moved(1, 2));
}
