//! The Markdown beside the TOML block: sections whose headings are known in two languages.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::ApproachId;

/// A language of the canon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    Zh,
}

/// The fixed headings of one language.
struct Headings {
    root_cause: &'static str,
    telling_apart: &'static str,
    documentation: &'static str,
    why: &'static str,
    /// What opens the paragraph that says when an approach applies; any of them.
    when: &'static [&'static str],
}

impl Lang {
    /// Both, English first.
    pub const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The language's code, as in `--lang`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    fn headings(self) -> &'static Headings {
        match self {
            Self::En => &Headings {
                root_cause: "Root cause",
                telling_apart: "Telling it apart",
                documentation: "Documentation",
                why: "Why",
                when: &["When:"],
            },
            Self::Zh => &Headings {
                root_cause: "根本原因",
                telling_apart: "如何区分",
                documentation: "文档",
                why: "原因",
                when: &["适用：", "适用:"],
            },
        }
    }
}

/// What a `##` heading opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heading {
    /// `## Root cause`
    RootCause,
    /// `## Telling it apart`
    TellingApart,
    /// `## some-approach: Title`
    Approach(ApproachId),
    /// `## Documentation`
    Documentation,
    /// Anything else.
    Unknown(String),
}

/// One `##` section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it is.
    pub heading: Heading,
    /// The heading's line, in bytes of the file.
    pub span: Range<usize>,
    /// Title of an approach; empty for the others.
    pub title: String,
    /// The Markdown below the heading, without surrounding blank lines.
    pub body: String,
    /// Place of the body in the file.
    pub body_span: Range<usize>,
}

/// An approach's section, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What one does, as an imperative.
    pub title: String,
    /// When it applies.
    pub when: Option<String>,
    /// What to do: Markdown.
    pub steps: String,
    /// Why it works, or why it fails: Markdown.
    pub why: Option<String>,
}

/// The prose of an entry in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// Language.
    pub lang: Lang,
    /// The `#` heading.
    pub title: String,
    /// What stands between the title and the first section.
    pub summary: String,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

impl Prose {
    /// Reads Markdown that starts at byte `offset` of its file. Headings inside fenced code are text.
    #[must_use]
    pub fn read(lang: Lang, text: &str, offset: usize) -> Self {
        let mut prose = Self { lang, title: String::new(), summary: String::new(), sections: Vec::new() };
        let mut fenced = false;
        let mut at = 0;
        let mut body_start = 0;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim_end();
            let span = at..at + trimmed.len();
            at += line.len();
            if trimmed.trim_start().starts_with("```") {
                fenced = !fenced;
            }
            if fenced {
                continue;
            }
            if let Some(title) = trimmed.strip_prefix("# ")
                && prose.title.is_empty()
                && prose.sections.is_empty()
            {
                title.trim().clone_into(&mut prose.title);
                body_start = at;
            } else if let Some(heading) = trimmed.strip_prefix("## ") {
                prose.end_body(text, body_start..span.start, offset);
                let (heading, title) = heading_of(lang, heading.trim());
                prose.sections.push(Section {
                    heading,
                    title,
                    body: String::new(),
                    body_span: offset + at..offset + at,
                    span: offset + span.start..offset + span.end,
                });
                body_start = at;
            }
        }
        prose.end_body(text, body_start..text.len(), offset);
        prose
    }

    fn end_body(&mut self, text: &str, range: Range<usize>, offset: usize) {
        let raw = &text[range.clone()];
        let body = raw.trim();
        let start = range.start + (raw.len() - raw.trim_start().len());
        match self.sections.last_mut() {
            Some(section) => {
                body.clone_into(&mut section.body);
                section.body_span = offset + start..offset + start + body.len();
            }
            None => body.clone_into(&mut self.summary),
        }
    }

    /// The first section of that kind.
    #[must_use]
    pub fn section(&self, heading: &Heading) -> Option<&Section> {
        self.sections.iter().find(|section| section.heading == *heading)
    }

    /// The body of the root cause section; empty where it is missing.
    #[must_use]
    pub fn root_cause(&self) -> &str {
        self.section(&Heading::RootCause).map_or("", |section| &section.body)
    }

    /// An approach's section, taken apart.
    #[must_use]
    pub fn advice(&self, id: &ApproachId) -> Option<Advice> {
        let section = self.section(&Heading::Approach(id.clone()))?;
        let headings = self.lang.headings();
        let why_heading = format!("### {}", headings.why);
        let (steps, why) = split_at_line(&section.body, &why_heading);
        let (first, rest) = steps.split_once("\n\n").unwrap_or((steps, ""));
        let when = headings.when.iter().find_map(|marker| first.strip_prefix(marker));
        Some(Advice {
            title: section.title.clone(),
            when: when.map(|text| text.trim().replace('\n', " ")),
            steps: if when.is_some() { rest.trim() } else { steps }.to_owned(),
            why: why.map(ToOwned::to_owned),
        })
    }

    /// The links of the documentation section: title and address.
    #[must_use]
    pub fn documentation(&self) -> Vec<(String, String)> {
        self.section(&Heading::Documentation).map(|section| links(&section.body)).unwrap_or_default()
    }
}

