//! Bindings of a service account's IAM policy: which mapped identities may act as it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::check::{Check, replaced};
use super::super::field::{Field, wrong};
use super::value::{Kind, Value};
use crate::node::{Node, Value as NodeValue};
use crate::source::Problem;
use crate::text::{Text, is_marked};
use crate::truth::Truth;

/// The role that lets a federated identity act as a service account.
const ROLE: &str = "roles/iam.workloadIdentityUser";

pub(super) const CONDITION: &str = "workloadIdentityUser binding";

const DENIED: &str = "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).";

/// A role and who has it.
#[derive(Debug, Clone)]
pub(super) struct Binding {
    role: Field,
    pub(super) members: Vec<Field>,
    /// Whether the binding holds under a condition of its own, which is not evaluated here.
    conditional: bool,
    members_span: Range<usize>,
}

impl Binding {
    pub(super) fn all(policy: &Node) -> Result<Vec<Self>, Problem> {
        let Some(bindings) = policy.get("bindings") else { return Ok(Vec::new()) };
        if !matches!(bindings.value, NodeValue::List(_)) {
            return Err(wrong(bindings, "bindings", "a list", "gcp.bindings"));
        }
        bindings.items().iter().map(Self::read).collect()
    }

    fn read(node: &Node) -> Result<Self, Problem> {
        Ok(Self {
            role: Field::required(node, "role", "gcp.bindings")?,
            members: Field::list(node, "members", "gcp.bindings")?,
            conditional: node.get("condition").is_some_and(|condition| condition.value != NodeValue::Null),
            members_span: node.get("members").map_or_else(|| node.span.clone(), |members| members.span.clone()),
        })
    }

    /// Whether the binding grants what is needed to those whom it names.
    fn grants(&self) -> Truth {
        let role = Text::from(ROLE).equals(&self.role.text);
        // Other roles may hold the permission too: custom ones, the token creator, owner.
        let possible = if role == Truth::No { Truth::Unknown } else { role };
        if self.conditional { possible.and(Truth::Unknown) } else { possible }
    }
}

/// Whether one binding names the mapped identity.
pub(super) fn check(
    bindings: &[Binding],
    pool: Option<&str>,
    mapped: &BTreeMap<String, Value>,
    policy: &Range<usize>,
) -> Check {
    let members = || bindings.iter().flat_map(|binding| binding.members.iter().map(move |member| (binding, member)));
    let granted = |(binding, member): (&Binding, &Field)| match names(&member.text, pool, mapped) {
        Truth::No => Truth::No,
        named => named.and(binding.grants()),
    };
    let result = Truth::any(members().map(granted));
    let shown: Vec<String> =
        mapped.iter().filter_map(|(name, value)| Some(format!("{name}={}", text(value)?))).collect();
    let ours =
        members().filter(|(binding, member)| binding.grants() == Truth::Yes && identity(&member.text, pool).is_some());
    let edits = ours.clone().find_map(|(_, member)| mended(member, pool, mapped));
    let span = ours.clone().next().map(|(binding, _)| binding.members_span.clone());
    let span = span.or_else(|| bindings.first().map(|binding| binding.members_span.clone()));
    let check = Check::new(CONDITION, span.unwrap_or_else(|| policy.clone()), "gcp.binding-missing", result);
    check
        .expecting(ours.map(|(_, member)| &member.text))
        .saying((!shown.is_empty()).then(|| shown.join(", ")))
        .error(DENIED)
        .mended(edits)
}

/// What a member names within the pool: `subject/…`, `attribute.repository/…`, `*`.
fn identity<'m>(member: &'m str, pool: Option<&str>) -> Option<&'m str> {
    let path = member.strip_prefix("principalSet:").or_else(|| member.strip_prefix("principal:"))?;
    path.strip_prefix("//iam.googleapis.com/")?.strip_prefix(pool?)?.strip_prefix('/')
}

fn names(member: &str, pool: Option<&str>, mapped: &BTreeMap<String, Value>) -> Truth {
    let federated = member.starts_with("principalSet:") || member.starts_with("principal:");
    // What is not known of the pool is the same on both sides where it is written the same.
    let certain = identity(member, pool).is_some_and(|identity| !is_marked(identity));
    if !certain && (is_marked(member) || (federated && pool.is_none_or(is_marked))) {
        return Truth::Unknown;
    }
    if member == "allUsers" || member == "allAuthenticatedUsers" {
        return Truth::Unknown;
    }
    let Some(identity) = identity(member, pool) else { return Truth::No };
    if identity == "*" && member.starts_with("principalSet:") {
        return Truth::Yes;
    }
    let Some((kind, wanted)) = identity.split_once('/') else { return Truth::No };
    let name = match kind {
        "subject" if member.starts_with("principal:") => "google.subject",
        "group" => return Truth::Unknown,
        attribute if attribute.starts_with("attribute.") && member.starts_with("principalSet:") => attribute,
        _ => return Truth::Unknown,
    };
    match mapped.get(name).map(|value| (&value.kind, value.fails)) {
        None | Some((Kind::Error, _)) => Truth::No,
        Some((Kind::Text(text), fails)) => match text.equals(wanted) {
            Truth::Yes if fails => Truth::Unknown,
            truth => truth,
        },
        Some(_) => Truth::Unknown,
    }
}

/// The member with what the token is mapped to.
fn mended(member: &Field, pool: Option<&str>, mapped: &BTreeMap<String, Value>) -> Option<Vec<crate::edit::Edit>> {
    let (kind, wanted) = identity(&member.text, pool)?.split_once('/')?;
    let name = if kind == "subject" { "google.subject" } else { kind };
    let known = text(mapped.get(name)?)?.known()?.to_owned();
    let prefix = member.text.strip_suffix(wanted).filter(|prefix| !is_marked(prefix))?;
    replaced(member, Some(&format!("{prefix}{known}")))
}

fn text(value: &Value) -> Option<&Text> {
    match &value.kind {
        Kind::Text(text) if !value.fails => Some(text),
        _ => None,
    }
}
