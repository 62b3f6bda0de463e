mod bank {
    pub struct Account {
        balance: u32,
    }

    impl Account {
        pub fn new(balance: u32) -> Account {
            Account { balance }
        }
    }
}

fn main() {
    let account = bank::Account::new(10);
    println!("{}", account.balance);
}
