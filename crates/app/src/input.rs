//! Logs from files and pipes, unpacked where they are compressed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::path::Path;

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use crate::Error;

/// A log to read: its name, and its text as a stream.
pub struct Log<'r> {
    /// File name, or `standard input`.
    pub name: String,
    format: Option<&'static str>,
    stream: Box<dyn Read + 'r>,
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
    pub fn new(name: String, mut stream: impl Read + 'r) -> Result<Self, Error> {
        let mut head = Vec::with_capacity(ZSTD.len());
        let failed = |source| Error::Read { name: name.clone(), source };
        stream.by_ref().take(ZSTD.len() as u64).read_to_end(&mut head).map_err(failed)?;
        let gzip = head.starts_with(GZIP);
        let zstd = head.starts_with(ZSTD);
        let whole: BufReader<Chain<Cursor<Vec<u8>>, _>> =
            BufReader::with_capacity(CHUNK, Cursor::new(head).chain(stream));
        let (format, stream): (_, Box<dyn Read + 'r>) = if gzip {
            (Some("gzip"), Box::new(flate2::bufread::MultiGzDecoder::new(whole)))
        } else if zstd {
            (Some("zstd"), Box::new(Frames { rest: Some(whole), frame: None }))
        } else {
            (None, Box::new(whole))
        };
        Ok(Self { name, format, stream })
    }

    /// Gives the text to `take`, chunk by chunk.
    ///
    /// # Errors
    /// Where reading or unpacking fails on the way.
    pub fn read(mut self, mut take: impl FnMut(&[u8])) -> Result<(), Error> {
        let mut chunk = vec![0; CHUNK];
        let mut bytes = 0;
        loop {
            match self.stream.read(&mut chunk) {
                Ok(0) => return Ok(()),
                Ok(count) => {
                    take(&chunk[..count]);
                    bytes += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => {
                    let name = self.name;
                    return Err(match self.format {
                        Some(format) => Error::Damaged { name, format, bytes, source },
                        None => Error::Read { name, source },
                    });
                }
            }
        }
    }
}

/// A zstd stream: frames one behind the other, as `zstd` and `cat a.zst b.zst` write them.
struct Frames<R: BufRead> {
    rest: Option<R>,
    frame: Option<StreamingDecoder<R, FrameDecoder>>,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(mut rest) = self.rest.take() {
                if rest.fill_buf()?.is_empty() {
                    self.rest = Some(rest);
                    return Ok(0);
                }
                self.frame =
                    Some(StreamingDecoder::new(rest).map_err(|error: FrameDecoderError| io::Error::other(error))?);
            }
            let Some(frame) = &mut self.frame else { return Ok(0) };
            match frame.read(buffer)? {
                0 if !buffer.is_empty() => self.rest = self.frame.take().map(StreamingDecoder::into_inner),
                count => return Ok(count),
            }
        }
    }
}
