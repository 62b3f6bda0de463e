//! Reading without holding everything.

use unstuck_canon::FailureId;

use super::{Error, Filter, Ledger, Store, on_store, sql};
use crate::{Digest, Outcome};

/// The outcomes that pass a filter, some thousands at a time, by failure and then by digest.
///
/// Failure by failure, so that a store that is sharded by failure asks one shard; and by key, so that no transaction
/// stays open meanwhile: what is appended during a reading is in it or is not.
#[derive(Debug)]
pub struct Pages<'l> {
    ledger: &'l Ledger,
    filter: Filter,
    /// Still to be read, the next one last. None before the first page.
    left: Option<Vec<FailureId>>,
    /// The last digest that was read of the failure at the end of `left`.
    after: Vec<u8>,
}

impl Ledger {
    /// Reads the outcomes that pass the filter page by page.
    #[must_use]
    pub fn pages(&self, filter: &Filter) -> Pages<'_> {
        let left = filter.failure.clone().map(|failure| vec![failure]);
        Pages { ledger: self, filter: filter.clone(), left, after: Vec::new() }
    }
}

impl Pages<'_> {
    /// The next page, which is never empty; none after the last.
    ///
    /// # Errors
    /// Where the store cannot be read, or a row is not what was appended.
    pub async fn next(&mut self) -> Result<Option<Vec<Outcome>>, Error> {
        if self.left.is_none() {
            let mut failures = self.ledger.failures().await?;
            failures.reverse();
            self.left = Some(failures);
        }
        while let Some(failure) = self.left.as_ref().and_then(|left| left.last()).cloned() {
            let approach = self.filter.approach.as_ref().map(unstuck_canon::ApproachId::as_str);
            let page = on_store!(self.ledger, Ok(Vec::new()), store => {
                store.page(failure.as_str(), &self.after, approach)
            })?;
            let full = i64::try_from(page.len()).is_ok_and(|rows| rows == sql::PAGE);
            match page.last() {
                Some((digest, _)) if full => self.after.clone_from(digest),
                _ => {
                    self.after.clear();
                    self.left.as_mut().and_then(Vec::pop);
                }
            }
            if !page.is_empty() {
                return page.iter().map(|row| self.understand(&failure, row)).collect::<Result<_, _>>().map(Some);
            }
        }
        Ok(None)
    }

    /// A row is believed only where it is what its digest says.
    fn understand(&self, failure: &FailureId, (digest, line): &sql::Stored) -> Result<Outcome, Error> {
        serde_json::from_str(line)
            .ok()
            .filter(|outcome: &Outcome| outcome.failure == *failure && outcome.digest().0 == digest[..])
            .ok_or_else(|| Error::Altered {
                ledger: self.ledger.name().to_owned(),
                failure: failure.to_string(),
                digest: <[u8; 32]>::try_from(&digest[..])
                    .map_or_else(|_| "?".to_owned(), |all| Digest(all).to_string()),
            })
    }
}
