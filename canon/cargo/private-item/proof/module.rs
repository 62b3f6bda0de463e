mod shapes {
    mod square {
        pub fn area(side: u32) -> u32 {
            side * side
        }
    }

    pub fn double(side: u32) -> u32 {
        2 * square::area(side)
    }
}

fn main() {
    println!("{}", shapes::double(3));
    println!("{}", shapes::square::area(3));
}
