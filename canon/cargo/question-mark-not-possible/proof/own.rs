#[derive(Debug)]
enum AppError {
    Read(std::io::Error),
    Number(std::num::ParseIntError),
}

fn read() -> Result<u32, AppError> {
    let text = std::fs::read_to_string("number.txt")?;
    text.trim().parse().map_err(AppError::Number)
}

fn main() -> Result<(), AppError> {
    println!("{}", read()?);
    Ok(())
}
