//! Which form of an answer is wanted.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

use crate::problem::{self, Problem};

/// A form of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Html,
    Json,
    Markdown,
    Sarif,
}

impl Form {
    fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Json => "application/json",
            Self::Markdown => "text/markdown",
            Self::Sarif => "application/sarif+json",
        }
    }
}

/// The form that the `Accept` header likes best; of those that it likes alike the first one.
pub(crate) fn form(headers: &HeaderMap, offered: &[Form]) -> Result<Form, Problem> {
    let mut best: Option<(f32, Form)> = None;
    for form in offered {
        let liked = quality(headers, form.media_type());
        if liked > best.map_or(0.0, |(most, _)| most) {
            best = Some((liked, *form));
        }
    }
    best.map(|(_, form)| form).ok_or_else(|| {
        let types: Vec<&str> = offered.iter().map(|form| form.media_type()).collect();
        Problem::new(problem::NOT_ACCEPTABLE, format!("there are {}", types.join(", ")))
    })
}

/// Whether a person is asking: a browser names HTML before anything else.
pub(crate) fn is_browser(headers: &HeaderMap) -> bool {
    headers.contains_key(ACCEPT) && quality(headers, "text/html") > quality(headers, "application/json")
}

/// How much a media type is liked, 0 to 1: the most precise range that holds it decides (RFC 9110, 12.5.1).
fn quality(headers: &HeaderMap, media_type: &str) -> f32 {
    let mut found: Option<(u8, f32)> = None;
    let mut asked = false;
    for value in headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok()) {
        for range in value.split(',').map(str::trim).filter(|range| !range.is_empty()) {
            asked = true;
            let mut parts = range.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let precision = match name.split_once('/') {
                _ if name.eq_ignore_ascii_case(media_type) => 2,
                Some(("*", "*")) => 0,
                Some((kind, "*")) if media_type.split('/').next().is_some_and(|own| own.eq_ignore_ascii_case(kind)) => {
                    1
                }
                _ => continue,
            };
            let quality =
                parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |text| text.parse().unwrap_or(0.0));
            if found.is_none_or(|(before, _)| precision > before) {
                found = Some((precision, quality));
            }
        }
    }
    if asked { found.map_or(0.0, |(_, quality)| quality) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &str) -> Option<Form> {
        let mut headers = HeaderMap::new();
        if !accept.is_empty() {
            headers.insert(ACCEPT, accept.parse().unwrap());
        }
        form(&headers, &[Form::Html, Form::Json, Form::Markdown]).ok()
    }

    #[test]
    fn the_most_precise_range_decides() {
        for (accept, wanted_form) in [
            ("", Some(Form::Html)),
            ("*/*", Some(Form::Html)),
            ("application/json", Some(Form::Json)),
            ("text/*;q=0.5, text/html;q=0.1", Some(Form::Markdown)),
            ("text/html;q=0, */*", Some(Form::Json)),
            ("application/json;q=0.4, text/markdown;q=0.8", Some(Form::Markdown)),
            ("image/png", None),
            ("TEXT/HTML", Some(Form::Html)),
        ] {
            assert_eq!(wanted(accept), wanted_form, "{accept}");
        }
    }

    #[test]
    fn browsers_are_known_by_what_they_like() {
        let of = |accept: &str| is_browser(&[(ACCEPT, accept.parse().unwrap())].into_iter().collect());
        assert!(of("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assert!(!of("*/*") && !of("application/json"));
    }
}
