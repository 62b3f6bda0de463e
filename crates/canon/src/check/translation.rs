//! Chinese and English say the same: the same sections in the same order.

use super::{Known, Report};
use crate::{Entry, Heading, Kind, Level, Prose, Provenance, Rule};

pub(super) const RULES: &[&Rule] = &[&ZH_MISSING, &ZH_DIFFERS, &ZH_UNTRANSLATED];

static ZH_MISSING: Rule = Rule {
    code: "zh-missing",
    level: Level::Warning,
    asks: "The entry has Chinese prose in `zh.md`, unless a program took it over from another canon.",
    help: "translate the prose, with the headings 根本原因, 如何区分, 原因, 文档 and the same approach ids",
};
static ZH_DIFFERS: Rule = Rule {
    code: "zh-differs",
    level: Level::Warning,
    asks: "`zh.md` has the same sections as the English prose, in the same order.",
    help: "bring the headings into line",
};
static ZH_UNTRANSLATED: Rule = Rule {
    code: "zh-untranslated",
    level: Level::Warning,
    asks: "Titles and texts in `zh.md` are Chinese.",
    help: "translate the text; code, commands and messages stay as they are",
};

pub(super) fn run(entry: &Entry, _: &Known, report: &mut Report<'_>) {
    let (Some(zh), Some(file)) = (&entry.zh, &entry.zh_file) else {
        if entry.head.provenance == Provenance::Imported {
            return;
        }
        report.whole(&ZH_MISSING, "there is no zh.md");
        return;
    };
    let (english, chinese) = (outline(&entry.en), outline(zh));
    if english != chinese {
        let at = english.iter().zip(&chinese).take_while(|(a, b)| a == b).count();
        let name = |outline: &[String]| outline.get(at).cloned().unwrap_or_else(|| "the end".to_owned());
        let message = format!("`{}` stands where the English prose has `{}`", name(&chinese), name(&english));
        let span = zh.sections.get(at).map(|section| section.span.clone());
        report.other(&ZH_DIFFERS, file, span, message);
    }
    let mut untranslated = |what: String, text: &str, span| {
        if !text.is_empty() && !text.contains(is_han) {
            report.other(&ZH_UNTRANSLATED, file, span, format!("{what} is not in Chinese"));
        }
    };
    untranslated("the title".to_owned(), &zh.title, None);
    untranslated("the summary".to_owned(), &zh.summary, None);
    for section in zh.sections.iter().filter(|section| section.heading != Heading::Documentation) {
        let span = Some(section.span.clone());
        untranslated(format!("the title of `{}`", section.title), &section.title, span.clone());
        untranslated("the text of this section".to_owned(), &section.body, span);
    }
    for approach in entry.head.approaches.iter().filter(|approach| approach.kind == Kind::DeadEnd) {
        let id = approach.id.get_ref();
        if zh.advice(id).is_some_and(|advice| advice.why.is_none()) {
            report.other(&ZH_DIFFERS, file, None, format!("the section of `{id}` has no `### 原因`"));
        }
    }
}

fn outline(prose: &Prose) -> Vec<String> {
    let names = prose.sections.iter().map(|section| match &section.heading {
        Heading::RootCause => "Root cause".to_owned(),
        Heading::TellingApart => "Telling it apart".to_owned(),
        Heading::Documentation => "Documentation".to_owned(),
        Heading::Approach(id) => id.to_string(),
        Heading::Unknown(text) => text.clone(),
    });
    names.collect()
}

fn is_han(char: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&char)
}
