//! JFrog: identity mappings.

use unstuck_trust::Text;
use unstuck_trust::Verdict::{Allow, Deny, Unknown};

use crate::tokens::{decide, mended, problem, push, warnings};

fn mapping(claims: &str) -> String {
    format!(
        r#"{{"name": "main", "provider_name": "gh", "claims": {{{claims}}}, "token_spec": {{"scope": "applied-permissions/user"}}, "priority": 1}}"#
    )
}

#[test]
fn mappings() {
    let main = push("jfrog-github");
    for (claims, verdict, code) in [
        (r#""repository": "octo/shop""#, Allow, "jfrog.allowed"),
        (r#""repository": ["a/b", "octo/shop"], "ref": "refs/heads/*""#, Allow, "jfrog.allowed"),
        (r#""repository": "octo/other""#, Deny, "jfrog.claim-mismatch"),
        (r#""repository": "Octo/shop""#, Unknown, "jfrog.unknown"),
        (r#""ref": "refs/*""#, Unknown, "jfrog.unknown"),
        (r#""ref": "refs/heads/ma?n""#, Unknown, "jfrog.unknown"),
        (r#""repository_id": 22"#, Unknown, "jfrog.unknown"),
        (r#""environment": "prod""#, Deny, "jfrog.claim-mismatch"),
        ("", Allow, "jfrog.allowed"),
    ] {
        let decision = decide(&mapping(claims), &main);
        assert_eq!((decision.verdict, decision.code), (verdict, code), "{claims}\n{decision:#?}");
        assert_eq!(decision.error, None);
    }
    let dynamic = mapping(r#""repository": "octo/shop""#)
        .replace("{\"scope\"", "{\"username_pattern\": \"{{actor}}\", \"scope\"");
    assert_eq!(decide(&dynamic, &main).verdict, Unknown);
    let mut tag = main.clone();
    tag.set("ref", Text::from("refs/tags/").then_unknown("any"));
    assert_eq!(decide(&mapping(r#""ref": "refs/tags/*""#), &tag).verdict, Unknown, "a tag may have a slash");
    assert_eq!(decide(&mapping(r#""ref": "refs/heads/*""#), &tag).verdict, Deny);
    let list = format!("[{}, {}]", mapping(r#""repository": "x/y""#), mapping(r#""repository": "octo/shop""#));
    assert_eq!(decide(&list, &main).verdict, Allow);
}

#[test]
fn mending_and_warnings() {
    let main = push("jfrog-github");
    let right = mapping(r#""repository": "octo/shop", "ref": ["x", "refs/heads/main"]"#);
    assert_eq!(
        mended(&mapping(r#""repository": "octo/other", "ref": ["x"]"#), &main),
        right.replace("[\"x\", ", "[").to_owned()
    );
    assert_eq!(
        mended(&mapping(r#""repository": "octo/other", "ref": ["x", "y"]"#), &main),
        right.replace("\"x\", ", "\"x\", \"y\", ")
    );
    assert_eq!(warnings(&mapping(""), &main), ["jfrog.admits-anybody"]);
    assert_eq!(warnings(&mapping(r#""repository_owner": "octo""#), &main), ["jfrog.admits-owner"]);
    assert_eq!(problem(&mapping("").replace("{}", "[]")).code, "jfrog.mapping");
}
