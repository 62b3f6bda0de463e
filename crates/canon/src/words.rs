//! The words of a message, by which messages are compared that no pattern knows.

use twox_hash::XxHash32;

/// Words of at least three letters or digits in a text, whatever their case, each once: their hashes (XXH32 of the word in
/// lower case), ascending. Numbers are left out.
#[must_use]
pub fn words(text: &str) -> Vec<u32> {
    let text = text.to_lowercase();
    let words = text.split(|char: char| !char.is_alphanumeric() && char != '_');
    let telling = words.filter(|word| word.chars().nth(2).is_some() && !word.bytes().all(|byte| byte.is_ascii_digit()));
    let mut words: Vec<u32> = telling.map(|word| XxHash32::oneshot(0, word.as_bytes())).collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_and_nothing_else_is() {
        assert_eq!(words("Permission denied: 'a' (13) permission"), words("[denied] PERMISSION 1234 of"));
        assert_eq!(words("Permission denied").len(), 2);
        assert_ne!(words("no_such_module"), words("such module"));
        assert_eq!(words("12 345 a, bc -- \u{e9}"), [0; 0]);
    }
}
