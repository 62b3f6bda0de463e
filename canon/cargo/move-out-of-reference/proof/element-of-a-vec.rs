fn main() {
    let mut names = vec![String::from("one"), String::from("two")];
    names.push(String::from("three"));
    let first = names[0];
    println!("{first}");
}
