//! JSON: the view as it is.

use serde::Serialize;

use crate::Error;

/// The view as indented JSON with a line feed at its end.
///
/// # Errors
/// Not for the views of this crate.
pub fn json(view: &impl Serialize) -> Result<String, Error> {
    Ok(serde_json::to_string_pretty(view)? + "\n")
}
