fn main() {
    let lines = vec![String::from("one"), String::from("two")];
    for line in lines {
        println!("{line}");
    }
    let kept = lines;
    println!("{}", kept.len());
}
