struct Point {
    x: i32,
}

#[derive(Clone)]
struct Wrapper<T> {
    inner: T,
}

fn main() {
    let wrapper = Wrapper { inner: Point { x: 1 } };
    let copy = wrapper.clone();
    println!("{}", copy.inner.x);
}
