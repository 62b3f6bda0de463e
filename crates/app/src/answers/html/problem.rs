//! Pages of what went wrong.

use askama::Template;
use unstuck_canon::Lang;

use super::chrome::Page;
use super::labels::Labels;
use super::rendered;
use crate::{Error, Site};

/// A kind of problem that the HTTP API answers with.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// Stable.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// What it means.
    pub title: &'static str,
}

/// One problem as a page.
///
/// # Errors
/// Not for the views of this crate.
pub fn problem(code: Code, detail: &str, help: Option<&str>, lang: Lang, site: &Site) -> Result<String, Error> {
    let mut page = Page::new(site.links(lang), "/", code.title, code.title);
    page.listed = false;
    rendered(&ProblemPage { code, detail, help, page })
}

/// All codes as a page.
///
/// # Errors
/// Not for the views of this crate.
pub fn problems(codes: &[Code], lang: Lang, site: &Site) -> Result<String, Error> {
    let labels = Labels::of(lang);
    rendered(&ProblemsPage {
        codes,
        page: Page::new(site.links(lang), "/problems", labels.problems, labels.problems_text),
    })
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    page: Page<'a>,
    code: Code,
    detail: &'a str,
    help: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemsPage<'a> {
    page: Page<'a>,
    codes: &'a [Code],
}
