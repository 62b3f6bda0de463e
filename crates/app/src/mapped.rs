//! A file as memory: the pages that nobody looks at are not copied, and the kernel need not clear pages and copy into them. With an index of
//! 100,000 patterns, 42 MB, that is less than half of the time until a log is read with it (docs/scanner.md).
#![expect(unsafe_code, reason = "a mapping is only as constant as its file; the argument stands where it is made")]

use std::fs::File;
use std::io;
use std::ops::Deref;
use std::path::Path;

use memmap2::Mmap;

/// The bytes of a file that is replaced, never changed.
#[derive(Debug)]
pub(crate) struct Mapped(Mmap);

impl Mapped {
    /// Maps a file of the program's own: one that was written under another name and got this one when it was whole.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        // SAFETY: the bytes must not change while the mapping lives. The two callers (`prepared::read` for the installed canon and for
        // the overlays) name files which this program only makes by renaming a draft, and which it never opens to write; removing
        // or replacing one leaves the mapped bytes as they are. The folders are the user's own: whoever else can write there could
        // replace what the program reads, and the program, as well. Nothing is taken from the bytes unchecked: they are held to their
        // checksum, and every access is bounded, so that even then a change could cost an answer but not reach beyond the mapping.
        let map = unsafe { Mmap::map(&file) }?;
        Ok(Self(map))
    }
}

impl Deref for Mapped {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}
