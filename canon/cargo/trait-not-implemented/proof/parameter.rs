fn copy<T: Clone>(item: T) -> T {
    item.clone()
}

fn first<T>(items: Vec<T>) -> T {
    let item = items.into_iter().next().unwrap();
    copy(item)
}

fn main() {
    println!("{}", first(vec![1, 3, 2]));
}
