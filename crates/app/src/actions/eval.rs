//! `eval`: measure the canon on the evaluation set.

use std::path::Path;

use crate::evaluation::{EvaluationView, Set, evaluate};
use crate::{Error, Library, bundle};

/// Measures the library on the set in that folder. The hits are those of the bundled canon.
///
/// # Errors
/// Where the set cannot be read, or the index is damaged.
pub fn eval(library: &Library, folder: &Path) -> Result<EvaluationView, Error> {
    let set = Set::read(folder)?;
    let samples = bundle::samples()?.0;
    let measured = evaluate(library.index(), &library.scanner()?, &set, &samples);
    measured.map_err(|error| Error::Patterns(error.to_string()))
}
