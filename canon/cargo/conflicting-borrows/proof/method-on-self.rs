use std::cell::Cell;

struct Bank {
    accounts: Vec<u32>,
    fee: u32,
}

impl Bank {
    fn fee(&self) -> u32 {
        self.fee
    }

    fn charge(&mut self) {
        for account in self.accounts.iter_mut() {
            *account -= self.fee();
        }
    }
}

fn main() {
    let mut bank = Bank { accounts: vec![10, 20], fee: 1 };
    bank.charge();
    println!("{:?}", Cell::new(bank.accounts.len()));
}
