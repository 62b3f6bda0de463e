//! Any text as a trust file in any of its languages: read, asked, mended and warned of without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unstuck_trust::{Claims, Party, Source, edit, policy};

fuzz_target!(|input: (u8, u8, &str)| {
    let (language, party, text) = input;
    let names = ["policy.json", "it.sts.yaml", "trust.toml", "main.tf", "-"];
    let source = Source::new(names[usize::from(language) % names.len()], text);
    let party = Party::ALL.get(usize::from(party)).copied();
    let mut token = Claims::from([
        ("iss", "https://token.actions.githubusercontent.com"),
        ("aud", "api"),
        ("repository", "octo/shop"),
        ("repository_owner", "octo"),
        ("event_name", "push"),
        ("ref", "refs/heads/main"),
        ("job_workflow_ref", "octo/shop/.github/workflows/deploy.yml@refs/heads/main"),
    ]);
    token.render_subject();
    match policy::read(&source, party) {
        Ok(policies) => {
            for policy in policies {
                let decision = policy.decide(&token);
                edit::diff(&source, &policy.mend(&token, &decision));
                policy.warnings(&token);
            }
        }
        Err(problem) => {
            source.place(problem.span.start);
        }
    }
});
