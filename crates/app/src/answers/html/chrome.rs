//! What stands around every page: head, header and footer.

use unstuck_canon::Lang;

use super::labels::Labels;
use super::{ASSETS, Markup};
use crate::Links;

/// What stands around a page.
pub(super) struct Page<'a> {
    pub(super) links: Links<'a>,
    pub(super) labels: &'static Labels,
    /// Path without prefix and language.
    pub(super) path: String,
    pub(super) title: String,
    pub(super) description: String,
    /// `website` or `article`, as Open Graph names them.
    pub(super) kind: &'static str,
    /// Other forms of this page: type and path.
    pub(super) forms: Vec<(&'static str, String)>,
    /// JSON-LD.
    pub(super) data: Markup,
    /// What stands in the search field.
    pub(super) query: String,
    /// Whether search engines shall keep it.
    pub(super) listed: bool,
}

impl<'a> Page<'a> {
    pub(super) fn new(links: Links<'a>, path: &str, title: &str, description: &str) -> Self {
        Self {
            links,
            labels: Labels::of(links.lang),
            path: path.to_owned(),
            title: title.to_owned(),
            description: one_line(description),
            kind: "website",
            forms: Vec::new(),
            data: Markup::default(),
            query: String::new(),
            listed: true,
        }
    }

    pub(super) fn lang(&self) -> &'static str {
        tag(self.links.lang)
    }

    pub(super) fn locale(&self) -> &'static str {
        match self.links.lang {
            Lang::En => "en_US",
            Lang::Zh => "zh_CN",
        }
    }

    pub(super) fn url(&self) -> String {
        self.links.absolute(&self.path)
    }

    /// Language tag and address of this page in every language.
    pub(super) fn languages(&self) -> Vec<(&'static str, String)> {
        Lang::ALL.map(|lang| (tag(lang), self.links.site.links(lang).absolute(&self.path))).into()
    }

    /// The page in the other language, from the root of the host.
    pub(super) fn other(&self) -> String {
        self.links.site.links(other(self.links.lang)).page(&self.path)
    }

    pub(super) fn other_lang(&self) -> &'static str {
        tag(other(self.links.lang))
    }

    pub(super) fn to(&self, path: &str) -> String {
        self.links.page(path)
    }

    pub(super) fn form(&self, path: &str) -> String {
        self.links.site.absolute(path)
    }

    /// The address of an asset; it changes with what is in it, so that it may be kept for ever.
    pub(super) fn asset(&self, name: &str) -> String {
        self.links.site.path(&asset(name))
    }

    pub(super) fn live(&self) -> bool {
        self.links.site.live()
    }

    pub(super) fn site_path(&self, path: &str) -> String {
        self.links.site.path(path)
    }
}

/// The path of an asset with a digest of its bytes in the query, so that a new one is a new address.
pub(super) fn asset(name: &str) -> String {
    let path = format!("/assets/{name}");
    let bytes = ASSETS.iter().find(|(own, ..)| *own == path).map_or(&[][..], |(.., bytes)| bytes);
    // FNV-1a: the address has to differ, nothing more.
    let digest = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{path}?v={:08x}", digest >> 32)
}

pub(in crate::answers) fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Zh => "zh-Hans",
    }
}

fn other(lang: Lang) -> Lang {
    match lang {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    }
}

/// A text without its marks and line breaks, cut to what search engines show.
fn one_line(text: &str) -> String {
    const SHOWN: usize = 200;
    let text = text.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
