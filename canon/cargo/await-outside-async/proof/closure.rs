async fn answer(number: u32) -> u32 {
    number + 1
}

fn all() -> Vec<u32> {
    let answers = [1, 2].into_iter().map(|number| answer(number).await).collect();
    answers
}

fn main() {
    drop(all());
}
