fn read() -> Result<Vec<u32>, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string("number.txt")?;
    let numbers = text.lines().map(|line| line.parse::<u32>()?).collect();
    Ok(numbers)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{:?}", read()?);
    Ok(())
}
