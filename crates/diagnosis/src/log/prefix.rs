//! What CI systems, container runtimes and loggers put before a line.
//!
//! Each function recognises one form at the start of a text and gives its length. They are tried again until none fits,
//! so that a line wrapped twice (a syslog line in a GitHub log) comes out whole, and cleaning twice changes nothing.

mod wrappers;

use wrappers::{buildkit, compose, kubectl, pm2, workspace};

/// What stands before a message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Prefix {
    /// Its length: 0 where the text begins with the message.
    pub(super) len: usize,
    /// It says that the line reports an error: `##[error]` of GitHub and Azure, the workflow command `::error::`.
    pub(super) error: bool,
    /// It opens a group of lines: `##[group]`.
    pub(super) group: bool,
    /// It opens a section of a job: `##[section]` of Azure, `section_start:` of GitLab.
    pub(super) section: bool,
}

/// Finds what stands before the message.
pub(super) fn prefix(text: &[u8]) -> Prefix {
    let mut prefix = Prefix::default();
    loop {
        let rest = &text[prefix.len..];
        match FORMS.iter().find_map(|form| form(rest)) {
            Some(len) if len > 0 => {
                prefix.error |= rest.starts_with(b"##[error]") || rest.starts_with(b"::error");
                prefix.group |= rest.starts_with(b"##[group]");
                prefix.section |= rest.starts_with(b"##[section]") || rest.starts_with(b"section_start:");
                prefix.len += len;
            }
            _ => return prefix,
        }
    }
}

/// Length of what stands before the message.
pub(crate) fn prefix_len(text: &[u8]) -> usize {
    prefix(text).len
}

/// Length of one form at the start of a text, where it stands there.
type Form = fn(&[u8]) -> Option<usize>;

/// Every form. A new one is a function below and a row here.
const FORMS: [Form; 13] = [
    timestamp,
    time_of_day,
    gh_run_view,
    actions_marker,
    gitlab_section,
    buildkit,
    compose,
    pm2,
    workspace,
    syslog,
    rfc5424,
    kubectl,
    byte_order_mark,
];

fn digits(text: &[u8], count: usize) -> bool {
    text.len() >= count && text[..count].iter().all(u8::is_ascii_digit)
}

/// `12:34:56` with an optional fraction behind `.` or `,`.
fn clock(text: &[u8]) -> Option<usize> {
    let form = text.len() >= 8 && digits(text, 2) && text[2] == b':' && digits(&text[3..], 2) && text[5] == b':';
    if !form || !digits(&text[6..], 2) {
        return None;
    }
    let fraction = match text.get(8) {
        Some(b'.' | b',') => 1 + text[9..].iter().take_while(|byte| byte.is_ascii_digit()).count(),
        _ => 0,
    };
    Some(8 + fraction)
}

/// RFC 3339 and its cousins: `2024-01-20T12:34:56.1234567Z `, `2024-01-20 12:34:56,789 `, `[2024-01-20T12:34:56.123Z] `.
/// Written by GitHub, GitLab (which adds `00O `), Azure, Jenkins, Docker, Kubernetes (which adds `stderr F `), journald and
/// rsyslog (which add `host prog[123]: `) and many loggers.
fn timestamp(text: &[u8]) -> Option<usize> {
    let open = usize::from(text.first() == Some(&b'['));
    let rest = &text[open..];
    let date = rest.len() > 11 && digits(rest, 4) && rest[4] == b'-' && digits(&rest[5..], 2) && rest[7] == b'-';
    if !date || !digits(&rest[8..], 2) || !matches!(rest[10], b'T' | b' ') {
        return None;
    }
    let mut at = open + 11;
    at += clock(&text[at..])?;
    at += zone(&text[at..]);
    if open == 1 {
        if text.get(at) != Some(&b']') {
            return None;
        }
        at += 1;
    }
    if text.get(at) != Some(&b' ') {
        return Some(at);
    }
    let rest = &text[at + 1..];
    let behind = [gitlab_stream(rest), kubernetes_stream(rest), process_tag(rest)];
    Some(at + 1 + behind.into_iter().max().unwrap_or(0))
}

/// `[12:34:56] `, `12:34:56 `, of Jenkins, gulp and many others; `[9:05:07 AM] ` of tsc, `9:05:07 PM: ` of Netlify.
fn time_of_day(text: &[u8]) -> Option<usize> {
    let open = usize::from(text.first() == Some(&b'['));
    let mut at = match clock(&text[open..]) {
        Some(len) => open + len + meridiem(&text[open + len..]),
        None => open + twelve_hours(&text[open..])?,
    };
    if open == 1 {
        if text.get(at) != Some(&b']') {
            return None;
        }
        at += 1;
    }
    (text.get(at) == Some(&b' ')).then_some(at + 1)
}

/// `9:05:07 AM`: an hour of one digit is one of twelve.
fn twelve_hours(text: &[u8]) -> Option<usize> {
    let mut padded = [b'0'; 12];
    let rest = text.get(..text.len().min(11))?;
    padded[1..=rest.len()].copy_from_slice(rest);
    let len = clock(&padded)?.checked_sub(1)?;
    match meridiem(text.get(len..)?) {
        0 => None,
        more => Some(len + more),
    }
}

