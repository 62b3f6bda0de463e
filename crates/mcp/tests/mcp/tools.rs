//! What each tool answers.

use serde_json::json;
use unstuck_app::actions::{Explainer, show};
use unstuck_app::{Lang, Library, Overlays};

use crate::talk::Talk;

const REFSPEC: &str = "git/src-refspec-does-not-match";
const LOG: &str = "error: src refspec main does not match any";

#[tokio::test]
async fn explain_gives_the_facts_of_the_command_line_and_dead_ends_first() {
    let mut talk = Talk::new().await;
    let (value, text) = talk.call("explain", json!({"text": LOG})).await;
    let library = Library::open(&Overlays::default()).unwrap();
    let view = Explainer::new(&library, Lang::En).unwrap().text("text", LOG.as_bytes()).unwrap();
    let mut facts = value.clone();
    let notice = facts.as_object_mut().unwrap().remove("notice").unwrap();
    assert_eq!(facts, serde_json::to_value(&view).unwrap());
    assert!(notice.as_str().unwrap().contains("no instruction"), "{notice}");
    assert!(text.starts_with(&format!("> {}", notice.as_str().unwrap())), "{text}");
    let (dead, help) = (text.find("## Will not help").unwrap(), text.find("## Will help").unwrap());
    assert!(dead < help, "{text}");
    assert!(text.contains("`force-push`): 2 of 2 failed (46-100%), proved **⚠ risk: destroys, network**"), "{text}");
    assert!(text.contains("1 of 1 worked"), "{text}");
}

#[tokio::test]
async fn nothing_known_is_said_and_no_error() {
    let mut talk = Talk::new().await;
    let (value, text) = talk.call("explain", json!({"text": "fatal: the moon is in the wrong phase"})).await;
    assert_eq!(value["diagnoses"], json!([]));
    assert!(text.contains("Nothing in the canon matches.") && text.contains("the moon"), "{text}");
}

#[tokio::test]
async fn a_log_of_ten_megabytes_is_read_to_its_end() {
    let mut talk = Talk::new().await;
    let mut log = "2026-11-26T20:00:00Z compiling \"a\" with \\ and \t tabs\n".repeat(190_000);
    log.push_str(LOG);
    assert!(log.len() > 10_000_000);
    let (value, _) = talk.call("explain", json!({"text": log})).await;
    assert_eq!(value["input"]["bytes"], log.len());
    assert_eq!(value["diagnoses"][0]["id"], REFSPEC);
    assert_eq!(value["diagnoses"][0]["match"]["line"], 190_001);
}

#[tokio::test]
async fn a_log_of_the_project_is_read_by_its_path() {
    let mut talk = Talk::new().await;
    std::fs::write(talk.home.path().join("project/build.log"), format!("ok\n{LOG}\n")).unwrap();
    std::fs::write(talk.home.path().join("outside.log"), LOG).unwrap();
    let (value, _) = talk.call("explain", json!({"path": "build.log"})).await;
    assert_eq!(value["input"]["name"], "build.log");
    assert_eq!(value["diagnoses"][0]["match"]["line"], 2);
    let refused = talk.wrong("explain", json!({"path": "../outside.log"})).await;
    assert!(refused.contains("is not in the project"), "{refused}");
    let both = talk.wrong("explain", json!({"path": "build.log", "text": "x"})).await;
    assert_eq!(both, "give either `text` or `path`");
}

#[tokio::test]
async fn check_approach_knows_a_dead_end_and_does_not_guess() {
    let mut talk = Talk::new().await;
    let mut check =
        async |approach: &str| talk.call("check_approach", json!({"failure": REFSPEC, "approach": approach})).await;
    let (value, text) = check("git push --force").await;
    assert_eq!((&value["known"], &value["found"]), (&json!("dead_end"), &json!("words")));
    assert_eq!(value["dead_end"]["id"], "force-push");
    assert_eq!(value["dead_end"]["rate"]["trials"], 2);
    assert!(text.contains("**Known dead end:**"), "{text}");
    let (value, _) = check("rename-the-branch").await;
    assert_eq!((&value["known"], &value["found"]), (&json!("workaround"), &json!("id")));
    let (value, text) = check("reinstall git").await;
    assert_eq!((&value["known"], &value["found"]), (&json!(null), &json!("nowhere")));
    assert!(text.contains("Not known") && text.contains("Push again with --force"), "{text}");
    let wrong = talk.wrong("check_approach", json!({"failure": "git/src-refspec", "approach": "x"})).await;
    assert!(wrong.contains("there is no failure") && wrong.contains(&format!("did you mean {REFSPEC}")), "{wrong}");
}

