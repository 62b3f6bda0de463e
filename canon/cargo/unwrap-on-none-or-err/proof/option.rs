use std::collections::HashMap;

fn age(ages: &HashMap<&str, u32>, name: &str) -> u32 {
    *ages.get(name).unwrap()
}

fn main() {
    let ages = HashMap::from([("Ada", 36)]);
    println!("{}", age(&ages, "Alan"));
}
