//! `/search`

use crate::Site;

#[tokio::test]
async fn words_and_error_text_are_found_in_both_languages() {
    let site = Site::new();
    for (path, id) in [
        ("/search?q=dubious+ownership", "/errors/git/dubious-ownership"),
        ("/search?q=E0382", "/errors/cargo/use-of-moved-value"),
        ("/zh/search?q=%E7%8A%B6%E6%80%81%E9%94%81", "/zh/errors/terraform/state-lock"),
    ] {
        let text = site.get(path).await.ok().text().to_owned();
        let first = text.split("<h2><a href=\"").nth(1).unwrap_or_default().split('"').next();
        assert_eq!(first, Some(id), "{path}");
    }
    assert!(site.get("/search").await.ok().text().contains("<h1>Search</h1>"));
    assert!(site.get("/search?q=qqqqqqqq").await.ok().text().contains("Nothing found."));
    let text = site.get("/search?q=%3Cscript%3E").await.ok().text().to_owned();
    assert!(!text.contains("<script>") && text.contains("noindex"));
    site.get(&format!("/search?q={}", "x".repeat(2001))).await.problem(400, "bad-query");
}
