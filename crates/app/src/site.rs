//! Where pages stand: what their addresses begin with, and what answers behind them.

use unstuck_canon::Lang;

/// Where pages stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Scheme and host, such as `https://unstuck.example`; may be empty.
    origin: String,
    /// Path below the host, such as `/unstuck`; empty at its root.
    prefix: String,
    /// Whether a server answers, or only files lie there.
    live: bool,
}

/// Addresses of one site in one language.
#[derive(Debug, Clone, Copy)]
pub struct Links<'s> {
    /// The site.
    pub site: &'s Site,
    /// The language.
    pub lang: Lang,
}

impl Site {
    /// The site at a base URL. `live` where a server answers behind it.
    #[must_use]
    pub fn new(base: &str, live: bool) -> Self {
        let base = base.trim_end_matches('/');
        let host = base.find("://").map_or(0, |at| at + 3);
        let path = base[host..].find('/').map_or(base.len(), |at| host + at);
        Self { origin: base[..path].to_owned(), prefix: base[path..].to_owned(), live }
    }

    /// Whether a server answers.
    #[must_use]
    pub fn live(&self) -> bool {
        self.live
    }

    /// What every path begins with.
    #[must_use]
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// An address from the root of the host.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// A whole address, for other machines.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.prefix)
    }

    /// The addresses in a language.
    #[must_use]
    pub fn links(&self, lang: Lang) -> Links<'_> {
        Links { site: self, lang }
    }
}

impl Links<'_> {
    /// A page in this language, from the root of the host.
    #[must_use]
    pub fn page(&self, path: &str) -> String {
        self.site.path(&localized(self.lang, path))
    }

    /// The same as a whole address.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        self.site.absolute(&localized(self.lang, path))
    }
}

fn localized(lang: Lang, path: &str) -> String {
    match lang {
        Lang::En => path.to_owned(),
        Lang::Zh => format!("/zh{path}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_taken_apart() {
        let site = Site::new("https://unstuck.example/canon/", true);
        assert_eq!(site.links(Lang::Zh).page("/errors/git/x"), "/canon/zh/errors/git/x");
        assert_eq!(site.links(Lang::En).absolute("/"), "https://unstuck.example/canon/");
        assert_eq!(Site::new("http://127.0.0.1:8080", true).absolute("/x"), "http://127.0.0.1:8080/x");
        assert_eq!(Site::new("", false).path("/x"), "/x");
    }
}
