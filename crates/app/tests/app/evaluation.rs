//! The evaluation set in the repository: what it says of the canon, and that it is one.

use unstuck_app::evaluation::EvaluationView;
use unstuck_app::{Library, Overlays, actions, answers};

use crate::root;

fn measured() -> EvaluationView {
    let library = Library::open(&Overlays::default()).unwrap();
    actions::eval(&library, &root().join("evaluation")).unwrap()
}

/// An entry may not fire on output of a command that went well, nor on another one's hit that neither names; no case may
/// stand in a hit or come from a page that an entry cites.
#[test]
fn nothing_is_named_where_it_must_not_be() {
    let view = measured();
    let breaches = view.breaches();
    assert!(breaches.is_empty(), "{} of them:\n{}", breaches.len(), breaches.join("\n"));
    assert!(view.cases.right.of >= 40 && view.cases.answered.of >= 5, "{:?}", view.cases);
    assert!(view.blind.right.of >= 30 && view.blind.of_all.of < view.cases.of_all.of, "{:?}", view.blind);
    assert!(view.logs.logs.len() >= 20, "{} logs", view.logs.logs.len());
    assert!(view.green.logs >= 200, "{} green logs", view.green.logs);
    assert!(view.green.alarming.of >= 5000, "{} alarming lines", view.green.alarming.of);
    assert!(view.confusion.own.of > 500, "{:?}", view.confusion.own);
}

/// `docs/evaluation.md` is generated: `UPDATE=1 cargo test -p unstuck-app evaluation` writes it anew.
#[test]
fn the_page_of_the_evaluation_is_fresh() {
    let path = root().join("docs/evaluation.md");
    let text = answers::markdown::evaluation(&measured());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == text,
        "docs/evaluation.md is stale; write it anew with UPDATE=1 cargo test -p unstuck-app evaluation"
    );
}
