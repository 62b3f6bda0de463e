//! `docs/guide/oidc.md`: its commands are run, and say what it shows.

use std::fs;
use std::path::Path;

use crate::readme::{blocks, is_shown};
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
