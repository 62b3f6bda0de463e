//! Terraform's resources as the documents that the parties themselves take, for the same readers.
//!
//! Sources: the providers' documentation of `aws_iam_policy_document` (conditions with the same test and variable are one, with the
//! values of both), `aws_iam_role`, `google_iam_workload_identity_pool_provider`, `google_service_account_iam` (`_member`, `_binding` and
//! `_policy`), `azuread_application_federated_identity_credential`
//! and `azuread_application_flexible_federated_identity_credential`, `azurerm_federated_identity_credential` and
//! `vault_jwt_auth_backend_role` (a bound claim is one text with commas).
//!
//! Roles and documents that do not speak of web identities are passed over.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;

use crate::decision::Party;
use crate::hcl::File;
use crate::node::{Entry, Node, Value};
use crate::source::Problem;
use crate::text::{is_marked, marked};

mod aws;
mod google;

/// The trust policies of a file, under the names of their parties.
pub(super) fn read(text: &str) -> Result<Node, Problem> {
    let file = File::read(text)?;
    let all = 0..text.len();
    let found = [
        (Party::Aws, aws::policies(&file)?),
        (Party::Gcp, google::policies(&file)?),
        (Party::Azure, credentials(&file)?),
        (Party::Vault, roles(&file)?),
    ];
    let entries: Vec<Entry> = found
        .into_iter()
        .filter(|(_, nodes)| !nodes.is_empty())
        .map(|(party, nodes)| entry(party.name(), all.clone(), Node { value: Value::List(nodes), span: all.clone() }))
        .collect();
    if entries.is_empty() {
        let message = "no trust policy that is known stands in this Terraform file";
        let help = "give the file with the role, provider or credential itself, or what the party prints of it";
        return Err(Problem::new("terraform.nothing", all, message, help));
    }
    Ok(Node { value: Value::Map(entries), span: all })
}

fn entry(key: &str, key_span: Range<usize>, value: Node) -> Entry {
    Entry { key: key.to_owned(), key_span, value }
}

fn text(text: impl Into<String>, span: Range<usize>) -> Node {
    Node { value: Value::Text(text.into()), span }
}

fn span_of(block: &Block) -> Range<usize> {
    block.span().unwrap_or_default()
}

/// The attributes of a block under other names.
fn renamed(file: &File<'_>, block: &Block, names: &[(&str, &str)]) -> Result<Vec<Entry>, Problem> {
    let mut entries = Vec::new();
    for (own, name) in names {
        entries.extend(file.attribute(block, own)?.map(|attribute| Entry { key: (*name).to_owned(), ..attribute }));
    }
    Ok(entries)
}

/// Credentials, those of one identity together.
fn credentials(file: &File<'_>) -> Result<Vec<Node>, Problem> {
    let kinds = [
        "azuread_application_federated_identity_credential",
        "azuread_application_flexible_federated_identity_credential",
        "azurerm_federated_identity_credential",
    ];
    let mut identities: Vec<(String, Vec<Node>)> = Vec::new();
    for (block, _) in kinds.iter().flat_map(|kind| file.blocks("resource", kind)) {
        let names = [
            ("name", "name"),
            ("display_name", "name"),
            ("issuer", "issuer"),
            ("subject", "subject"),
            ("claims_matching_expression", "claimsMatchingExpression"),
            ("audience", "audiences"),
            ("audiences", "audiences"),
        ];
        let owner = ["application_id", "application_object_id", "parent_id", "user_assigned_identity_id"];
        let owner = owner.iter().find_map(|key| block.body.get_attribute(key));
        let owner =
            owner.and_then(|owner| owner.value.span()).map(|span| file.source(&span).to_owned()).unwrap_or_default();
        let node = Node { value: Value::Map(renamed(file, block, &names)?), span: span_of(block) };
        match identities.iter_mut().find(|(known, _)| *known == owner) {
            Some((_, nodes)) => nodes.push(node),
            None => identities.push((owner, vec![node])),
        }
    }
    let identity = |(_, nodes): (String, Vec<Node>)| {
        let span = nodes.first().map(|node| node.span.clone()).unwrap_or_default();
        let value = Node { value: Value::List(nodes), span: span.clone() };
        Node { value: Value::Map(vec![entry("value", span.clone(), value)]), span }
    };
    Ok(identities.into_iter().map(identity).collect())
}

/// `vault_jwt_auth_backend_role`
fn roles(file: &File<'_>) -> Result<Vec<Node>, Problem> {
    let mut nodes = Vec::new();
    for (block, _) in file.blocks("resource", "vault_jwt_auth_backend_role") {
        let same = [
            "role_name",
            "role_type",
            "bound_audiences",
            "bound_subject",
            "bound_claims_type",
            "user_claim",
            "groups_claim",
            "user_claim_json_pointer",
            "token_bound_cidrs",
        ];
        let mut entries = renamed(file, block, &same.map(|name| (name, name)))?;
        if let Some(mut claims) = file.attribute(block, "bound_claims")? {
            let whole = file.attribute(block, "disable_bound_claims_parsing")?.map(|whole| whole.value.value);
            if let Value::Map(bound) = &mut claims.value.value {
                match whole {
                    None | Some(Value::Null | Value::Bool(false)) => {
                        bound.iter_mut().for_each(|bound| split(&mut bound.value))
                    }
                    Some(Value::Bool(true)) => {}
                    Some(_) => {
                        bound.iter_mut().for_each(|bound| bound.value.value = Value::Text(marked("a list or a text")))
                    }
                }
            }
            entries.push(claims);
        }
        nodes.push(Node { value: Value::Map(entries), span: span_of(block) });
    }
    Ok(nodes)
}

/// A text with commas is a list of texts, which all stand at the same place. Where a part of it is not known, so are the commas.
fn split(node: &mut Node) {
    let Value::Text(text) = &node.value else { return };
    if is_marked(text) {
        node.value = Value::Text(marked(text));
    } else if text.contains(',') {
        let item = |part: &str| self::text(part.trim(), node.span.clone());
        node.value = Value::List(text.split(',').map(item).collect());
    }
}

/// The expression of an attribute.
fn expression<'b>(block: &'b Block, key: &str) -> Option<&'b Expression> {
    block.body.get_attribute(key).map(|attribute| &attribute.value)
}
