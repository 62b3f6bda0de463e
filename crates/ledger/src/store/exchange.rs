//! A ledger as a file of JSON lines.

use std::io::{self, BufRead, Write};

use super::{Appended, Error, Filter, Ledger};
use crate::{BadOutcome, Outcome};

/// Outcomes in one transaction of an import.
const BATCH: usize = 1_000;

impl Ledger {
    /// Writes all outcomes as JSON lines, sorted by failure and digest: two ledgers that hold the same outcomes give the
    /// same bytes, whatever store they are in. How many it wrote.
    ///
    /// # Errors
    /// Where the store cannot be read or `out` not be written.
    pub async fn export(&self, out: &mut impl Write) -> Result<u64, Error> {
        let failed = |source| Error::Stream { verb: "write the export", source };
        let mut written = 0;
        let mut pages = self.pages(&Filter::default());
        while let Some(page) = pages.next().await? {
            for outcome in &page {
                writeln!(out, "{}", outcome.line()).map_err(failed)?;
            }
            written += page.len() as u64;
        }
        out.flush().map_err(failed)?;
        Ok(written)
    }

    /// Appends the outcomes of JSON lines; empty lines are passed over. The ledger then holds the union of both.
    ///
    /// # Errors
    /// At the first line that is no outcome; those before it are in the ledger. And where the store refuses: then those
    /// of earlier batches are in it.
    pub async fn import(&self, lines: &mut impl BufRead) -> Result<Appended, Error> {
        self.must_be_writable()?;
        let mut appended = Appended::default();
        let mut batch = Vec::with_capacity(BATCH);
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let read = lines.read_until(b'\n', &mut line).map_err(failed_to_read)?;
            let text = line.trim_ascii();
            match serde_json::from_slice::<Outcome>(text) {
                _ if text.is_empty() => {}
                Ok(outcome) => batch.push(outcome),
                Err(source) => {
                    self.append(&batch).await?;
                    return Err(Error::Line(BadOutcome { line: number, source }));
                }
            }
            if batch.len() == BATCH || read == 0 {
                let more = self.append(&batch).await?;
                appended.new += more.new;
                appended.known += more.known;
                batch.clear();
            }
            if read == 0 {
                break;
            }
        }
        Ok(appended)
    }
}

fn failed_to_read(source: io::Error) -> Error {
    Error::Stream { verb: "read the import", source }
}
