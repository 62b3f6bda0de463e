//! `show`: one failure, whole.

use crate::tool::Home;

#[test]
fn all_that_is_known() {
    let ran = Home::new().unstuck(["show", "git/index-lock-exists"]).run().code(0).quiet();
    for part in
        ["git/index-lock-exists", "Message", "Root cause", "Will not help", "Will help", "Citations", "https://"]
    {
        assert!(ran.out().contains(part), "{part} is missing: {}", ran.out());
    }
}

#[test]
fn an_unknown_id_is_two_with_the_nearest_ids() {
    let home = Home::new();
    for near in ["git/index-lock-exist", "git/index-lock", "index-lock-exists", "Git/Index-Lock-Exists"] {
        let ran = home.unstuck(["show", near]).run().code(2);
        assert!(ran.stdout.is_empty());
        ran.complains(&[&format!("there is no failure `{near}`"), "did you mean", "git/index-lock-exists"]);
    }
    let ran = home.unstuck(["show", "qqqq/zzzz"]).run().code(2);
    ran.complains(&["there is no failure `qqqq/zzzz`", "unstuck list"]);
    home.unstuck(["show"]).run().code(2).complains(&["Usage:"]);
}
