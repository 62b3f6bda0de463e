struct Job {
    name: Option<String>,
}

fn main() {
    let job = Job { name: Some(String::from("build")) };
    println!("{}", job.name.unwrap());
    let kept = job;
    println!("{}", kept.name.is_some());
}
