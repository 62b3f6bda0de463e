//! `unstuck token`

use crate::tool::Home;

#[test]
fn a_token_is_said_once_and_kept_nowhere() {
    let home = Home::new();
    home.unstuck(["token", "list"]).run().code(1);
    let token = home.unstuck(["token", "new", "build-farm"]).run().code(0).out().trim().to_owned();
    assert!(token.starts_with("unstuck_") && token.len() == 72, "{token}");
    let stored = home.read(".local/share/unstuck/tokens.json");
    assert!(stored.contains("build-farm") && !stored.contains(&token[8..]), "{stored}");
    let list = home.unstuck(["token", "list", "--format", "json"]).run().code(0).json();
    assert_eq!(list[0]["name"], "build-farm");
    home.unstuck(["token", "new", "build-farm"]).run().code(2).complains(&["already an API token", "revoke it first"]);
    home.unstuck(["token", "new", "no/name"]).run().code(2).complains(&["is no name"]);
    home.unstuck(["token", "revoke", "build-farm"]).run().code(0);
    home.unstuck(["token", "revoke", "build-farm"]).run().code(2).complains(&["no API token"]);
}
