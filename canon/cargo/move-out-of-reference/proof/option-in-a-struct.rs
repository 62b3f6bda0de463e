struct Job {
    name: Option<String>,
}

fn label(job: &Job) -> String {
    let name = job.name.unwrap();
    name.to_uppercase()
}

fn main() {
    let mut job = Job { name: Some(String::from("build")) };
    job.name = Some(String::from("test"));
    println!("{}", label(&job));
}
