use std::future::Future;
use std::sync::Mutex;

static COUNT: Mutex<u32> = Mutex::new(0);

fn spawn<F: Future<Output = ()> + Send + 'static>(_future: F) {}

async fn other() {}

async fn work() {
    let mut count = COUNT.lock().unwrap();
    *count += 1;
    other().await;
}

fn main() {
    spawn(work());
}
