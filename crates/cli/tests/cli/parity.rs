//! One source, one answer: what the command line says of every failure is what HTTP, the page and Markdown say.

use serde_json::Value;

use crate::server::Server;
use crate::tool::Home;

/// `87%` of 0.8712.
fn percent(share: &Value) -> String {
    format!("{:.0}", share.as_f64().unwrap() * 100.0)
}

/// What has to be said of an approach, put together from its JSON alone.
fn odds(own: &Value, works: bool) -> String {
    let rate = &own["rate"];
    let counted = if rate["mean"].is_null() {
        "not measured".to_owned()
    } else {
        let (fixed, trials) = (rate["fixed"].as_u64().unwrap(), rate["trials"].as_u64().unwrap());
        let one_minus = |share: &Value| Value::from(1.0 - share.as_f64().unwrap());
        let (count, word, low, high) = if works {
            (fixed, "worked", rate["low"].clone(), rate["high"].clone())
        } else {
            (trials - fixed, "failed", one_minus(&rate["high"]), one_minus(&rate["low"]))
        };
        format!("{count} of {trials} {word} ({}-{}%)", percent(&low), percent(&high))
    };
    let claim = match (own.get("claimed_fail"), &rate["claimed"]) {
        (Some(fail), _) => format!(" · claimed to fail in {}%", percent(fail)),
        (None, Value::Null) => String::new(),
        (None, claimed) => format!(" · claimed to work in {}%", percent(claimed)),
    };
    assert_eq!(rate["mean"].is_null(), rate["verdict"] == "unmeasured");
    format!("{counted}|{claim}")
}

/// Holds a told line to what has to be said: how often by source, and remarks, may stand between.
#[track_caller]
fn says(told: &str, wanted: &str, place: &str) {
    let (counted, claim) = wanted.split_once('|').unwrap();
    assert!(told.starts_with(counted) && told.ends_with(claim), "{place}: {told:?} is not {wanted:?}");
    assert_eq!(told.contains("claimed"), !claim.is_empty(), "{place}: {told:?}");
}

#[test]
fn every_failure_is_told_the_same_everywhere() {
    let home = Home::new();
    let server = Server::start(&home, &[]);
    let listed = home.unstuck(["list", "--format", "json"]).run().code(0).json();
    let (mut failures, mut approaches) = (0, 0);
    for row in listed["failures"].as_array().unwrap() {
        let id = row["id"].as_str().unwrap();
        let shown = home.unstuck(["show", id, "--format", "json"]).run().code(0).json();
        let (status, body) = server.get(&format!("/api/v1/failures/{id}"));
        assert!(status.ends_with("200 OK"), "{id} {status}");
        assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), shown, "{id}");
        let markdown = server.get(&format!("/errors/{id}.md")).1;
        let page = server.get(&format!("/errors/{id}")).1;
        let fix_rate =
            format!("<data value=\"{}\">{}%</data>", shown["fix_rate"]["mean"], percent_or(&shown["fix_rate"]["mean"]));
        assert_eq!(page.contains(&fix_rate), !shown["fix_rate"]["mean"].is_null(), "{id} {fix_rate}");
        assert!(page.contains(&format!("<data value=\"{0}\">{0}</data>", shown["evidence"])), "{id}");
        let titles: Vec<&str> = markdown.lines().filter(|line| line.starts_with("### ")).collect();
        let lines: Vec<&str> = markdown.lines().filter(|line| is_odds(line)).collect();
        let all =
            ["dead_ends", "workarounds"].map(|list| shown[list].as_array().unwrap().iter().map(move |own| (list, own)));
        let all: Vec<_> = all.into_iter().flatten().collect();
        assert_eq!(lines.len(), all.len(), "{id}: {titles:?}");
        for ((list, own), line) in all.iter().zip(lines) {
            let wanted = odds(own, *list == "workarounds");
            let place = format!("{id}#{}", own["id"].as_str().unwrap());
            says(line.trim_matches('*'), &wanted, &place);
            let section =
                page.split(&format!("<section class=\"approach\" id=\"{}\">", own["id"].as_str().unwrap())).nth(1);
            let section = section.unwrap_or_else(|| panic!("{place} is not on the page"));
            let told = section.split("class=\"odds\" href=\"").nth(1).unwrap().split_once('>').unwrap().1;
            says(told.split("</a>").next().unwrap(), &wanted, &place);
            approaches += 1;
        }
        failures += 1;
    }
    assert!(failures >= 180 && approaches >= 900, "{failures} failures, {approaches} approaches");
}

fn is_odds(line: &str) -> bool {
    let inner = line.strip_prefix('*').and_then(|line| line.strip_suffix('*'));
    inner.is_some_and(|inner| {
        inner.starts_with("not measured") || inner.contains(" worked (") || inner.contains(" failed (")
    })
}

fn percent_or(share: &Value) -> String {
    if share.is_null() { String::new() } else { percent(share) }
}
