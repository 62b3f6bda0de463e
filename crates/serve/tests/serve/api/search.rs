//! `/api/v1/search`

use crate::Site;

#[tokio::test]
async fn what_is_found_comes_best_first() {
    let site = Site::new();
    let found = site.get("/api/v1/search?q=index.lock+exists&limit=3").await.ok().json();
    let rows = found["failures"].as_array().unwrap();
    assert_eq!((rows.len(), rows[0]["id"].as_str()), (3, Some("git/index-lock-exists")));
    assert!(rows[0]["best"]["rate"]["trials"].as_u64().unwrap() > 0);
    for query in ["", "q=", "q=x&limit=0", "q=x&limit=101"] {
        site.get(&format!("/api/v1/search?{query}")).await.problem(400, "bad-query");
    }
}
