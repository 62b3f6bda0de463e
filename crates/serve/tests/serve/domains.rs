//! `/domains/{domain}`

use crate::Site;

#[tokio::test]
async fn a_domain_lists_its_failures() {
    let site = Site::new();
    let text = site.get("/domains/git").await.ok().text().to_owned();
    assert_eq!(text.matches("<h2><a href=\"/errors/git/").count(), 14);
    assert!(site.get("/zh/domains/git").await.ok().text().contains("14 个故障"));
    site.get("/domains/nothing").await.problem(404, "no-domain");
}
