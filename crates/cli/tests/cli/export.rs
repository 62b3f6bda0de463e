//! `unstuck export`

use crate::publish::holds_everything;
use crate::tool::Home;

#[test]
fn the_site_is_whole_and_leads_nowhere_that_is_not_there() {
    let home = Home::new();
    let args = ["export", "site", "--since", "2026-11-24", "--base-url", "https://example.org/canon"];
    home.unstuck(args).run().code(0);
    holds_everything(&home);
    let page = home.read("site/zh/errors/git/index-lock-exists/index.html");
    for part in ["href=\"/canon/assets/style.css?v=", "data-index=\"/canon/search-index.json\"", "lang=\"zh-Hans\""] {
        assert!(page.contains(part), "{part}");
    }
    let mut followed = 0;
    for page in ["index.html", "zh/index.html", "errors/git/index-lock-exists/index.html", "domains/oidc/index.html"] {
        let text = home.read(&format!("site/{page}"));
        for link in text.split("href=\"/canon").skip(1) {
            let path = link.split(['"', '?', '#']).next().unwrap();
            let file = home.path().join("site").join(path.trim_start_matches('/'));
            assert!(file.is_file() || file.join("index.html").is_file(), "{page} leads to {path}");
            followed += 1;
        }
    }
    assert!(followed > 100, "{followed} links");
    let index: serde_json::Value = serde_json::from_str(&home.read("site/search-index.json")).unwrap();
    let lines = home.read("site/errors.ndjson").lines().count();
    assert_eq!(index.as_array().unwrap().len(), lines);
    assert!(!home.read("site/index.html").contains("<form id=\"_explain\""));
}
