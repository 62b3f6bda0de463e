//! Words that tell whether a line is decisive.

use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// What a word says of the line in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Telling at the start of a line.
    Opening,
    /// Telling anywhere.
    Strong,
    /// Telling beside others.
    Weak,
    /// Speaks of success, or names a file, a package or a setting.
    Harmless,
}

/// The words by which lines are judged, in lower case. The filter finds the opening and the strong ones; a line without any
/// of these is never decisive.
pub(crate) const WORDS: &[(Sign, &[&str])] = &[
    (
        Sign::Opening,
        &["error:", "error[", "error ", "fatal:", "fatal ", "e: ", "npm err", "panic:", "exception in", "err "],
    ),
    (Sign::Strong, &["error: ", "fatal: ", "exception:", "error:", "panicked at", ": fatal "]),
    (
        Sign::Weak,
        &["failed", "cannot", "could not", "unable to", "denied", "refused", "no such", "not found", "invalid"],
    ),
    (
        Sign::Harmless,
        &[
            " 0 error",
            "(0 error",
            " 0 failed",
            "no error",
            "without error",
            " 0 failures",
            "errors: 0",
            "failed: 0",
            "error-",
            "error_",
            "-error",
            "_error",
            "errors.",
            "error.rs",
            "warning:",
            "warn ",
            "continue-on-error",
            "ignored",
            "if-no-files-found",
            "exit code",
            "error handling",
            "fail-fast",
            "... ok",
            "✔",
            "✓",
        ],
    ),
];

/// Finds the words. Made when the first line has one of them.
#[derive(Debug, Default)]
pub(crate) struct Words(OnceLock<Option<AhoCorasick>>);

impl Words {
    /// What the words of a text say.
    pub(crate) fn signs(&self, text: &[u8]) -> Signs {
        let mut signs = Signs::default();
        let all = || WORDS.iter().flat_map(|(sign, words)| words.iter().map(|word| (*sign, *word)));
        let build = || {
            // Few lines come here: what is soonest made is soonest done.
            AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::NoncontiguousNFA))
                .match_kind(MatchKind::Standard)
                .ascii_case_insensitive(true)
                .build(all().map(|(_, word)| word))
                .ok()
        };
        let indent = text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        // Two dozen words always fit into an automaton.
        let Some(automaton) = self.0.get_or_init(build) else { return signs };
        for hit in automaton.find_overlapping_iter(text) {
            if let Some((sign, _)) = all().nth(hit.pattern().as_usize()) {
                signs.add(sign, hit.start() == indent);
            }
        }
        signs
    }
}

/// The signs found in a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Signs {
    opening: bool,
    strong: bool,
    weak: bool,
    harmless: bool,
}

impl Signs {
    /// Adds a sign that was found; `opens`: nothing but white space stands before it.
    pub(crate) fn add(&mut self, sign: Sign, opens: bool) {
        match sign {
            Sign::Opening => self.opening |= opens,
            Sign::Strong => self.strong = true,
            Sign::Weak => self.weak = true,
            Sign::Harmless => self.harmless = true,
        }
    }

    /// Adds the signs of another part of the line.
    pub(crate) fn join(&mut self, other: Self) {
        self.opening |= other.opening;
        self.strong |= other.strong;
        self.weak |= other.weak;
        self.harmless |= other.harmless;
    }

    /// How telling the line is: 2 and more is worth showing.
    pub(crate) fn score(self, marked: bool) -> i32 {
        let weigh = |sign: bool, weight: i32| if sign { weight } else { 0 };
        weigh(marked, 3) + weigh(self.opening, 3) + weigh(self.strong, 2) + weigh(self.weak, 1)
            - weigh(self.harmless, 3)
    }

    /// Whether a line with these signs looks decisive.
    pub(crate) fn telling(self, marked: bool) -> bool {
        self.score(marked) >= 2
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    fn telling(line: &str) -> bool {
        Words::default().signs(line.as_bytes()).telling(false)
    }

    #[test]
    fn tells_trouble_from_alarming_words() {
        for line in [
            "error: it broke",
            "E: Unable to locate",
            "foo.c:3:1: error: expected ';'",
            "  fatal: not a thing",
            "compile step: 10 error: one of them",
        ] {
            assert!(telling(line), "{line}");
        }
        for line in [
            "test result: ok. 3 passed; 0 failed",
            "   Compiling thiserror-impl v2.0.1",
            "0 errors found",
            "Downloaded error-chain",
            "step finished, error: none, failed: 0",
            "warning: the last error: Connection refused, ignored",
            "the connection was refused once",
            "✔ error: an invalid cart is refused (0.513072ms)",
        ] {
            assert!(!telling(line), "{line}");
        }
    }
}
