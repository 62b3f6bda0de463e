//! Logs from files and pipes, unpacked where they are compressed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::path::Path;
use std::time::Instant;

use flate2::bufread::GzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::Error;

/// A log to read: its name, and its text as a stream.
pub struct Log<'r> {
    /// File name, or `standard input`.
    pub name: String,
    format: Option<&'static str>,
    /// Bytes of text given so far.
    bytes: u64,
    stream: Box<dyn Read + Send + 'r>,
}

impl std::fmt::Debug for Log<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Log").field("name", &self.name).field("format", &self.format).finish_non_exhaustive()
    }
}

/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;
const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];
/// Behind a first byte of 0x50 to 0x5F: a zstd frame that holds no text, as pzstd begins its files.
const SKIPPABLE: &[u8] = &[0x2A, 0x4D, 0x18];

impl<'r> Log<'r> {
    /// Opens a file, a named pipe or a device.
    ///
    /// # Errors
    /// Where it cannot be opened, or is a folder.
    pub fn open(path: &Path) -> Result<Log<'static>, Error> {
        let name = path.display().to_string();
        if path.is_dir() {
            return Err(Error::Folder { name });
        }
        let file = File::open(path).map_err(|source| Error::Read { name: name.clone(), source })?;
        Log::new(name, file)
    }

    /// Reads a stream; what it is packed with is told by its first bytes.
    ///
    /// # Errors
    /// Where the first bytes cannot be read.
    pub fn new(name: String, mut stream: impl Read + Send + 'r) -> Result<Self, Error> {
        let mut head = Vec::with_capacity(ZSTD.len());
        let failed = |source| Error::Read { name: name.clone(), source };
        stream.by_ref().take(ZSTD.len() as u64).read_to_end(&mut head).map_err(failed)?;
        let gzip = head.starts_with(GZIP);
        let zstd = head.starts_with(ZSTD) || matches!(head.split_first(), Some((0x50..=0x5F, SKIPPABLE)));
        let whole: BufReader<Chain<Cursor<Vec<u8>>, _>> =
            BufReader::with_capacity(CHUNK, Cursor::new(head).chain(stream));
        let (format, stream): (_, Box<dyn Read + Send + 'r>) = if gzip {
            (Some("gzip"), Box::new(Members { member: Some(GzDecoder::new(whole)) }))
        } else if zstd {
            (Some("zstd"), Box::new(Frames { rest: whole, decoder: FrameDecoder::new(), within: false }))
        } else {
            (None, Box::new(whole))
        };
        Ok(Self { name, format, bytes: 0, stream })
    }

    /// The same log, at most so many bytes of its text.
    #[must_use]
    pub(crate) fn cut_at(self, bytes: u64) -> Self {
        Self { stream: Box::new(self.stream.take(bytes)), ..self }
    }

    /// The same log, which fails beyond so many bytes of text, or after that moment: a small file can be unpacked to a
    /// very long text.
    #[must_use]
    pub fn at_most(self, bytes: u64, until: Instant) -> Self {
        Self { stream: Box::new(AtMost { stream: self.stream, left: bytes, until }), ..self }
    }

    /// Gives the text to `take`, chunk by chunk.
    ///
    /// # Errors
    /// As [`Log::chunk`].
    pub fn read(mut self, mut take: impl FnMut(&[u8])) -> Result<(), Error> {
        let mut chunk = vec![0; CHUNK];
        loop {
            match self.chunk(&mut chunk)? {
                0 => return Ok(()),
                count => take(&chunk[..count]),
            }
        }
    }

    /// Writes the next part of the text to `chunk`, and says how long it is; 0 at the end.
    ///
    /// # Errors
    /// Where reading or unpacking fails.
    pub fn chunk(&mut self, chunk: &mut [u8]) -> Result<usize, Error> {
        loop {
            match self.stream.read(chunk) {
                Ok(count) => {
                    self.bytes += count as u64;
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => {
                    let (name, bytes) = (self.name.clone(), self.bytes);
                    return Err(match self.format {
                        Some(format) => Error::Damaged { name, format, bytes, source },
                        None => Error::Read { name, source },
                    });
                }
            }
        }
    }
}

/// A stream with an end that its reader sets.
struct AtMost<'r> {
    stream: Box<dyn Read + Send + 'r>,
    left: u64,
    until: Instant,
}

impl Read for AtMost<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if Instant::now() > self.until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let count = self.stream.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(count)
    }
}

/// A gzip stream: members one behind the other, as `cat a.gz b.gz` writes them.
struct Members<R: BufRead> {
    /// `None` at the end of the stream.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let next = member.get_mut().fill_buf()?.first().copied();
            let rest = self.member.take().map(GzDecoder::into_inner);
            match next {
                None => {}
                Some(0) => padding(rest)?,
                Some(_) => self.member = rest.map(GzDecoder::new),
            }
        }
        Ok(0)
    }
}

/// Holds what is left to zeros: tapes and some tools fill up with them, and gzip itself steps over them.
fn padding(rest: Option<impl BufRead>) -> io::Result<()> {
    let Some(mut rest) = rest else { return Ok(()) };
    loop {
        let bytes = rest.fill_buf()?;
        if bytes.iter().any(|byte| *byte != 0) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "something else stands behind the packed text"));
        }
        match bytes.len() {
            0 => return Ok(()),
            count => rest.consume(count),
        }
    }
}

/// A zstd stream: frames one behind the other, as `zstd` and `cat a.zst b.zst` write them.
struct Frames<R: BufRead> {
    rest: R,
    decoder: FrameDecoder,
    /// A frame was begun and not ended.
    within: bool,
}

impl<R: BufRead> Frames<R> {
    /// Begins the next frame, or steps over one that holds no text.
    fn begin(&mut self) -> io::Result<()> {
        match self.decoder.init(&mut self.rest) {
            Ok(()) => self.within = true,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                let length = u64::from(length);
                if io::copy(&mut self.rest.by_ref().take(length), &mut io::sink())? < length {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
            }
            Err(error) => return Err(io::Error::other(error)),
        }
        Ok(())
    }

    /// Ends a frame; holds its text to the checksum, where there is one.
    fn end(&mut self) -> io::Result<()> {
        self.within = false;
        let written = self.decoder.get_checksum_from_data();
        if written.is_some() && written != self.decoder.get_calculated_checksum() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum is another"));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.within {
                if self.rest.fill_buf()?.is_empty() {
                    return Ok(0);
                }
                self.begin()?;
                continue;
            }
            while self.decoder.can_collect() < buffer.len() && !self.decoder.is_finished() {
                let wanted = BlockDecodingStrategy::UptoBytes(buffer.len() - self.decoder.can_collect());
                self.decoder.decode_blocks(&mut self.rest, wanted).map_err(io::Error::other)?;
            }
            let count = self.decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            self.end()?;
        }
    }
}
