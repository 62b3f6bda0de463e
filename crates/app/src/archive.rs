//! Files in one zip: the same files give the same bytes.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Files by their path.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Most files that an archive may hold.
const MOST_FILES: usize = 1 << 20;

/// An archive that is being written. Nothing of the machine or the hour goes into it.
pub(crate) struct Packer<W: Write + Seek> {
    zip: ZipWriter<W>,
}

impl<W: Write + Seek> Packer<W> {
    pub(crate) fn new(out: W) -> Self {
        Self { zip: ZipWriter::new(out) }
    }

    /// Adds a file; one that begins with `#!` can be executed once it is unpacked.
    pub(crate) fn add(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        let mode = if bytes.starts_with(b"#!") { 0o755 } else { 0o644 };
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(mode);
        self.zip.start_file(path.trim_start_matches('/'), options)?;
        self.zip.write_all(bytes)
    }

    pub(crate) fn finish(self) -> io::Result<W> {
        Ok(self.zip.finish()?)
    }
}

/// All files of an archive, of at most so many bytes together. Nothing is written anywhere, so that no path can lead out of
/// a folder.
///
/// # Errors
/// Where it is damaged, or holds more.
pub(crate) fn unpacked(archive: impl Read + Seek, most: u64) -> io::Result<Files> {
    let mut archive = ZipArchive::new(archive)?;
    let too_much = || io::Error::new(io::ErrorKind::FileTooLarge, "it unpacks to more than is taken");
    if archive.len() > MOST_FILES {
        return Err(too_much());
    }
    let mut files = Files::new();
    let mut left = most;
    for at in 0..archive.len() {
        let file = archive.by_index(at)?;
        if file.is_dir() {
            continue;
        }
        let name = file.name()?.into_owned();
        let mut bytes = Vec::new();
        // One byte more than is left tells that there is more. The checksum is compared at a file's end.
        let read = file.take(left.saturating_add(1)).read_to_end(&mut bytes)? as u64;
        left = left.checked_sub(read).ok_or_else(too_much)?;
        files.insert(name, bytes);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn packed() -> Vec<u8> {
        let mut packer = Packer::new(Cursor::new(Vec::new()));
        packer.add("/a/run", b"#!/bin/sh\n").unwrap();
        packer.add("b", &[b'b'; 5000]).unwrap();
        packer.finish().unwrap().into_inner()
    }

    #[test]
    fn the_same_files_give_the_same_bytes_and_come_back() {
        assert_eq!(packed(), packed());
        let files = unpacked(Cursor::new(packed()), 5010).unwrap();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["a/run", "b"]);
        assert_eq!(files["b"], [b'b'; 5000]);
    }

    #[test]
    fn what_is_damaged_or_too_large_is_refused() {
        assert_eq!(unpacked(Cursor::new(packed()), 5009).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        let whole = packed();
        assert!(unpacked(Cursor::new(&whole[..whole.len() - 30]), 1 << 20).is_err());
        let mut damaged = whole.clone();
        // In the first file.
        damaged[40] ^= 0xff;
        assert!(unpacked(Cursor::new(damaged), 1 << 20).is_err());
    }
}
