//! The second look: do the words of a pattern stand in the text, in their order?
//!
//! For patterns that are nothing but words with anything between them this decides; for the others it spares the regular
//! expression most of its work. Each word is looked for once, behind the one before, so a text is read once a branch.

use unstuck_canon::Branch;

/// A text, and the same in lower case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'t> {
    pub(super) plain: &'t [u8],
    pub(super) folded: &'t [u8],
}

/// Bytes before a word's text: gap 2, length 2, place of its rarest byte 1, whether its case is folded 1.
const HEAD: usize = 6;

/// Writes a branch.
///
/// ```text
/// exact 1, words 1, tail 2, then each word: HEAD, text
/// ```
pub(super) fn write(branch: &Branch, out: &mut Vec<u8>) {
    out.push(u8::from(branch.exact));
    out.push(u8::try_from(branch.words.len()).unwrap_or(u8::MAX));
    out.extend_from_slice(&branch.tail.to_le_bytes());
    for word in branch.words.iter().take(usize::from(u8::MAX)) {
        let text = &word.text[..word.text.len().min(usize::from(u16::MAX))];
        out.extend_from_slice(&word.gap.to_le_bytes());
        out.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
        out.push(rarest(text));
        out.push(u8::from(word.folded));
        out.extend_from_slice(text);
    }
}

/// Where in a word the byte stands that texts hold least, within its first 256 bytes.
fn rarest(text: &[u8]) -> u8 {
    // Letters of English prose and of logs, the commonest first; what is missing is rarer.
    const COMMON: &[u8] = b" etaoinsrlcdpmu.ghf-/:_b0=vyw1k2x,3";
    let rank =
        |byte: &u8| COMMON.iter().position(|common| *common == byte.to_ascii_lowercase()).unwrap_or(COMMON.len());
    let place = (0..text.len().min(256)).max_by_key(|at| rank(&text[*at]));
    place.and_then(|at| u8::try_from(at).ok()).unwrap_or(0)
}

/// Looks for the words of a branch: `None` where one is missing, and otherwise whether that is all there is to match.
pub(super) fn follow(branch: &[u8], text: Text<'_>) -> Option<bool> {
    let (head, mut rest) = branch.split_first_chunk::<4>()?;
    let [exact, words, tail @ ..] = *head;
    let mut at = 0;
    for _ in 0..words {
        let (head, own) = rest.split_first_chunk::<HEAD>()?;
        let [gap, gap_high, len, len_high, rare, folded] = *head;
        let (word, own) = own.split_at_checked(usize::from(u16::from_le_bytes([len, len_high])))?;
        rest = own;
        let gap = usize::from(u16::from_le_bytes([gap, gap_high]));
        let hay = if folded == 0 { text.plain } else { text.folded };
        at = find(hay, at + gap, word, usize::from(rare))?;
    }
    let enough = at + usize::from(u16::from_le_bytes(tail)) <= text.plain.len();
    enough.then_some(exact != 0)
}

/// The end of the first occurrence of `word` at or behind `from`.
fn find(hay: &[u8], from: usize, word: &[u8], rare: usize) -> Option<usize> {
    let byte = *word.get(rare)?;
    let mut at = from + rare;
    loop {
        at += memchr::memchr(byte, hay.get(at..)?)?;
        let start = at - rare;
        if hay.get(start..start + word.len())? == word {
            return Some(start + word.len());
        }
        at += 1;
    }
}
