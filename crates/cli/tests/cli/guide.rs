//! `docs/guide/`: every shell block is run, against a server that was started as the guide says.

use std::fs;
use std::path::Path;

use crate::server::{Server, with_tool};
use crate::tool::Home;

#[test]
fn every_command_of_the_serving_guide_works() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/serve.md");
    let text = fs::read_to_string(path).unwrap();
    let mut blocks = text.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix("sh\n"));
    assert_eq!(blocks.next(), Some("unstuck serve --addr 127.0.0.1:8080\n"));
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let mut run = 0;
    for block in blocks {
        let script = block.replace("127.0.0.1:8080", &server.address);
        let mut call = home.program("bash").args(["-euo", "pipefail", "-c", &script]);
        with_tool(&mut call.command);
        let ran = call.run().code(0);
        run += script.lines().count();
        if script.contains("/api/v1/outcomes") {
            assert!(ran.out().contains("\"reporter\": \"build-farm\""), "{}", ran.out());
        }
    }
    assert!(run > 12, "{run} commands");
    assert!(home.path().join("site/errors/git/index-lock-exists/index.html").is_file());
}

/// The options that the guide names are those that there are.
#[test]
fn options_of_the_guide_exist() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/serve.md")).unwrap();
    let help = Home::new().unstuck(["serve", "--help"]).run().code(0).out().to_owned();
    let mut named = 0;
    for option in text.split('`').filter(|span| span.starts_with("--max") || span.starts_with("--rate")) {
        assert!(help.contains(option.split(' ').next().unwrap()), "{option}");
        named += 1;
    }
    assert!(named >= 7, "{named}");
}
