//! `/api/v1/failures`, `/api/v1/stats`

use crate::site::LOCK;
use crate::{Site, failures};

#[tokio::test]
async fn pages_put_together_are_the_whole_list() {
    let site = Site::new();
    let whole = site.get("/errors.ndjson").await.ok().text().to_owned();
    let all: Vec<serde_json::Value> =
        whole.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].clone()).collect();
    let mut ids = Vec::new();
    let mut path = "/api/v1/failures?limit=50".to_owned();
    loop {
        let page = site.get(&path).await.ok().json();
        assert_eq!(page["total"].as_u64(), Some(all.len() as u64));
        ids.extend(page["failures"].as_array().unwrap().iter().map(|row| row["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/failures?limit=50&cursor={next}");
    }
    assert_eq!(ids, all);
    assert!(all.len() > 100);
    let zh = site.get("/api/v1/failures?domain=git&lang=zh").await.ok().json();
    assert_eq!(zh["total"], failures("git"));
}

#[tokio::test]
async fn a_query_that_cannot_be_read_is_a_problem() {
    let site = Site::new();
    for query in ["limit=0", "limit=501", "limit=x", "lang=fr"] {
        site.get(&format!("/api/v1/failures?{query}")).await.problem(400, "bad-query");
    }
    site.get("/api/v1/failures?domain=nothing").await.problem(404, "no-domain");
}

#[tokio::test]
async fn one_failure_is_the_same_at_both_addresses() {
    let site = Site::new();
    for (api, page) in [("", ""), ("?lang=zh", "/zh")] {
        let one = site.get(&format!("/api/v1/failures/{LOCK}{api}")).await.ok();
        assert_eq!(one.json(), site.get(&format!("{page}/errors/{LOCK}.json")).await.ok().json());
    }
    let markdown = site.get_as(&format!("/api/v1/failures/{LOCK}"), "text/markdown").await.ok();
    assert_eq!(markdown.text(), site.get(&format!("/errors/{LOCK}.md")).await.text());
    site.get("/api/v1/failures/git/nothing").await.problem(404, "no-failure");
    assert_eq!(site.get("/api/v1/stats").await.ok().json()["schema"], "unstuck/stats/1");
}
