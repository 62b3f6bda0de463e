//! Mistyped words of a workflow: what is plain is mended, whatever is not is left alone.

use unstuck_trust::inspect::Repository;
use unstuck_trust::{Context, Source, edit};

const WORKFLOW: &str = "name: ship
run-name: shipping
on:
  push:
    branches: [main]
    paths-ignore: ['docs/**']
  pull_request:
    types: [opened, synchronize]
  workflow_dispatch:
    inputs:
      stage: {type: string, required: true, description: where to}
defaults:
  run: {shell: bash, working-directory: app}
concurrency: {group: ship, cancel-in-progress: true}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions: {contents: read, id-token: write, pull-requests: none}
    strategy:
      fail-fast: true
      matrix: {os: [a, b]}
    \"container\": {image: debian, options: --init}
    steps:
      - name: get it
        uses: actions/checkout@v5
        with: {fetch-depth: 0}
      - run: make
        continue-on-error: true
  deploy:
    needs: [build]
    environment: {name: production, url: https://example.com}
    runs-on: ubuntu-latest
    steps:
      - run: make deploy
        shell: bash
        working-directory: app
  call:
    needs: [deploy]
    uses: ./.github/workflows/other.yml
    secrets: inherit
";

/// What is refused, and the text after the mends of it all.
fn mended(text: &str) -> (Vec<String>, String) {
    let mut repository = Repository::default();
    let path = ".github/workflows/a.yml".to_owned();
    repository.add(&path, Source::new(path.clone(), text));
    let context = Context::default();
    let inspected = repository.inspect(&context);
    let refused = &inspected[0].refused;
    let edits: Vec<_> = refused.iter().flat_map(|refused| refused.mend.clone()).collect();
    (refused.iter().map(|refused| refused.message.clone()).collect(), edit::applied(text, &edits))
}

/// A word as fingers slip: a letter lost, doubled, two turned, other marks between words, another case.
fn slips(word: &str) -> Vec<String> {
    let (head, tail) = word.split_at(word.len() - 2);
    let turned: String = tail.chars().rev().collect();
    let mut slips = vec![
        word[..word.len() - 1].to_owned(),
        format!("{word}s"),
        format!("{head}{turned}"),
        word.replace('-', "_"),
        word.replace('_', "-"),
        word.to_uppercase(),
    ];
    slips.retain(|slip| slip != word);
    slips
}

#[test]
fn a_word_that_is_plainly_meant() {
    assert_eq!(mended(WORKFLOW), (Vec::new(), WORKFLOW.to_owned()));
    let words = "run-name defaults branches paths-ignore pull_request synchronize workflow_dispatch concurrency cancel-in-progress \
                 runs-on timeout-minutes permissions contents pull-requests strategy fail-fast matrix container options steps \
                 continue-on-error environment working-directory inherit required description shell string";
    let (mut tried, mut same) = (0, 0);
    for word in words.split_ascii_whitespace() {
        assert!(WORKFLOW.contains(word), "{word}");
        for slip in slips(word) {
            let text = WORKFLOW.replacen(word, &slip, 1);
            let (refused, after) = mended(&text);
            assert!(!refused.is_empty(), "GitHub would take {slip} for {word}");
            tried += 1;
            // Nothing is made of it that is refused in turn for another reason.
            if after == WORKFLOW { same += 1 } else { assert_eq!(after, text, "{slip} for {word}") }
        }
    }
    assert!(tried > 100 && same * 100 >= tried * 95, "{same} of {tried}");
}

#[test]
fn by_hand() {
    for (wrong, right) in [
        ("run-on: ubuntu", "runs-on: ubuntu"),
        ("run_on: ubuntu", "runs-on: ubuntu"),
        ("step:\n", "steps:\n"),
        ("pul_request:", "pull_request:"),
        ("Permissions: {contents", "permissions: {contents"),
        ("contents: reed", "contents: read"),
        ("id_token: write", "id-token: write"),
        ("\"contaner\":", "\"container\":"),
        ("needs: [biuld]", "needs: [build]"),
        ("need: [build]", "needs: [build]"),
        ("id-token: wirte", "id-token: write"),
        ("types: [opend, ", "types: [opened, "),
    ] {
        let text = right.split_once(' ').map_or(right, |(key, _)| key);
        assert!(WORKFLOW.contains(text), "{text}");
        let text = WORKFLOW.replacen(right, wrong, 1);
        assert_eq!(mended(&text).1, WORKFLOW, "{wrong}");
    }
    // Another word, a word in the wrong place, one that is as near to two, and one that is there already.
    for (from, to) in [
        ("runs-on: ubuntu", "machine: ubuntu"),
        ("    needs: [deploy]", "    needs: [production]"),
        ("    secrets: inherit", "    timeout-minutes: 5"),
        ("contents: read, id-token", "contents: read, id-token: write, id_token"),
        ("      - run: make deploy", "      - id-token: write\n        run: make deploy"),
        ("pull-requests: none", "content: read"),
    ] {
        let text = WORKFLOW.replacen(from, to, 1);
        assert_ne!(text, WORKFLOW);
        let (refused, after) = mended(&text);
        assert!(!refused.is_empty() && after == text, "{to}: {refused:?} {after}");
    }
}
