//! Resources and the prompt.

use serde_json::json;
use unstuck_app::actions::show;
use unstuck_app::{Lang, Library, Overlays, answers};

use crate::talk::Talk;

const REFSPEC: &str = "git/src-refspec-does-not-match";

#[tokio::test]
async fn the_pages_of_the_list_hold_every_failure_once() {
    let mut talk = Talk::new().await;
    let mut uris = Vec::new();
    let (mut params, mut pages) = (json!({}), 0);
    loop {
        let result = talk.request("resources/list", params.clone()).await["result"].clone();
        let page = result["resources"].as_array().unwrap();
        assert!(!page.is_empty() && page.len() <= 100);
        uris.extend(page.iter().map(|resource| resource["uri"].as_str().unwrap().to_owned()));
        pages += 1;
        match result["nextCursor"].as_str() {
            Some(cursor) => params = json!({"cursor": cursor}),
            None => break,
        }
    }
    let library = Library::open(&Overlays::default()).unwrap();
    let all: Vec<String> =
        library.index().failures().iter().map(|own| format!("unstuck://errors/{}", own.id)).collect();
    assert_eq!(uris, all);
    assert_eq!(pages, all.len().div_ceil(100));
    let answer = talk.request("resources/list", json!({"cursor": "nonsense"})).await;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
}

#[tokio::test]
async fn a_failure_is_read_as_markdown_and_as_json() {
    let mut talk = Talk::new().await;
    let library = Library::open(&Overlays::default()).unwrap();
    let view = show(&library, REFSPEC, Lang::En).unwrap();
    let json_text = answers::json::json(&view).unwrap();
    for (end, mime, text) in
        [("", "text/markdown", answers::markdown::whole(&view)), (".json", "application/json", json_text)]
    {
        let uri = format!("unstuck://errors/{REFSPEC}{end}");
        let answer = talk.request("resources/read", json!({"uri": uri})).await;
        assert_eq!(answer["result"]["contents"], json!([{"uri": uri, "mimeType": mime, "text": text}]));
    }
    for uri in ["unstuck://errors/git/nope", "unstuck://errors/", "unstuck://other/x/y", "file:///etc/passwd", ""] {
        let answer = talk.request("resources/read", json!({"uri": uri})).await;
        assert_eq!(answer["error"]["code"], -32002, "{answer}");
    }
}

#[tokio::test]
async fn the_prompt_carries_the_diagnosis() {
    let mut talk = Talk::new().await;
    let error = "error: src refspec main does not match any";
    let arguments = json!({"error": error, "tried": "```\nforce"});
    let answer = talk.request("prompts/get", json!({"name": "unstick", "arguments": arguments})).await;
    let messages = answer["result"]["messages"].as_array().unwrap();
    let text = |at: usize| messages[at]["content"]["text"].as_str().unwrap();
    assert_eq!(messages.len(), 2);
    assert!(text(0).contains("````\n```\nforce\n````"), "{}", text(0));
    assert!(text(1).contains(REFSPEC) && text(1).contains("## Will not help"), "{}", text(1));
    for params in
        [json!({"name": "unstick"}), json!({"name": "unstick", "arguments": {"error": 1}}), json!({"name": "nope"})]
    {
        let answer = talk.request("prompts/get", params).await;
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
    }
}
