//! `/errors/{domain}/{slug}`

use serde_json::Value;

use crate::Site;
use crate::site::{BASE, LOCK};

#[tokio::test]
async fn one_address_has_three_forms() {
    let site = Site::new();
    let path = format!("/errors/{LOCK}");
    for (accept, kind) in [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("text/markdown, text/html;q=0.5", "text/markdown; charset=utf-8"),
    ] {
        let got = site.get_as(&path, accept).await.ok();
        assert_eq!(got.header("content-type"), kind, "{accept}");
        assert!(got.header("vary").contains("accept"));
    }
    site.get_as(&path, "image/png").await.problem(406, "not-acceptable");
    let (json, md) = (site.get(&format!("{path}.json")).await.ok(), site.get(&format!("{path}.md")).await.ok());
    assert_eq!(json.json()["schema"], "unstuck/failure/1");
    assert!(md.text().starts_with("# git cannot lock the index"));
    assert_eq!(json.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn every_form_and_language_is_linked() {
    let site = Site::new();
    let got = site.get(&format!("/zh/errors/{LOCK}")).await.ok();
    let links: Vec<&str> = got.headers.get_all("link").iter().map(|link| link.to_str().unwrap()).collect();
    let own = format!("{BASE}/zh/errors/{LOCK}");
    for link in [
        format!("<{own}>; rel=\"canonical\""),
        format!("<{own}.json>; rel=\"alternate\"; type=\"application/json\""),
        format!("<{own}.md>; rel=\"alternate\"; type=\"text/markdown\""),
        format!("<{BASE}/errors/{LOCK}>; rel=\"alternate\"; hreflang=\"en\""),
    ] {
        assert!(links.contains(&link.as_str()), "{link}: {links:?}");
    }
    let text = got.text();
    for part in [
        "<html lang=\"zh-Hans\">".to_owned(),
        format!("<link rel=\"alternate\" hreflang=\"en\" href=\"{BASE}/errors/{LOCK}\">"),
        format!("<link rel=\"canonical\" href=\"{own}\">"),
        "<meta property=\"og:locale\" content=\"zh_CN\">".to_owned(),
    ] {
        assert!(text.contains(&part), "{part}");
    }
}

#[tokio::test]
async fn what_is_unchanged_is_not_sent_again() {
    let site = Site::new();
    let path = format!("/errors/{LOCK}");
    let first = site.get(&path).await.ok();
    let etag = first.header("etag").to_owned();
    assert!(etag.starts_with("W/\""));
    let again = axum::http::Request::get(&path).header("if-none-match", format!("\"other\", {etag}"));
    let again = site.send(again.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!((again.status.as_u16(), again.bytes.len(), again.header("etag")), (304, 0, etag.as_str()));
    assert_ne!(site.get(&format!("/zh{path}")).await.header("etag"), etag);
}

#[tokio::test]
async fn structured_data_says_what_the_page_says() {
    let site = Site::new();
    let text = site.get(&format!("/errors/{LOCK}")).await.ok().text().to_owned();
    let start = text.split("<script type=\"application/ld+json\">").nth(1).unwrap();
    let data: Value = serde_json::from_str(start.split("</script>").next().unwrap()).unwrap();
    assert_eq!(data["@type"], "TechArticle");
    assert_eq!(data["url"], format!("{BASE}/errors/{LOCK}"));
    let json = site.get(&format!("/errors/{LOCK}.json")).await.json();
    assert_eq!(data["headline"], json["title"]);
    assert_eq!(data["citation"].as_array().unwrap().len(), json["citations"].as_array().unwrap().len());
}

#[tokio::test]
async fn a_page_loads_nothing_from_elsewhere_and_runs_nothing_of_its_own() {
    let site = Site::new();
    for path in [format!("/errors/{LOCK}"), "/".to_owned(), format!("/evidence/{LOCK}"), "/search?q=lock".to_owned()] {
        let got = site.get(&path).await.ok();
        let policy = got.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let text = got.text();
        assert!(!text.contains(" style=") && !text.contains("<style") && !text.contains(" onclick="), "{path}");
        for tag in text.split('<').filter(|tag| tag.starts_with("script") || tag.starts_with("img")) {
            assert!(tag.contains("src=\"/assets/") || tag.contains("application/ld+json"), "{tag}");
        }
    }
}

#[tokio::test]
async fn a_failure_that_is_not_there_is_told_with_its_neighbours() {
    let site = Site::new();
    let document = site.get("/errors/git/index-lock-exist").await.problem(404, "no-failure");
    assert!(document["help"].as_str().unwrap().contains(LOCK), "{document}");
    let page = site.get_as("/zh/errors/git/index-lock-exist", "text/html").await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (404, "text/html; charset=utf-8"));
    assert!(page.text().contains("<html lang=\"zh-Hans\">") && page.text().contains(LOCK));
    for path in ["/errors/git/<script>", "/errors/..%2f..%2fetc/passwd", "/errors/git/", "/errors/a/b/c"] {
        assert_eq!(site.get_as(&path.replace('<', "%3C").replace('>', "%3E"), "*/*").await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_page_shows_every_part_of_its_failure() {
    let site = Site::new();
    let text = site.get(&format!("/errors/{LOCK}")).await.ok().text().to_owned();
    for part in [
        "id=\"_message\"",
        "class=\"figures\"",
        "id=\"_glance\"",
        "id=\"_root-cause\"",
        "id=\"_workarounds\"",
        "id=\"_dead-ends\"",
        "class=\"graph\"",
        "id=\"_documentation\"",
        "id=\"_citations\"",
        "id=\"_proof\"",
        "proof/trigger",
        "id=\"_patterns\"",
        "why this number",
        "id=\"remove-a-stale-lock\"",
        "git commit made the commit",
    ] {
        assert!(text.contains(part), "{part}");
    }
    let seed = "/errors/policy/github-actions-oidc-token-permission-denied";
    let text = site.get(seed).await.ok().text().to_owned();
    for part in ["class=\"claim\"", "claimed: 78%", "claimed: 87%", "id=\"_versions\"", "Unconfirmed", "<ins>+"] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("class=\"mean\""), "nothing was measured, so nothing may be drawn as measured");
}

/// With everything a browser fetches for it, as it goes over the wire.
#[tokio::test]
async fn every_page_weighs_less_than_sixty_kilobytes() {
    let site = Site::new();
    let packed = |path: String| {
        let request = axum::http::Request::get(path).header("accept-encoding", "gzip");
        site.send(request.body(axum::body::Body::empty()).unwrap())
    };
    let mut assets = 0;
    for name in ["style.css", "page.js", "search.js", "log.js", "icon.svg"] {
        assets += packed(format!("/assets/{name}")).await.ok().bytes.len();
    }
    let mut heaviest = (0, String::new());
    // The longest entries, and those with the most outcomes, make the heaviest pages.
    let library = unstuck_app::Library::open(&unstuck_app::Overlays::default()).unwrap();
    let mut failures: Vec<_> = library.index().failures().iter().collect();
    failures.sort_by_key(|own| std::cmp::Reverse(own.entry.len() + own.zh.len() + own.outcomes.len()));
    let longest = failures.iter().take(12).flat_map(|own| {
        ["", "/zh"].map(|lang| [format!("{lang}/errors/{}", own.id), format!("{lang}/evidence/{}", own.id)])
    });
    for path in longest.flatten().chain(["/".to_owned(), "/domains/oidc".to_owned()]) {
        let got = packed(path.clone()).await.ok();
        assert_eq!(got.header("content-encoding"), "gzip", "{path}");
        heaviest = heaviest.max((got.bytes.len(), path));
    }
    println!("assets {assets} bytes, heaviest page {} bytes: {}", heaviest.0, heaviest.1);
    assert!(assets + heaviest.0 < 60_000, "{assets} + {heaviest:?}");
}
