//! The shape of a line: what stays the same when numbers, hashes, paths and times change.

/// Folds what varies between two occurrences of a message: digits become `#`, runs of hexadecimal of eight or more become
/// `@`. Two lines with the same fingerprint are taken for the same message.
pub(crate) fn fingerprint(text: &[u8]) -> Vec<u8> {
    let mut shape = Vec::with_capacity(text.len());
    for word in text.split_inclusive(|byte| !byte.is_ascii_alphanumeric()) {
        let (body, end) = match word.split_last() {
            Some((last, body)) if !last.is_ascii_alphanumeric() => (body, Some(*last)),
            _ => (word, None),
        };
        let hex = body.len() >= 8 && body.iter().all(u8::is_ascii_hexdigit);
        if hex && body.iter().any(u8::is_ascii_digit) {
            shape.push(b'@');
        } else {
            for byte in body {
                match (byte.is_ascii_digit(), shape.last()) {
                    (true, Some(b'#')) => {}
                    (true, _) => shape.push(b'#'),
                    (false, _) => shape.push(*byte),
                }
            }
        }
        shape.extend(end);
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_is_folded() {
        let shape = |text: &str| String::from_utf8(fingerprint(text.as_bytes())).unwrap();
        assert_eq!(shape("error at 0x7ffe1234: job 17 of 300 (deadbeef01)"), "error at #x#ffe#: job # of # (@)");
        assert_eq!(shape("error: step 1"), shape("error: step 2345"));
        assert_ne!(shape("error: step one"), shape("error: step two"));
    }
}