/// ` AM` or ` PM` behind a clock, with Netlify's colon.
fn meridiem(text: &[u8]) -> usize {
    match text {
        [b' ', b'A' | b'P', b'M', b':', ..] => 4,
        [b' ', b'A' | b'P', b'M', ..] => 3,
        _ => 0,
    }
}

/// `Z`, `+02:00`, `+0200`, ` UTC`.
fn zone(text: &[u8]) -> usize {
    match text {
        [b'Z', ..] => 1,
        [b'+' | b'-', rest @ ..] if digits(rest, 2) => {
            let colon = usize::from(rest.get(2) == Some(&b':'));
            if digits(&rest[2 + colon..], 2) { 5 + colon } else { 0 }
        }
        [b' ', b'U', b'T', b'C', b' ', ..] => 4,
        _ => 0,
    }
}

/// GitLab's stream mark behind the timestamp: two hex digits, `O` or `E`, and ` ` or `+`.
fn gitlab_stream(text: &[u8]) -> usize {
    match text {
        [a, b, b'O' | b'E', b' ' | b'+', ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit() => 4,
        _ => 0,
    }
}

/// The container runtime's mark behind the timestamp: the stream, and whether the line is full or a part.
fn kubernetes_stream(text: &[u8]) -> usize {
    let marks = [&b"stdout F "[..], b"stderr F ", b"stdout P ", b"stderr P "];
    marks.into_iter().find(|mark| text.starts_with(mark)).map_or(0, <[u8]>::len)
}

/// `host prog[123]: ` behind a timestamp: only with the number, as any two words with a colon look like the rest.
fn process_tag(text: &[u8]) -> usize {
    let Some(len) = tag(text) else { return 0 };
    let head = text[..len].trim_ascii_end().strip_suffix(b"]:").unwrap_or_default();
    let number = head.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let name = head[..head.len() - number].strip_suffix(b"[").and_then(<[u8]>::last);
    if number > 0 && name.is_some_and(u8::is_ascii_graphic) { len } else { 0 }
}

/// `job<TAB>step<TAB>` before a timestamp, from `gh run view --log`.
fn gh_run_view(text: &[u8]) -> Option<usize> {
    let head = &text[..text.len().min(300)];
    let first = memchr::memchr(b'\t', head)?;
    let second = first + 1 + memchr::memchr(b'\t', &head[first + 1..])?;
    let rest = text[second + 1..].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&text[second + 1..]);
    timestamp(rest).map(|_| text.len() - rest.len())
}

/// `##[error]`, `##[group]`, ... as the runner stores them, and the commands `::error file=a.rs,line=1::`.
fn actions_marker(text: &[u8]) -> Option<usize> {
    if let Some(rest) = text.strip_prefix(b"##[") {
        let word = rest.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        return (word > 0 && rest.get(word) == Some(&b']')).then_some(3 + word + 1);
    }
    let rest = text.strip_prefix(b"::")?;
    let word = [&b"error"[..], b"warning", b"notice", b"debug"].into_iter().find(|word| rest.starts_with(word))?;
    let after = &rest[word.len()..];
    match after.first()? {
        b':' => after.starts_with(b"::").then_some(2 + word.len() + 2),
        b' ' => memchr::memmem::find(&after[..after.len().min(500)], b"::").map(|at| 2 + word.len() + at + 2),
        _ => None,
    }
}

