fn read() -> Result<u32, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string("number.txt")?;
    let line = text.lines().next()?;
    Ok(line.parse()?)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{:?}", read()?);
    Ok(())
}
