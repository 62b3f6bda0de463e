fn add(names: &Vec<String>) {
    names.push(String::from("Ada"));
}

fn main() {
    let mut names = Vec::new();
    add(&names);
    assert_eq!(names.len(), 1);
    names.clear();
}
