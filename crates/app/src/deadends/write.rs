//! Their entry as an `entry.md`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use unstuck_canon::{Category, FailureId};

use super::Theirs;
use crate::actions::{literal, toml};

/// Longest title, in characters: their signatures are whole messages.
const TITLE: usize = 110;
/// Longest part of an id that is made from words.
const SLUG: usize = 60;

/// Where an entry goes.
pub(crate) type Id = FailureId;

/// Their id as one of ours: the environment becomes part of the slug. `None` where no letter or digit is in a part.
pub(crate) fn id(theirs: &str) -> Option<Id> {
    let (domain, rest) = theirs.split_once('/')?;
    format!("{}/{}", kebab(domain, usize::MAX), kebab(rest, usize::MAX)).parse().ok()
}

/// The text of `entry.md`. `day` is when their file was read, as TOML writes days.
pub(crate) fn written(theirs: &Theirs, pattern: Option<&str>, day: &str) -> String {
    let approaches = approaches(theirs);
    let mut out = String::from("```toml\nschema = 1\n");
    let head = &mut out;
    let error = &theirs.error;
    let _ = writeln!(head, "signature = {}", toml(&one_line(&error.signature)));
    let _ = writeln!(head, "category = {}", toml(word(category(&error.category))));
    head.push_str("status = \"unconfirmed\"\nprovenance = \"imported\"\n");
    if let Some(day) = error.first_seen.as_deref().filter(|day| is_day(day)) {
        let _ = writeln!(head, "first_seen = {day}");
    }
    let _ = writeln!(head, "\n[claimed]\nby = {}", toml(&theirs.url));
    let verdict = &theirs.verdict;
    for (key, share) in [("fix_rate", verdict.fix_success_rate), ("confidence", verdict.confidence)] {
        claim(head, key, share);
    }
    if let Some(evidence) = theirs.metadata.evidence_count {
        let _ = writeln!(head, "evidence = {evidence}");
    }
    if let Some(pattern) = pattern {
        let _ = writeln!(head, "\n[[pattern]]\nmatch = {}", literal(pattern));
    }
    for own in &approaches {
        let (kind, key) = if own.dead_end { ("dead_end", "claimed_fail") } else { ("workaround", "claimed") };
        let _ = writeln!(head, "\n[[approach]]\nid = \"{}\"\nkind = \"{kind}\"", own.id);
        claim(head, key, own.claimed);
    }
    let says = "Its data file, read by `unstuck import deadends`, asserts these numbers. Nothing in it was checked.";
    let _ = writeln!(head, "\n[[citation]]\nurl = {}\nopened = {day}\nsays = {}\n```\n", toml(&theirs.url), toml(says));
    prose(&mut out, theirs, &approaches);
    out
}

fn claim(out: &mut String, key: &str, share: Option<f64>) {
    if let Some(share) = share.filter(|share| (0.0..=1.0).contains(share)) {
        let _ = writeln!(out, "{key} = {share:?}");
    }
}

fn prose(out: &mut String, theirs: &Theirs, approaches: &[Own]) {
    let title = one_line(&theirs.error.signature);
    let short: String = title.chars().take(TITLE).collect();
    let cut = if short.len() < title.len() { "..." } else { "" };
    let metadata = &theirs.metadata;
    let _ = writeln!(out, "# {}{cut}\n", plain(&short));
    let _ = writeln!(
        out,
        "Taken over from deadends.dev (`{}`; category there: `{}`; made by `{}`, review: `{}`). The message is not known to \
         occur, and no number here was counted by unstuck.\n\n## Root cause\n\n{}\n",
        tick(&theirs.id),
        tick(&theirs.error.category),
        tick(&metadata.generated_by),
        tick(&metadata.review_status),
        plain(&theirs.verdict.summary)
    );
    for own in approaches {
        let _ = writeln!(out, "## {}: {}\n", own.id, plain(&own.action));
        if !own.condition.trim().is_empty() {
            let _ = writeln!(out, "When: {}\n", plain(&own.condition));
        }
        if own.dead_end {
            let _ = writeln!(out, "### Why\n\n{}\n", plain(&own.text));
        } else if own.text.trim().is_empty() {
            let _ = writeln!(out, "{}\n", plain(&own.action));
        } else {
            let _ = writeln!(out, "```text\n{}```\n", code(&own.text));
        }
    }
    let mut named = BTreeSet::new();
    let sources = approaches.iter().flat_map(|own| &own.sources);
    let links: Vec<&String> = sources.filter(|url| is_link(url) && named.insert(url.as_str())).collect();
    if !links.is_empty() {
        out.push_str("## Documentation\n\n");
        for url in links {
            let _ = writeln!(out, "- [named there, not opened by us]({url})");
        }
    }
}

/// What people try, as both lists have it.
struct Own {
    id: String,
    dead_end: bool,
    action: String,
    /// How it is done, or why it fails.
    text: String,
    condition: String,
    claimed: Option<f64>,
    sources: Vec<String>,
}

