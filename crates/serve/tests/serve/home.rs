//! `/`

use crate::Site;
use crate::site::LOCKED;

/// A form as a browser sends it.
fn form(parts: &[(&str, Option<&str>, &[u8])]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend(format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    ("multipart/form-data; boundary=edge".to_owned(), body)
}

#[tokio::test]
async fn the_first_page_has_what_one_comes_for() {
    let site = Site::new();
    let text = site.get("/").await.ok().text().to_owned();
    for part in ["<textarea", "type=\"file\"", "href=\"/domains/oidc\"", "class=\"histogram\"", "action=\"/search\""] {
        assert!(text.contains(part), "{part}");
    }
    assert!(site.get("/zh/").await.ok().text().contains("粘贴报错或日志"));
    assert_eq!(site.get("/zh").await.status, 308);
}

#[tokio::test]
async fn what_is_unknown_most_often_is_counted_without_its_text() {
    let site = Site::new();
    assert!(!Site::new().get("/").await.ok().text().contains("id=\"_unknown\""));
    let explain = async |text: &'static str| site.post("/api/v1/explain", "text/plain", text).await.json();
    // Of one shape: names and numbers are left out of it.
    explain("error: frobnicator 17 fell over\nok\n").await;
    let view = explain("error: frobnicator 4 fell over\nerror: frobnicator 5 fell over\n").await;
    explain("error: the zorkmid is missing\n").await;
    let rows = site.get("/api/v1/unknowns").await.json();
    let rows = rows["unknowns"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!((&rows[0]["fingerprint"], rows[0]["count"].as_u64()), (&view["unknown"][0]["fingerprint"], Some(2)));
    for (path, words) in [("/", "What is unknown most often"), ("/zh/", "最常见的未知错误")] {
        let page = site.get(path).await.ok().text().to_owned();
        assert!(page.contains(words) && page.contains(rows[0]["fingerprint"].as_str().unwrap()), "{path}");
        assert!(!page.contains("frobnicator"), "{path}");
    }
}

#[tokio::test]
async fn predictions_are_drawn_against_what_came() {
    let site = Site::new();
    let stats = site.get("/api/v1/stats").await.json();
    let bins = stats["calibration"].as_array().unwrap();
    assert!(bins.len() > 5, "{bins:?}");
    let page = site.get("/").await.ok().text().to_owned();
    let (_, plot) = page.split_once("class=\"reliability\"").unwrap();
    assert_eq!(plot.split("</svg>").next().unwrap().matches("<circle").count(), bins.len());
    let trials: u64 = bins.iter().map(|bin| bin["trials"].as_u64().unwrap()).sum();
    assert!(trials > 1_000 && trials <= stats["outcomes"].as_u64().unwrap(), "{trials}");
    assert!(page.contains(&format!("{trials} outcomes, each left out once")));
}

#[tokio::test]
async fn a_text_is_explained_without_a_script() {
    let site = Site::new();
    let log = format!("one\n<b>two</b>\n{LOCKED}four\n");
    let (kind, body) = form(&[("text", None, log.as_bytes()), ("file", Some(""), b"")]);
    let got = site.post("/", &kind, body).await.ok();
    let text = got.text();
    assert_eq!(got.header("cache-control"), "no-store");
    assert!(text.contains("<li id=\"L3\" class=\"primary\">"), "{text}");
    assert!(text.contains("git cannot lock the index") && text.contains("&#60;b&#62;two") && !text.contains("<b>two"));
}

#[tokio::test]
async fn a_file_is_explained_without_a_script() {
    let site = Site::new();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, LOCKED.as_bytes()).unwrap();
    let (kind, body) = form(&[("text", None, b""), ("file", Some("build.log.gz"), &packed.finish().unwrap())]);
    let got = site.post("/zh/", &kind, body).await.ok();
    assert!(got.text().contains("href=\"/zh/errors/git/index-lock-exists\""), "{}", got.text());
}

#[tokio::test]
async fn a_file_may_be_larger_than_what_is_held_whole() {
    let site = Site::new();
    let log = format!("{}{LOCKED}", "all is well\n".repeat(1_000_000));
    let (kind, body) = form(&[("file", Some("build.log"), log.as_bytes())]);
    let got = site.post("/", &kind, body).await.ok();
    let read = format!("1000001 lines, {} bytes read", log.len());
    assert!(got.text().contains(&read), "{}", got.text());
}

#[tokio::test]
async fn a_form_that_is_none_is_a_problem() {
    let site = Site::new();
    site.post("/", "multipart/form-data; boundary=edge", "--edge\r\nnonsense").await.problem(400, "bad-body");
    site.post("/", "text/plain", "x").await.problem(400, "bad-body");
    site.get("/nowhere").await.problem(404, "no-route");
    site.post("/errors/git/x", "text/plain", "x").await.problem(405, "method");
}
