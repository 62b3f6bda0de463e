fn main() {
    let names = Vec::new();
    names.push("Ada");
    assert_eq!(names.len(), 1);
}
