//! A file into which the command writes its output by itself, because ours goes there: nothing has to be passed on, and
//! what the command said is read back when it has failed.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};

use rustix::fs::{FileType, OFlags, fcntl_getfl, fstat, seek};
use rustix::io::{read, retry_on_intr};
use unstuck_app::Kept;

/// Whether our standard output and error are one and the same file, pipe or terminal.
pub(super) fn one_stream() -> io::Result<bool> {
    let (output, error) = (fstat(io::stdout())?, fstat(io::stderr())?);
    Ok((output.st_dev, output.st_ino) == (error.st_dev, error.st_ino))
}

/// Our standard output, where it is a file that can be read.
pub(super) struct Written {
    file: File,
    /// Where the command begins to write.
    from: u64,
}

impl Written {
    /// `None` where standard output is no file, or one that is not ours to read.
    pub(super) fn find() -> io::Result<Option<Self>> {
        if FileType::from_raw_mode(fstat(io::stdout())?.st_mode) != FileType::RegularFile {
            return Ok(None);
        }
        // Our own handle may only write.
        let Ok(mut file) = File::open("/proc/self/fd/1") else { return Ok(None) };
        let from = if fcntl_getfl(io::stdout())?.contains(OFlags::APPEND) {
            file.seek(SeekFrom::End(0))?
        } else {
            seek(io::stdout(), rustix::fs::SeekFrom::Current(0))?
        };
        Ok(Some(Self { file, from }))
    }

    /// Keeps what was written since.
    pub(super) fn keep(mut self, kept: &mut Kept) -> io::Result<()> {
        // Not more than there is now: something else may go on writing.
        let mut left = self.file.metadata()?.len().saturating_sub(self.from);
        self.file.seek(SeekFrom::Start(self.from))?;
        while left > 0 {
            let count = kept.fill(|room| {
                let most = room.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                retry_on_intr(|| read(&self.file, &mut room[..most]))
            })?;
            if count == 0 {
                break;
            }
            left -= count as u64;
        }
        Ok(())
    }
}
