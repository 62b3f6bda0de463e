//! Markdown of entries as HTML. Raw HTML in it is shown as text, and only links to the web are links: entries of overlays
//! are as trustworthy as whoever wrote them.

use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::{Markup, escaped};
use crate::Links;

/// How Markdown becomes HTML on one page.
#[derive(Clone, Copy)]
pub(super) struct Prose<'a> {
    pub(super) links: Links<'a>,
    /// Failures that may be linked: id and title.
    pub(super) titles: &'a BTreeMap<String, String>,
}

impl Prose<'_> {
    /// Paragraphs, lists and code.
    pub(super) fn block(&self, markdown: &str) -> Markup {
        let mut out = String::new();
        html::push_html(&mut out, self.events(markdown).into_iter());
        Markup(out)
    }

    /// One line: without the paragraph around it.
    pub(super) fn inline(&self, markdown: &str) -> Markup {
        let events = self.events(markdown).into_iter();
        let mut out = String::new();
        html::push_html(
            &mut out,
            events.filter(|event| !matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph))),
        );
        Markup(out.trim_end().to_owned())
    }

    fn events<'t>(&self, markdown: &'t str) -> Vec<Event<'t>> {
        let mut events = Vec::new();
        let mut code: Option<(String, String)> = None;
        let mut unlinked = 0;
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let language = match kind {
                        CodeBlockKind::Fenced(language) => language.to_string(),
                        CodeBlockKind::Indented => String::new(),
                    };
                    code = Some((language, String::new()));
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let Some((language, text)) = code.take() {
                        events.push(Event::Html(block_of_code(&language, &text).into()));
                    }
                }
                Event::Text(text) if code.is_some() => {
                    if let Some((_, own)) = &mut code {
                        own.push_str(&text);
                    }
                }
                Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text)),
                Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
                    events.push(Event::Start(Tag::Heading { level: HeadingLevel::H4, id, classes, attrs }));
                }
                Event::End(TagEnd::Heading(_)) => events.push(Event::End(TagEnd::Heading(HeadingLevel::H4))),
                Event::Start(Tag::Link { ref dest_url, .. }) if !is_web(dest_url) => unlinked += 1,
                Event::End(TagEnd::Link) if unlinked > 0 => unlinked -= 1,
                Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
                Event::Code(text) => events.push(self.code(text)),
                other => events.push(other),
            }
        }
        without_spaces(events)
    }

    /// A code span; one that names a failure leads to it.
    fn code<'t>(&self, text: CowStr<'t>) -> Event<'t> {
        let Some(title) = self.titles.get(text.as_ref()) else { return Event::Code(text) };
        let href = self.links.page(&format!("/errors/{text}"));
        let link =
            format!(r#"<a href="{}" title="{}"><code>{}</code></a>"#, escaped(&href), escaped(title), escaped(&text));
        Event::InlineHtml(link.into())
    }
}

/// Chinese has no spaces between words: where a line of it goes on, nothing stands between.
fn without_spaces(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let text = |event: Option<&Event<'_>>, pick: fn(&str) -> Option<char>| match event {
        Some(Event::Text(text)) => pick(text).is_some_and(is_wide),
        _ => false,
    };
    let joins = |at: usize| {
        matches!(events[at], Event::SoftBreak)
            && at > 0
            && text(events.get(at - 1), |text| text.chars().next_back())
            && text(events.get(at + 1), |text| text.chars().next())
    };
    let joined: Vec<bool> = (0..events.len()).map(joins).collect();
    events.into_iter().zip(joined).filter(|(_, joined)| !joined).map(|(event, _)| event).collect()
}

fn is_wide(char: char) -> bool {
    ('\u{3000}'..='\u{9fff}').contains(&char) || ('\u{ff00}'..='\u{ffef}').contains(&char)
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// A block of code. It can be scrolled, so it can be reached with the keyboard.
pub(super) fn block_of_code(language: &str, text: &str) -> String {
    let language = language.split_whitespace().next().unwrap_or_default();
    let body = if language == "diff" { diff(text) } else { escaped(text) };
    format!("<pre tabindex=\"0\" data-code=\"{}\"><code>{body}</code></pre>\n", escaped(language))
}

/// The lines of a diff, those that come and go marked.
fn diff(text: &str) -> String {
    let line = |line: &str| match line.as_bytes().first() {
        Some(b'+') => format!("<ins>{}</ins>", escaped(line)),
        Some(b'-') => format!("<del>{}</del>", escaped(line)),
        _ => escaped(line),
    };
    text.split_inclusive('\n').map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Site;

    fn block(markdown: &str) -> String {
        let site = Site::new("", true);
        let titles = BTreeMap::from([("git/x".to_owned(), "X \"is\" it".to_owned())]);
        Prose { links: site.links(unstuck_canon::Lang::Zh), titles: &titles }.block(markdown).0
    }

    #[test]
    fn nothing_of_an_entry_runs() {
        let shown = block(
            "<script>alert(1)</script> [x](javascript:alert(1)) ![i](https://a.example/i.png) <b onclick=x>y</b>",
        );
        assert!(
            !shown.contains("<script") && !shown.contains("href") && !shown.contains("<img") && !shown.contains("<b "),
            "{shown}"
        );
        assert!(shown.contains("&lt;script&gt;"), "{shown}");
        assert!(!block("```\n</code><script>\n```").contains("<script"));
    }

    #[test]
    fn a_known_id_is_a_link() {
        let shown = block("see `git/x`, not `git/y`");
        assert!(
            shown.contains(r#"<a href="/zh/errors/git/x" title="X &quot;is&quot; it"><code>git/x</code></a>"#),
            "{shown}"
        );
        assert!(shown.contains("<code>git/y</code>"));
    }

    #[test]
    fn chinese_goes_on_without_a_space() {
        assert_eq!(block("就会丢失。\n服务器 `git`\n没有"), "<p>就会丢失。服务器 <code>git</code>\n没有</p>\n");
    }

    #[test]
    fn a_diff_is_marked_line_by_line() {
        assert!(block("```diff\n a\n+b\n-c\n```").contains("<code> a\n<ins>+b\n</ins><del>-c\n</del></code>"));
    }
}