#[tokio::test]
async fn get_failure_is_what_show_gives_in_both_languages() {
    let mut talk = Talk::new().await;
    let library = Library::open(&Overlays::default()).unwrap();
    for (code, lang) in [("en", Lang::En), ("zh", Lang::Zh)] {
        let (mut value, text) = talk.call("get_failure", json!({"id": REFSPEC, "lang": code})).await;
        value.as_object_mut().unwrap().remove("notice");
        let view = show(&library, REFSPEC, lang).unwrap();
        assert_eq!(value, serde_json::to_value(&view).unwrap());
        // Everything has its steps, also what is not tried first.
        assert!(text.contains("git branch -M main") && text.contains("git push -u origin HEAD"), "{text}");
    }
}

#[tokio::test]
async fn search_finds_by_words_and_domains_are_counted() {
    let mut talk = Talk::new().await;
    let (value, text) = talk.call("search_failures", json!({"words": "push a branch that does not exist"})).await;
    assert!(value["failures"].as_array().unwrap().iter().any(|failure| failure["id"] == REFSPEC), "{text}");
    assert!(text.contains(REFSPEC));
    let (value, text) = talk.call("list_domains", json!({})).await;
    let domains = value["domains"].as_array().unwrap();
    let sum: u64 = domains.iter().map(|domain| domain["failures"].as_u64().unwrap()).sum();
    let library = Library::open(&Overlays::default()).unwrap();
    assert_eq!(usize::try_from(sum).unwrap(), library.index().failures().len());
    assert!(text.contains("git ("), "{text}");
}

#[tokio::test]
async fn a_report_counts_once_and_shows_in_the_next_answer() {
    let mut talk = Talk::new().await;
    let report = json!({"failure": REFSPEC, "approach": "force-push", "outcome": "same"});
    for _ in 0..2 {
        let (value, text) = talk.call("report_outcome", report.clone()).await;
        assert_eq!((&value["approach"], &value["outcome"]), (&json!("force-push"), &json!("same")));
        assert!(text.contains("recorded"), "{text}");
    }
    let (value, _) = talk.call("get_failure", json!({"id": REFSPEC})).await;
    let rate = &value["dead_ends"].as_array().unwrap().iter().find(|own| own["id"] == "force-push").unwrap()["rate"];
    assert_eq!(rate["sources"]["report"], json!({"trials": 1, "fixed": 0}), "{rate}");
    let wrong = talk.wrong("report_outcome", json!({"failure": REFSPEC, "approach": "pray", "outcome": "same"})).await;
    assert!(wrong.contains("has no approach `pray`") && wrong.contains("force-push"), "{wrong}");
}

#[tokio::test]
async fn the_inspector_reads_texts_and_no_files() {
    let mut talk = Talk::new().await;
    let workflow = "on: push\njobs:\n  ship:\n    runs-on: x\n    environment: prod\n    permissions: {id-token: write}\n    steps: [{uses: aws-actions/configure-aws-credentials@v5, with: {role-to-assume: x}}]\n";
    let role = r#"{"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity", "Principal": {"Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"}, "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:o/r:ref:refs/heads/main"}}}]}"#;
    let asked = json!({"workflow": workflow, "trust": [{"text": role}], "repo": "o/r"});
    let (value, text) = talk.call("inspect_oidc", asked).await;
    let run = &value["workflows"][0]["jobs"][0]["runs"][0];
    assert_eq!(run["claims"]["sub"], "repo:o/r:environment:prod");
    assert_eq!(run["decisions"][0]["code"], "aws.sub-mismatch");
    assert!(
        text.contains("aws refuses the token of job `ship`") && text.contains("+") && text.contains("environment:prod"),
        "{text}"
    );
}
