//! `show`: one failure, whole.

use unstuck_canon::Lang;

use crate::view::WholeView;
use crate::{Error, Library};

/// Everything about the failure with that id.
///
/// # Errors
/// [`Error::NoFailure`] with the nearest ids.
pub fn show(library: &Library, id: &str, lang: Lang) -> Result<WholeView, Error> {
    let failure = library.failure(id)?;
    let former = library.index().retired().former(failure.id.as_str()).into_iter().map(ToOwned::to_owned).collect();
    WholeView::new(library, failure, former, lang)
}
