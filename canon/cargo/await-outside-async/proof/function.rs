async fn answer() -> u32 {
    42
}

fn twice() -> u32 {
    answer().await * 2
}

fn main() {
    drop(twice());
}
