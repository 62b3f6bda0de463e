//! Wildcard patterns, and the question whether two of them can match the same text.

use crate::text::Text;

/// One piece of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// This character.
    Char(char),
    /// Any one character.
    One,
    /// Any number of characters, also none.
    Many,
}

/// Which characters are wildcards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wildcards {
    /// `*` and `?`: AWS, Entra's flexible credentials.
    StarAndQuestion,
    /// `*` alone: Vault.
    Star,
}

/// A wildcard pattern over whole texts; `*` crosses every character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob {
    pub(crate) pieces: Vec<Piece>,
    /// Whether a part of the pattern itself is not known; then it matches nothing for certain.
    pub(crate) uncertain: bool,
}

impl Glob {
    /// Reads a pattern.
    #[must_use]
    pub fn new(pattern: &str, wildcards: Wildcards) -> Self {
        let piece = |char| match (char, wildcards) {
            ('*', _) => Piece::Many,
            ('?', Wildcards::StarAndQuestion) => Piece::One,
            _ => Piece::Char(char),
        };
        let mut glob = Self::around(false, pattern, false);
        for found in &mut glob.pieces {
            if let Piece::Char(char) = *found {
                *found = piece(char);
            }
        }
        glob
    }

    /// A text to the letter, with anything before or after it.
    pub(crate) fn around(before: bool, text: &str, after: bool) -> Self {
        let text = Text::from(text);
        let any = |wanted: bool| wanted.then_some(Piece::Many);
        Self {
            pieces: any(before).into_iter().chain(text.pieces()).chain(any(after)).collect(),
            uncertain: text.known().is_none(),
        }
    }

    /// Whether it has a wildcard at all.
    #[must_use]
    pub fn is_wild(&self) -> bool {
        self.pieces.iter().any(|piece| !matches!(piece, Piece::Char(_)))
    }
}

/// Whether every text of `value` is one of `pattern`, where each `Many` of `value` stands for a text that is not known.
///
/// Sound and not complete: an unknown run is taken to fit only under a `*`, so a `false` may be a `yes` that a cleverer
/// argument would find (`a?*` against `a*b*`), and a `true` is always right.
pub(crate) fn covers(pattern: &[Piece], value: &[Piece]) -> bool {
    // reached[j]: the pieces of `pattern` so far cover the first j of `value`.
    let mut reached = vec![false; value.len() + 1];
    reached[0] = true;
    for piece in pattern {
        let mut next = vec![false; value.len() + 1];
        if *piece == Piece::Many {
            let mut any = false;
            for j in 0..=value.len() {
                any |= reached[j];
                next[j] = any;
            }
        } else {
            for j in 0..value.len() {
                let fits = match (piece, value[j]) {
                    (Piece::One, Piece::Char(_)) => true,
                    (Piece::Char(one), Piece::Char(other)) => *one == other,
                    _ => false,
                };
                next[j + 1] = reached[j] && fits;
            }
        }
        reached = next;
    }
    reached[value.len()]
}

/// Whether some text belongs to both.
pub(crate) fn meet(one: &[Piece], other: &[Piece]) -> bool {
    // reached[j]: the first i pieces of `one` and the first j of `other` can stand for the same text.
    let mut reached = vec![false; other.len() + 1];
    reached[0] = true;
    for j in 0..other.len() {
        reached[j + 1] = reached[j] && other[j] == Piece::Many;
    }
    for piece in one {
        let mut next = vec![false; other.len() + 1];
        next[0] = reached[0] && *piece == Piece::Many;
        for j in 0..other.len() {
            next[j + 1] = match (piece, other[j]) {
                (Piece::Many, Piece::Many) => reached[j] || reached[j + 1] || next[j],
                (Piece::Many, _) => reached[j + 1] || next[j],
                (_, Piece::Many) => next[j] || reached[j + 1],
                (Piece::Char(a), Piece::Char(b)) => reached[j] && *a == b,
                _ => reached[j],
            };
        }
        reached = next;
    }
    reached[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(pattern: &str) -> Vec<Piece> {
        Glob::new(pattern, Wildcards::StarAndQuestion).pieces
    }

    #[test]
    fn covering() {
        for (pattern, value, covered) in [
            ("repo:o/r:*", "repo:o/r:ref:refs/heads/main", true),
            ("repo:o/r:*", "repo:o/r:environment:*", true),
            ("repo:o/r:*", "repo:o/*", false),
            ("repo:o/?:x", "repo:o/r:x", true),
            ("*", "", true),
            ("?*", "*", false),
            ("a*b*c", "a*c", false),
        ] {
            assert_eq!(covers(&pieces(pattern), &pieces(value)), covered, "{pattern} {value}");
        }
    }

    #[test]
    fn meeting() {
        for (one, other, met) in [
            ("a*", "*b", true),
            ("a*", "b*", false),
            ("a?c", "ab*", true),
            ("", "*", true),
            ("*x", "*y", false),
            ("repo:o/r:ref:refs/heads/main", "repo:o/r:environment:*", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(meet(&pieces(one), &pieces(other)), met, "{one} {other}");
            assert_eq!(meet(&pieces(other), &pieces(one)), met, "{other} {one}");
        }
    }
}
