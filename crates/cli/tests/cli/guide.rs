//! `docs/guide/`: its commands are run, and do what it says.

use std::fs;
use std::path::Path;

use crate::readme::{blocks, is_shown};
use crate::server::{Server, with_tool};
use crate::tool::Home;

fn copied(from: &Path, home: &Home, to: &str) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{to}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            copied(&path, home, &format!("{name}/"));
        } else {
            home.write(&name, fs::read(&path).unwrap());
        }
    }
}

#[test]
fn the_oidc_guide_shows_what_happens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let home = Home::new();
    copied(&root.join("examples/oidc"), &home, "");
    let guide = fs::read_to_string(root.join("docs/guide/oidc.md")).unwrap();
    let mut run = 0;
    for block in blocks(&guide, "console") {
        let command = block[0].strip_prefix("$ unstuck ").unwrap();
        let ran = home.unstuck(command.split(' ')).run();
        if let Err(error) = is_shown(&block[1..], ran.out()) {
            panic!("{command} {error}; it says:\n{}", ran.out());
        }
        run += 1;
    }
    assert_eq!(run, 3);
}

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