/// Markdown links `[title](address)` of a text, in order.
pub(crate) fn links(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(middle) = rest.find("](") {
        let title = rest[..middle].rfind('[').map_or("", |open| &rest[open + 1..middle]);
        let after = &rest[middle + 2..];
        let Some(end) = after.find(')') else { break };
        found.push((title.replace('\n', " "), after[..end].to_owned()));
        rest = &after[end..];
    }
    found
}

fn heading_of(lang: Lang, text: &str) -> (Heading, String) {
    let known = lang.headings();
    if text == known.root_cause {
        return (Heading::RootCause, String::new());
    }
    if text == known.telling_apart {
        return (Heading::TellingApart, String::new());
    }
    if text == known.documentation {
        return (Heading::Documentation, String::new());
    }
    match text.split_once([':', '：']).map(|(id, title)| (id.trim().parse(), title.trim())) {
        Some((Ok(id), title)) => (Heading::Approach(id), title.to_owned()),
        _ => (Heading::Unknown(text.to_owned()), String::new()),
    }
}

/// Cuts a text at the line that reads `marker`.
fn split_at_line<'a>(text: &'a str, marker: &str) -> (&'a str, Option<&'a str>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == marker {
            return (text[..at].trim(), Some(text[at + line.len()..].trim()));
        }
        at += line.len();
    }
    (text.trim(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Title\n\nSummary.\n\n## Root cause\n\nBecause.\n\n## do-it: Do it\n\nWhen: it is\nlate.\n\n\
                        1. one\n\n```\n## not-a-heading: x\n```\n\n### Why\n\nIt helps.\n\n## Documentation\n\n- [A](https://a.example)\n";

    #[test]
    fn takes_an_approach_apart() {
        let prose = Prose::read(Lang::En, TEXT, 0);
        assert_eq!(
            (prose.title.as_str(), prose.summary.as_str(), prose.root_cause()),
            ("Title", "Summary.", "Because.")
        );
        let advice = prose.advice(&"do-it".parse().unwrap()).unwrap();
        assert_eq!(advice.title, "Do it");
        assert_eq!(advice.when.as_deref(), Some("it is late."));
        assert_eq!(advice.steps, "1. one\n\n```\n## not-a-heading: x\n```");
        assert_eq!(advice.why.as_deref(), Some("It helps."));
        assert_eq!(prose.documentation(), [("A".to_owned(), "https://a.example".to_owned())]);
    }

    #[test]
    fn spans_point_into_the_file() {
        let file = format!("0123456789{TEXT}");
        let prose = Prose::read(Lang::En, TEXT, 10);
        assert!(!prose.sections.is_empty());
        for section in &prose.sections {
            assert!(file[section.span.clone()].starts_with("## "));
            assert_eq!(file[section.body_span.clone()], section.body);
        }
    }

    #[test]
    fn chinese_headings_are_the_same_sections() {
        let prose = Prose::read(
            Lang::Zh,
            "# 标题\n\n## 根本原因\n\n因为。\n\n## do-it: 做\n\n适用：晚上。\n\n做吧。\n\n### 原因\n\n有用。\n",
            0,
        );
        let advice = prose.advice(&"do-it".parse().unwrap()).unwrap();
        assert_eq!(
            (advice.when.as_deref(), advice.steps.as_str(), advice.why.as_deref()),
            (Some("晚上。"), "做吧。", Some("有用。"))
        );
    }
}