fn approaches(theirs: &Theirs) -> Vec<Own> {
    let workarounds = theirs.workarounds.iter().map(|own| Own {
        id: String::new(),
        dead_end: false,
        action: own.action.clone(),
        text: own.how.clone(),
        condition: own.condition.clone(),
        claimed: own.success_rate,
        sources: own.sources.clone(),
    });
    let dead_ends = theirs.dead_ends.iter().map(|own| Own {
        id: String::new(),
        dead_end: true,
        action: own.action.clone(),
        text: own.why_fails.clone(),
        condition: own.condition.clone(),
        claimed: own.fail_rate,
        sources: own.sources.clone(),
    });
    let mut taken = BTreeSet::new();
    let named = workarounds.chain(dead_ends).enumerate().map(|(at, own)| {
        let words = kebab(&own.action, SLUG);
        let words = if words.is_empty() { "approach".to_owned() } else { words };
        let id = if taken.insert(words.clone()) { words } else { format!("{words}-{}", at + 1) };
        taken.insert(id.clone());
        Own { id, ..own }
    });
    named.collect()
}

/// Lower-case words of ASCII letters and digits, joined by hyphens, as many as fit.
fn kebab(text: &str, most: usize) -> String {
    let mut out = String::new();
    let words = text.split(|char: char| !char.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        if !out.is_empty() && out.len() + 1 + word.len() > most {
            break;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.extend(word.chars().take(most).map(|char| char.to_ascii_lowercase()));
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A paragraph that opens no heading, fence or link.
fn plain(text: &str) -> String {
    let line = one_line(text).replace("](", "] (").replace("```", "'''");
    if line.starts_with('#') { format!("\\{line}") } else { line }
}

fn tick(text: &str) -> String {
    one_line(text).replace('`', "'")
}

/// Lines for a fenced block, without fences of their own.
fn code(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("```"));
    lines.flat_map(|line| [line.trim_end(), "\n"]).collect()
}

fn is_link(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    host.contains('.') && !host.starts_with('.') && !url.contains([' ', '<', '(', ')', '`', '\n'])
}

/// `2023-01-01`, of the right form; TOML refuses days that no month has, and then the entry is left out with that reason.
fn is_day(text: &str) -> bool {
    let bytes = text.as_bytes();
    let form = |at: usize| if at == 4 || at == 7 { b'-' } else { b'0' };
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match form(at) {
            b'-' => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

/// Their open list of categories in our closed one, by the words in it.
fn category(theirs: &str) -> Category {
    let words: [(Category, &[&str]); 14] = [
        (Category::TlsError, &["tls", "ssl", "cert"]),
        (Category::AuthError, &["auth", "login", "credential"]),
        (Category::PermissionError, &["permission", "rbac", "access", "forbidden"]),
        (Category::DependencyError, &["depend", "module", "import", "package"]),
        (Category::BuildError, &["build", "compil", "link"]),
        (Category::SyntaxError, &["syntax", "parse"]),
        (Category::ConfigError, &["config", "setup", "setting"]),
        (Category::NetworkError, &["network", "connection", "dns", "timeout", "routing"]),
        (Category::ResourceError, &["memory", "resource", "quota", "disk", "storage", "limit"]),
        (Category::ConflictError, &["conflict", "concurrency", "lock", "state"]),
        (Category::NotFoundError, &["not_found", "missing"]),
        (Category::VersionError, &["version", "migration", "compat"]),
        (Category::DataError, &["data", "schema", "serial", "encoding", "replication", "validation"]),
        (Category::ServiceError, &["service", "api", "cluster"]),
    ];
    let fits = |words: &&[&str]| words.iter().any(|word| theirs.contains(word));
    words.iter().find(|(_, words)| fits(words)).map_or(Category::RuntimeError, |(category, _)| *category)
}

fn word(category: Category) -> &'static str {
    match category {
        Category::AuthError => "auth_error",
        Category::PermissionError => "permission_error",
        Category::NetworkError => "network_error",
        Category::TlsError => "tls_error",
        Category::DependencyError => "dependency_error",
        Category::BuildError => "build_error",
        Category::SyntaxError => "syntax_error",
        Category::ConfigError => "config_error",
        Category::ResourceError => "resource_error",
        Category::ConflictError => "conflict_error",
        Category::NotFoundError => "not_found_error",
        Category::VersionError => "version_error",
        Category::RuntimeError => "runtime_error",
        Category::DataError => "data_error",
        Category::ServiceError => "service_error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_the_environment_apart() {
        let one = |text| id(text).map(|id| id.to_string());
        assert_eq!(one("python/no_len/py3.11-linux").as_deref(), Some("python/no-len-py3-11-linux"));
        assert_eq!(one("food-safety/x/y").as_deref(), Some("food-safety/x-y"));
        assert_eq!(one("nothing"), None);
        assert_eq!(one("../.."), None);
    }

    #[test]
    fn their_text_opens_nothing() {
        assert_eq!(plain("## a\n[b](c) ```"), "\\## a [b] (c) '''");
        assert_eq!(code("a\n```sh\nb  \n```"), "a\nb\n");
        assert_eq!(kebab("Add *args to accept anything!", 12), "add-args-to");
    }
}
