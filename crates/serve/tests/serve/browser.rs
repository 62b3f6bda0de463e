//! A real browser and a real API tester, against a real socket. What they need is installed by `scripts/test`.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use unstuck_app::Tokens;
use unstuck_serve::{Limits, Settings};

use crate::Site;

/// The folder of what drives the browser.
fn web() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web")
}

/// Starts a server with a ledger and a token, and runs a program that talks to it: it gets the address and the token.
async fn run(program: &Path, args: impl Fn(&str, &str) -> Vec<String>) -> String {
    assert!(program.exists(), "{} is missing: scripts/test installs it", program.display());
    let folder = tempfile::TempDir::new().unwrap();
    let listener = unstuck_serve::listen("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    // Not what is measured here: a browser, a build without optimisation and other tests share the machine.
    let limits = Limits { rate: 0, time: Duration::from_secs(600), ..Limits::default() };
    let settings = Settings { base_url: base.clone(), limits, ..Settings::default() };
    let path = folder.path().to_owned();
    let site = tokio::task::spawn_blocking(move || Site::recording_with(&path, settings)).await.unwrap();
    let token = Tokens::at(&folder.path().join("tokens.json")).make("tester").unwrap();
    let (server, router) = (site.server.clone(), site.router.clone());
    let served = tokio::spawn(async move {
        unstuck_serve::serve(&server, listener, router, std::future::pending()).await;
    });
    let mut command = Command::new(program);
    command.args(args(&base, &token)).current_dir(web()).stdin(Stdio::null()).kill_on_drop(true);
    let output = command.output().await.unwrap();
    served.abort();
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}");
    told
}

/// Paste, drop, search, languages, dark, print, phone, no script, and axe on each.
#[tokio::test(flavor = "multi_thread")]
async fn pages_work_in_a_browser() {
    assert!(web().join("node_modules/axe-core").exists(), "node_modules are missing: scripts/test installs them");
    let path = std::env::var_os("PATH").unwrap();
    let mut places = std::env::split_paths(&path).map(|folder| folder.join("node"));
    let node = places.find(|path| path.is_file()).expect("node is missing: scripts/test installs it");
    let told = run(&node, |base, _| vec!["drive.js".to_owned(), base.to_owned()]).await;
    assert!(told.contains("15 passed, 0 failed"), "{told}");
    print!("{told}");
}

/// Every operation of the description, with what fits it and what does not.
#[tokio::test(flavor = "multi_thread")]
async fn the_api_does_what_its_description_says() {
    let tester = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/web/bin/schemathesis");
    let told = run(&tester, |base, token| {
        let args =
            ["run", "--checks", "all", "--max-examples", "15", "--seed", "1", "--no-color", "--request-timeout", "120"];
        let mut args: Vec<String> = args.map(ToOwned::to_owned).into();
        args.extend(["--header".to_owned(), format!("Authorization: Bearer {token}")]);
        args.push(format!("{base}/api/v1/openapi.json"));
        args
    });
    let told = told.await;
    let counts = told.lines().find_map(|line| line.trim().strip_suffix(" passed")?.split_once(" generated, "));
    let (made, passed) = counts.unwrap_or_else(|| panic!("{told}"));
    assert!(made == passed && told.contains("Tested: 16"), "{told}");
}
