fn main() {
    let total = 0;
    for price in [3, 4] {
        total += price;
    }
    assert_eq!(total, 7);
}
