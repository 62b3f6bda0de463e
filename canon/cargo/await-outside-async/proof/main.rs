use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

#[allow(dead_code)]
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}

async fn answer() -> u32 {
    42
}

fn main() {
    println!("{}", answer().await);
}
