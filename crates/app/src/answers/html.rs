//! Pages for people: the same whether a server answers or files lie on a disk.
//!
//! A page is a template in `templates/` and the type that fills it. Text is escaped by its type; only `Markup`, which
//! this module's own files make, goes through as it is.

mod chrome;
mod diagnosis;
mod domain;
mod evidence;
mod failure;
mod graph;
mod histogram;
mod home;
mod labels;
mod listed;
mod plot;
mod problem;
mod prose;
mod reliability;
mod search;
mod structured;

use std::fmt;

use askama::Template;

pub(super) use chrome::tag;

pub use diagnosis::{diagnosis, fragment};
pub use domain::domain;
pub use evidence::evidence;
pub use failure::failure;
pub use home::home;
pub use problem::{Code, problem, problems};
pub use search::search;

use crate::Error;

/// Files that pages name: path below the site's root, type, bytes.
pub const ASSETS: [(&str, &str, &[u8]); 5] = [
    ("/assets/style.css", "text/css; charset=utf-8", include_bytes!("../../assets/style.css")),
    ("/assets/page.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/page.js")),
    ("/assets/log.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/log.js")),
    ("/assets/search.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/search.js")),
    ("/assets/icon.svg", "image/svg+xml", include_bytes!("../../assets/icon.svg")),
];

/// HTML or SVG of ours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Markup(String);

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

/// Text inside of hand-made markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(char),
        }
    }
    out
}

fn rendered(template: &impl Template) -> Result<String, Error> {
    template.render().map_err(Error::Page)
}
