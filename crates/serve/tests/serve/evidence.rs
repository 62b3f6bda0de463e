//! `/evidence/{domain}/{slug}`

use crate::Site;
use crate::site::LOCK;

#[tokio::test]
async fn every_number_is_derived() {
    let site = Site::new();
    let json = site.get(&format!("/api/v1/evidence/{LOCK}")).await.ok().json();
    let text = site.get(&format!("/evidence/{LOCK}")).await.ok().text().to_owned();
    let mut derived = 0;
    for own in json["approaches"].as_array().unwrap() {
        let id = own["id"].as_str().unwrap();
        let section = text.split(&format!("id=\"{id}\">")).nth(1).unwrap().split("</section>").next().unwrap();
        let Some(posterior) = own["derivation"]["posterior"].as_array() else { continue };
        let shape = format!("Beta({}, {})", posterior[0], posterior[1]).replace(".0", "");
        assert!(section.contains(&shape), "{id}: {shape}");
        assert_eq!(section.matches("<tr><td class=\"n\">").count(), own["outcomes"].as_array().unwrap().len(), "{id}");
        derived += 1;
    }
    assert_eq!(derived, 5);
    site.get("/evidence/git/nothing-such").await.problem(404, "no-failure");
}
