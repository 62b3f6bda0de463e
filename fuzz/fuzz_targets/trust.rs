//! Any text as a trust file of any party: read, asked, warned about and mended without a panic. A token of which nothing is known is
//! accepted only by a policy that accepts known ones as well.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unstuck_trust::{Claims, Party, Source, Text, Verdict, edit, jwt, policy};

const CLAIMS: &[(&str, &str)] = &[
    ("iss", "https://token.actions.githubusercontent.com"),
    ("aud", "x"),
    ("repository", "octo/shop"),
    ("repository_owner", "octo"),
    ("repository_owner_id", "1"),
    ("repository_id", "2"),
    ("event_name", "push"),
    ("ref", "refs/heads/main"),
    ("workflow_ref", "octo/shop/.github/workflows/a.yml@refs/heads/main"),
    ("job_workflow_ref", "octo/shop/.github/workflows/a.yml@refs/heads/main"),
];

fuzz_target!(|input: (u8, u8, &str)| {
    let (kind, language, text) = input;
    let _no_token = jwt::read(text);
    let party = Party::ALL.get(usize::from(kind)).copied();
    let names = ["policy.json", "it.sts.yaml", "trust.toml", "main.tf", "-"];
    let source = Source::new(names[usize::from(language) % names.len()], text);
    let Ok(policies) = policy::read(&source, party) else { return };
    let mut known = Claims::default();
    let mut unknown = Claims::default();
    for (name, value) in CLAIMS {
        known.set(name, *value);
        unknown.set(name, Text::unknown(*name));
    }
    known.render_subject();
    unknown.render_subject();
    for policy in policies {
        let decision = policy.decide(&known);
        policy.warnings(&known);
        let _mended = edit::applied(&source.text, &policy.mend(&known, &decision));
        if policy.decide(&unknown).verdict == Verdict::Allow {
            assert_eq!(decision.verdict, Verdict::Allow, "{source:?}");
        }
    }
});
