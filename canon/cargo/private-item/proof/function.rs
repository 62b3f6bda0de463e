mod shapes {
    fn area(side: u32) -> u32 {
        side * side
    }
}

fn main() {
    println!("{}", shapes::area(3));
}
