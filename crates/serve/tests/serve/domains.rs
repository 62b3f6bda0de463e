//! `/domains/{domain}`

use crate::{Site, failures};

#[tokio::test]
async fn a_domain_lists_its_failures() {
    let site = Site::new();
    let text = site.get("/domains/git").await.ok().text().to_owned();
    let count = failures("git");
    assert_eq!(text.matches("<h2><a href=\"/errors/git/").count(), count);
    assert!(site.get("/zh/domains/git").await.ok().text().contains(&format!("{count} 个故障")));
    site.get("/domains/nothing").await.problem(404, "no-domain");
}
