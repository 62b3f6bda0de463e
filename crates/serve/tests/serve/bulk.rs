//! The whole canon at once.

use crate::Site;
use crate::site::{BASE, LOCK};

#[tokio::test]
async fn the_whole_canon_can_be_had() {
    let site = Site::new();
    let lines = site.get("/errors.ndjson").await.ok();
    assert_eq!(lines.header("content-type"), "application/x-ndjson");
    let lines: Vec<serde_json::Value> = lines.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let total = site.get("/api/v1/failures").await.json()["total"].as_u64().unwrap();
    assert_eq!(lines.len() as u64, total);
    let own = lines.iter().find(|line| line["id"] == LOCK).unwrap();
    assert_eq!(*own, site.get(&format!("/api/v1/failures/{LOCK}")).await.json());
    let llms = site.get("/llms.txt").await.ok();
    assert!(llms.text().contains(&format!("{BASE}/errors/{LOCK}.md")));
    let full = site.get("/llms-full.txt").await.ok();
    assert_eq!(full.text().lines().filter(|line| *line == "---").count() as u64, total);
}

#[tokio::test]
async fn what_came_is_listed_by_days() {
    let site = Site::new();
    let all = site.get("/changes.json").await.json();
    let days: Vec<&str> = all["days"].as_array().unwrap().iter().map(|day| day["day"].as_str().unwrap()).collect();
    assert!(days.len() > 2 && days.is_sorted_by(|a, b| a > b), "{days:?}");
    let named = |day: &serde_json::Value| day["failures"].as_array().unwrap().iter().any(|row| row["id"] == LOCK);
    assert!(all["days"].as_array().unwrap().iter().any(named));
}

#[tokio::test]
async fn feed_and_sitemap_name_pages_that_are_there() {
    let site = Site::new();
    let feed = site.get("/feed.xml").await.ok().text().to_owned();
    let links: Vec<&str> = feed.split("<id>").skip(2).map(|rest| rest.split('<').next().unwrap()).collect();
    assert_eq!(links.len(), 50);
    let sitemap = site.get("/sitemap.xml").await.ok().text().to_owned();
    let pages: Vec<&str> = sitemap.split("<loc>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    assert!(pages.len() > 700, "{}", pages.len());
    for page in links.iter().chain(pages.iter().step_by(37)) {
        site.get(page.strip_prefix(BASE).unwrap()).await.ok();
    }
    assert!(site.get("/robots.txt").await.ok().text().contains(&format!("Sitemap: {BASE}/sitemap.xml")));
}

#[tokio::test]
async fn health_and_metrics_answer() {
    let site = Site::new();
    assert_eq!(site.get("/healthz").await.ok().text(), "ok\n");
    site.get("/errors/git/index-lock-exists.json").await.ok();
    site.post("/api/v1/explain", "text/plain", "nothing known\n").await.ok();
    let text = site.get("/metrics").await.ok().text().to_owned();
    for line in [
        "unstuck_requests_total{route=\"/errors/{domain}/{slug}\",status=\"200\"} 1",
        "unstuck_explained_total 1",
        "unstuck_explained_unknown_total 1",
        "unstuck_explained_bytes_total 14",
        "unstuck_request_seconds_count{route=\"/healthz\"} 1",
    ] {
        assert!(text.lines().any(|own| own == line), "{line}:\n{text}");
    }
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_addresses_that_change() {
    let site = Site::new();
    let page = site.get("/").await.ok().text().to_owned();
    let named: Vec<&str> = page.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert_eq!(named.len(), 5, "{named:?}");
    for path in named {
        assert!(path.contains("?v="));
        assert!(site.get(path).await.ok().header("cache-control").contains("immutable"));
    }
    site.get("/assets/nothing.js").await.problem(404, "no-route");
}

#[tokio::test]
async fn every_code_is_explained() {
    let site = Site::new();
    let text = site.get("/problems").await.ok().text().to_owned();
    for code in unstuck_serve::CODES {
        assert!(text.contains(&format!("id=\"{}\"", code.code)) && text.contains(code.title), "{}", code.code);
    }
}
