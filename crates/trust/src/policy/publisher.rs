//! What the registries' trusted publishers have in common: a repository, a workflow file, perhaps an environment.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::check::{Check, actual, of_claim, replaced};
use super::field::Field;
use crate::claims::Claims;
use crate::edit::Edit;
use crate::text::{Text, is_marked};
use crate::truth::Truth;

/// GitHub's issuer, the only one that most registries know.
pub(super) const GITHUB: &str = "https://token.actions.githubusercontent.com";

/// Whether a registry tells upper from lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Minds,
    Ignores,
}

impl Case {
    pub(super) fn same(self, text: &Text, wanted: &str) -> Truth {
        match self {
            Self::Minds => text.equals(wanted),
            Self::Ignores => text.map(str::to_lowercase).equals(&wanted.to_lowercase()),
        }
    }
}

/// The issuer that a registry has built in.
pub(super) fn issuer(span: &Range<usize>, code: &'static str, claims: &Claims) -> Check {
    let result = of_claim(claims, "iss", |issuer| issuer.equals(GITHUB), Truth::No);
    Check::new("issuer", span.clone(), code, result).expecting([GITHUB]).saying(actual(claims, "iss"))
}

/// The audience that a registry has built in.
pub(super) fn audience(span: &Range<usize>, code: &'static str, claims: &Claims, wanted: &[&str]) -> Check {
    let ask = |audience: &Text| Truth::any(wanted.iter().map(|wanted| audience.equals(wanted)));
    let result = of_claim(claims, "aud", ask, Truth::No);
    Check::new("audience", span.clone(), code, result).expecting(wanted).saying(actual(claims, "aud"))
}

/// `repository`, where the policy has owner and name apart.
pub(super) fn repository(owner: &Field, name: &Field, code: &'static str, claims: &Claims, case: Case) -> Check {
    let wanted = format!("{}/{}", owner.text, name.text);
    let result = of_claim(claims, "repository", |own| case.same(own, &wanted), Truth::No);
    let own = claims.value("repository").and_then(Text::known).and_then(|own| own.split_once('/'));
    let differs = |field: &Field, part: &str| field.text != part;
    let owner_differs = own.is_none_or(|(part, _)| differs(owner, part));
    let span = if owner_differs { owner.span.clone() } else { name.span.clone() };
    let edits = own.and_then(|(own_owner, own_name)| {
        let parts = [(owner, own_owner), (name, own_name)].into_iter().filter(|(field, part)| differs(field, part));
        let edits: Option<Vec<Vec<Edit>>> = parts.map(|(field, part)| replaced(field, Some(part))).collect();
        edits.map(|edits| edits.concat())
    });
    Check::new("repository", span, code, result).expecting([wanted]).saying(actual(claims, "repository")).mended(edits)
}

/// An id that the registry keeps beside the name, where the file tells it.
pub(super) fn id(
    field: Option<&Field>,
    condition: &str,
    code: &'static str,
    claims: &Claims,
    claim: &str,
) -> Option<Check> {
    field.map(|field| Check::field(condition, field, code, claims, claim))
}

static FILE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"([^/]+\.(?:yml|yaml))@").ok());

/// The workflow's file name in `OWNER/NAME/.github/workflows/FILE@REF`, as PyPI and crates.io look for it. `None` where there is none
/// or it is not known.
pub(super) fn workflow_file(reference: &Text) -> Option<String> {
    let start = reference.known_start();
    // Only what a slash ends before the first unknown part is surely the same whatever that part is.
    let known = if reference.known().is_some() { start } else { &start[..start.rfind('/')?] };
    FILE.as_ref()?.captures(known).map(|captures| captures[1].to_owned())
}

/// The workflow's file name, which must be this one.
pub(super) fn workflow(field: &Field, code: &'static str, claims: &Claims, claim: &str, case: Case) -> Check {
    let file = claims.value(claim).map(|reference| (workflow_file(reference), reference.known().is_some()));
    let result = match &file {
        Some((Some(file), _)) => case.same(&Text::from(file.as_str()), &field.text),
        Some((None, true)) | None => of_claim(claims, claim, |_| Truth::No, Truth::No),
        Some((None, false)) => Truth::Unknown,
    };
    let found = file.as_ref().and_then(|(file, _)| file.as_deref());
    Check::new("workflow file", field.span.clone(), code, result)
        .expecting([&field.text])
        .saying(found.map(str::to_owned).or_else(|| actual(claims, claim)))
        .mended(replaced(field, found))
}

/// The environment, where the policy names one: without one every job may publish.
pub(super) fn environment(field: Option<&Field>, code: &'static str, claims: &Claims, case: Case) -> Option<Check> {
    let field = field?;
    let unknown = is_marked(&field.text);
    let asked = of_claim(claims, "environment", |own| case.same(own, &field.text), Truth::No);
    let result = if unknown && asked == Truth::No { Truth::Unknown } else { asked };
    let check = Check::new("environment", field.span.clone(), code, result)
        .expecting([&field.text])
        .saying(actual(claims, "environment"))
        .mended(replaced(field, claims.value("environment").and_then(Text::known)));
    Some(check)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_in_a_reference() {
        for (reference, file) in [
            ("o/r/.github/workflows/basic.yml@refs/heads/main", Some("basic.yml")),
            ("o/r/.github/workflows/nested.yml@evil.yml@refs/heads/main", Some("nested.yml@evil.yml")),
            ("o/r/.github/workflows/basic.yml@refs/heads/misleading@branch.yml", Some("basic.yml")),
            ("o/r/.github/workflows/basic.txt@refs/heads/main", None),
        ] {
            assert_eq!(workflow_file(&reference.into()).as_deref(), file, "{reference}");
        }
        let tag = Text::from("o/r/.github/workflows/a.yml@refs/tags/v").then_unknown("any");
        assert_eq!(workflow_file(&tag).as_deref(), Some("a.yml"));
        assert_eq!(workflow_file(&Text::from("o/r/.github/workflows/a.yml@").then_unknown("ref")), None);
    }
}
