mod bank {
    pub struct Account {
        pub balance: u32,
    }

    impl Account {
        fn fee(&self) -> u32 {
            self.balance / 10
        }
    }
}

fn main() {
    let account = bank::Account { balance: 10 };
    println!("{}", account.fee());
}
