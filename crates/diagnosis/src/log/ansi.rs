//! Escape sequences of terminals (ECMA-48): colours, cursor moves, titles, links.

/// Length of the escape sequence at the start of `bytes`, which begins with ESC. At least 1.
pub(crate) fn escape_len(bytes: &[u8]) -> usize {
    match bytes.get(1) {
        // CSI: parameters and intermediates 0x20-0x3F, then one final byte 0x40-0x7E.
        Some(b'[') => {
            let body = bytes[2..].iter().take_while(|byte| (0x20..=0x3F).contains(*byte)).count();
            let ended = bytes.get(2 + body).is_some_and(|byte| (0x40..=0x7E).contains(byte));
            2 + body + usize::from(ended)
        }
        // OSC (titles, links), DCS, SOS, PM, APC: text up to BEL or ESC \. One that never ends is taken for a lone
        // escape, so that it does not swallow the line.
        Some(b']' | b'P' | b'X' | b'^' | b'_') => {
            let body = &bytes[2..];
            let end = body.iter().position(|byte| matches!(byte, 0x07 | 0x1B));
            match end {
                Some(at) if body[at] == 0x07 => 2 + at + 1,
                Some(at) if body.get(at + 1) == Some(&b'\\') => 2 + at + 2,
                _ => 2,
            }
        }
        // Two or three bytes: character sets (ESC ( B), keypad modes (ESC =), save cursor (ESC 7) ...
        Some(b' '..=b'/') => 2 + usize::from(bytes.len() > 2),
        Some(0x30..=0x7E) => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_a_sequence_ends() {
        for (text, len) in [
            (&b"\x1b[31mred"[..], 5),
            (b"\x1b[1;38;5;196mx", 13),
            (b"\x1b[Kx", 3),
            (b"\x1b]0;title\x07x", 10),
            (b"\x1b]8;;https://a.example\x1b\\x", 24),
            (b"\x1b]never ends", 2),
            (b"\x1b(Bx", 3),
            (b"\x1b=x", 2),
            (b"\x1b", 1),
            (b"\x1b[", 2),
            (b"\x1b[12", 4),
        ] {
            assert_eq!(escape_len(text), len, "{:?}", String::from_utf8_lossy(text));
        }
    }
}