/// `section_start:1560896352:name` and `section_end:...` of GitLab, with the carriage return behind it.
fn gitlab_section(text: &[u8]) -> Option<usize> {
    let rest = text.strip_prefix(b"section_start:").or_else(|| text.strip_prefix(b"section_end:"))?;
    let number = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if number == 0 || rest.get(number) != Some(&b':') {
        return None;
    }
    let name = rest[number + 1..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
    let end = text.len() - rest.len() + number + 1 + name;
    Some(end + usize::from(text.get(end) == Some(&b'\r')))
}

/// `Jan 20 12:34:56 host prog[123]: ` of BSD syslog and journald.
fn syslog(text: &[u8]) -> Option<usize> {
    const MONTHS: [&[u8]; 12] =
        [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    if text.len() < 16 || text[3] != b' ' || text[6] != b' ' || !MONTHS.contains(&&text[..3]) {
        return None;
    }
    let day = matches!(text[4], b' ' | b'0'..=b'3') && text[5].is_ascii_digit();
    let at = 7 + clock(&text[7..])?;
    if !day || text.get(at) != Some(&b' ') {
        return None;
    }
    tag(&text[at + 1..]).map(|len| at + 1 + len)
}

/// `host prog[123]: `
fn tag(text: &[u8]) -> Option<usize> {
    let word = |text: &[u8]| text.iter().take(256).take_while(|byte| byte.is_ascii_graphic()).count();
    let host = word(text);
    if host == 0 || text.get(host) != Some(&b' ') {
        return None;
    }
    let program = word(&text[host + 1..]);
    let end = host + 1 + program;
    let colon = program > 1 && text[end - 1] == b':';
    colon.then_some(end + usize::from(text.get(end) == Some(&b' ')))
}

/// `<34>1 2003-10-11T22:14:15.003Z host app 123 id - ` of RFC 5424.
fn rfc5424(text: &[u8]) -> Option<usize> {
    let rest = text.strip_prefix(b"<")?;
    let priority = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = rest.get(priority..)?.strip_prefix(b">1 ")?;
    let mut at = 1 + priority + 3;
    if !(1..=3).contains(&priority) {
        return None;
    }
    at += timestamp(rest)?;
    for _ in 0..4 {
        let word = text[at..].iter().take(256).take_while(|byte| byte.is_ascii_graphic()).count();
        if word == 0 || text.get(at + word) != Some(&b' ') {
            return None;
        }
        at += word + 1;
    }
    Some(at + text[at..].strip_prefix(b"- ").map_or(0, |_| 2))
}

/// In the middle of a log: where files that begin with one were put behind each other.
fn byte_order_mark(text: &[u8]) -> Option<usize> {
    text.starts_with(b"\xEF\xBB\xBF").then_some(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_prefixes_come_off() {
        for line in [
            "2024-01-20T12:34:56.1234567Z ",
            "2024-01-20T12:34:56.1234567Z ##[error]",
            "deploy\tSet up job\t2024-01-20T12:34:56.1234567Z ",
            "2024-05-22T12:43:46.962646Z 00O ",
            "2024-05-22T12:43:46.962646Z 01E+",
            "section_start:1560896352:build_script\r",
            "[2024-01-20T12:34:56.123Z] ",
            "2024-01-20 12:34:56,789 ",
            "2024-01-20 12:34:56.789 UTC ",
            "::error file=src/a.rs,line=3::",
            "::error::",
            "#12 3.456 ",
            "0.478 ",
            "13.69 ",
            "132.6 ",
            "4497.0 ",
            "[12:34:56] ",
            "12:34:56.789 ",
            "5:12:47 PM: ",
            "10:22:05 AM: ",
            "[9:05:07 AM] ",
            "5:12:47 PM ",
            "web-1  | ",
            "web.1  | ",
            "postgres       | ",
            "12:34:56 web.1  | ",
            "web-1  | 2024-05-22T12:43:46.962646123Z ",
            "2024-05-22T12:43:46.962646123Z stderr F ",
            "[pod/web-5d4f8c7b9-x2x4q/app] ",
            "2024-01-20T12:34:56.789012+00:00 web01 sshd[123]: ",
            "\u{feff}",
            "deploy\tSet up job\t\u{feff}2024-01-20T12:34:56.1234567Z ",
            "my_app_db_1      | ",
            "0|api-server  | ",
            "web:build: ",
            "@acme/web:check-types: ",
            "packages/web build: ",
            "@acme/web: ",
            "Jan  3 02:04:05 host kernel: ",
            "Jan 20 12:34:56 web01 sshd[123]: ",
            "<34>1 2003-10-11T22:14:15.003Z mymachine su 77 ID47 - ",
        ] {
            let text = format!("{line}fatal: it broke");
            assert_eq!(prefix(text.as_bytes()).len, line.len(), "{line}");
        }
    }

    #[test]
    fn a_timestamp_goes_without_the_words_behind_it() {
        for words in ["ERROR root: it broke", "stderr is closed", "host prog: it broke", "a b[x]: c", "a [1]: c"] {
            let stamp = "2024-01-20 12:34:56,789 ";
            assert_eq!(prefix(format!("{stamp}{words}").as_bytes()).len, stamp.len(), "{words}");
        }
    }

    #[test]
    fn messages_stay() {
        for line in [
            "",
            "#12",
            "#12 3. it",
            "# 3.456 it",
            "1.2 was a version",
            "1.2.3 is one",
            "3.1415 times as much",
            "10.0",
            "# a comment",
            "error: | is not allowed",
            "foo | bar",
            "9  | let x = 1;",
            "  | ^^^",
            "foo  |bar",
            "0|api| x",
            "0 | api | x",
            "src/main.c:12: error",
            "cargo build: failed",
            "@acme/web@1.0.0: too old",
            "packages/web failed: it",
            "build: it",
            ":build: it",
            "2024 was a year",
            "2024-01-20",
            "12:34:56",
            "12:34:56: a time",
            "5:12:47 it is",
            "5:12:47 PM",
            "5:12:47",
            "[5:12:47 PM it is",
            "[12:34:56 it is",
            "[pod/ ] x",
            "[pod/a b] x",
            "::set-output name=a::b",
            "Mar was here and so was I, you see",
            "<1> x",
            "[2024-01-20T12:34:56.123Z",
            "\t\tindented",
        ] {
            assert_eq!(prefix(line.as_bytes()).len, 0, "{line}");
        }
    }
}
