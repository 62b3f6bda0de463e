struct Account {
    balance: u32,
}

impl Account {
    fn fee() -> u32 {
        1
    }

    fn charge(&mut self) -> u32 {
        balance -= fee();
        balance
    }
}

fn main() {
    let mut account = Account { balance: 10 };
    println!("{}", account.charge());
}
