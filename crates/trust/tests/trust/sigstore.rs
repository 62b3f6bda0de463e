//! Sigstore: identities that `cosign verify` asks for.

use unstuck_trust::Verdict::{Allow, Deny, Unknown};

use crate::tokens::{decide, mended, problem, push, warnings, with};

const NAME: &str = "https://github.com/octo/shop/.github/workflows/deploy.yml@refs/heads/main";

fn identity(key: &str, name: &str) -> String {
    format!(
        r#"{{"certificateIdentity{key}": "{name}", "certificateOidcIssuer": "https://token.actions.githubusercontent.com"}}"#
    )
}

#[test]
fn identities() {
    let main = push("sigstore");
    let escaped = r"^https://github\\.com/octo/shop/\\.github/workflows/.*@refs/heads/main$";
    for (policy, verdict, code, error) in [
        (identity("", NAME), Allow, "sigstore.allowed", None),
        (identity("Regexp", "octo/shop"), Allow, "sigstore.allowed", None),
        (identity("Regexp", escaped), Allow, "sigstore.allowed", None),
        (identity("Regexp", "[[:alpha:]]"), Unknown, "sigstore.unknown", None),
        (
            identity("", "https://github.com/octo/shop/.github/workflows/x.yml@refs/heads/main"),
            Deny,
            "sigstore.identity-mismatch",
            Some(format!(
                "no matching CertificateIdentity found, last error: expected SAN value \"https://github.com/octo/shop/.github/workflows/x.yml@refs/heads/main\", got \"{NAME}\""
            )),
        ),
        (
            identity("Regexp", "^octo"),
            Deny,
            "sigstore.identity-mismatch",
            Some(format!(
                "no matching CertificateIdentity found, last error: expected SAN value to match regex \"^octo\", got \"{NAME}\""
            )),
        ),
        (
            identity("", NAME).replace(".com\"}", ".com/octo\"}"),
            Deny,
            "sigstore.issuer-mismatch",
            Some("no matching CertificateIdentity found, last error: expected issuer value \"https://token.actions.githubusercontent.com/octo\", got \"https://token.actions.githubusercontent.com\"".to_owned()),
        ),
        (identity("", NAME).replace("{", "{\"certificateGithubWorkflowTrigger\": \"push\", "), Allow, "sigstore.allowed", None),
        (identity("", NAME).replace("{", "{\"certificateGithubWorkflowRef\": \"refs/tags/v1\", "), Deny, "sigstore.extension-mismatch", None),
    ] {
        let decision = decide(&policy, &main);
        assert_eq!((decision.verdict, decision.code), (verdict, code), "{policy}\n{decision:#?}");
        assert_eq!(decision.error, error, "{policy}");
    }
    let other = decide(&identity("", NAME), &push("other"));
    assert_eq!(other.error.as_deref(), Some("There was an error processing the identity token"));
    let ghes = with(push("sigstore"), &[("iss", "https://ghes.example/_services/token")]);
    assert_eq!(decide(&identity("", NAME), &ghes).code, "sigstore.issuer-unknown");
}

#[test]
fn mending_and_warnings() {
    let main = push("sigstore");
    assert_eq!(mended(&identity("", "x"), &main), identity("", NAME));
    let pattern = mended(&identity("Regexp", "^octo"), &main);
    assert_eq!(warnings(&pattern, &main), ["sigstore.admits-successor"]);
    assert_eq!(warnings(&identity("", NAME), &main), ["sigstore.admits-successor"]);
    assert_eq!(warnings(&identity("Regexp", ".*"), &main), ["sigstore.admits-anybody", "sigstore.unanchored"]);
    assert_eq!(
        warnings(&identity("Regexp", "^https://github.com/octo/shop"), &main),
        ["sigstore.admits-like-named-repository", "sigstore.unanchored"]
    );
}

#[test]
fn what_cannot_be_read_has_a_place() {
    for (text, code, at) in [
        (identity("Regexp", "("), "sigstore.pattern", "\"(\""),
        (identity("", NAME).replace("{", "{\"certificateIdentityRegexp\": \"x\", "), "sigstore.identity", "\"x\""),
        (r#"{"certificateIdentity": "x"}"#.to_owned(), "sigstore.identity", "{"),
    ] {
        let problem = problem(&text);
        assert_eq!(problem.code, code, "{problem:?}");
        assert!(text[problem.span.start..].starts_with(at), "{}", &text[problem.span]);
    }
}
