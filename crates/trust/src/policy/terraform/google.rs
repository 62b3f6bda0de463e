//! Google Cloud's resources: providers, and who may act as a service account.
//!
//! Bindings stand in three kinds of resources. Of them only those count that could name an identity of a pool: a file may bind users and
//! workloads of clusters to other accounts. Which account a binding is for is not asked, as with an IAM policy in JSON.

use std::ops::Range;

use hcl_edit::structure::Block;

use super::{entry, renamed, span_of, text};
use crate::hcl::File;
use crate::node::{Node, Value};
use crate::source::Problem;
use crate::text::{is_marked, marked};

/// The role that lets an identity of a pool act as a service account.
const ROLE: &str = "roles/iam.workloadIdentityUser";

pub(super) fn policies(file: &File<'_>) -> Result<Vec<Node>, Problem> {
    let mut nodes = providers(file)?;
    if nodes.is_empty() {
        return Ok(nodes);
    }
    let mut bindings = Vec::new();
    for (kind, key) in
        [("google_service_account_iam_member", "member"), ("google_service_account_iam_binding", "members")]
    {
        for (block, _) in file.blocks("resource", kind) {
            bindings.push(binding(file, block, key)?);
        }
    }
    // The document of a policy is taken to be the one that stands in the file; without any, nothing is known of it.
    if file.blocks("resource", "google_service_account_iam_policy").next().is_some() {
        let documents: Vec<&Block> = file.blocks("data", "google_iam_policy").map(|(block, _)| block).collect();
        for block in documents.iter().flat_map(|document| document.body.get_blocks("binding")) {
            bindings.push(binding(file, block, "members")?);
        }
        for (block, _) in file.blocks("resource", "google_service_account_iam_policy").filter(|_| documents.is_empty())
        {
            let span = span_of(block);
            let unknown = || text(marked("policy_data"), span.clone());
            let members = Node { value: Value::List(vec![unknown()]), span: span.clone() };
            let entries = vec![entry("role", span.clone(), unknown()), entry("members", span.clone(), members)];
            bindings.push(Node { value: Value::Map(entries), span });
        }
    }
    bindings.retain(is_of_a_pool);
    if let Some(span) = bindings.first().map(|binding| binding.span.clone()) {
        let list = Node { value: Value::List(bindings), span: span.clone() };
        nodes.push(Node { value: Value::Map(vec![entry("bindings", span.clone(), list)]), span });
    }
    Ok(nodes)
}

/// One binding, whose members may be written as one.
fn binding(file: &File<'_>, block: &Block, key: &str) -> Result<Node, Problem> {
    let mut entries = renamed(file, block, &[("role", "role"), (key, "members")])?;
    for members in entries.iter_mut().filter(|entry| entry.key == "members") {
        if !matches!(members.value.value, Value::List(_)) {
            let span: Range<usize> = members.value.span.clone();
            members.value = Node { value: Value::List(vec![members.value.clone()]), span };
        }
    }
    let span = span_of(block);
    if block.body.has_blocks("condition") || block.body.has_blocks("dynamic") {
        entries.push(entry("condition", span.clone(), Node { value: Value::Map(Vec::new()), span: span.clone() }));
    }
    Ok(Node { value: Value::Map(entries), span })
}

/// Whether it may let an identity of a pool act as the account.
fn is_of_a_pool(binding: &Node) -> bool {
    let role = binding.get("role").and_then(Node::text).is_some_and(|role| role == ROLE || is_marked(role));
    let federated =
        |member: &str| member.starts_with("principal") || (is_marked(member) && !member.starts_with("serviceAccount:"));
    let members = binding.get("members").map(Node::items).unwrap_or_default();
    role && members.iter().filter_map(Node::text).any(federated)
}

/// The resource that a provider's pool id is taken from: `google_iam_workload_identity_pool.github`.
fn pool_resource<'t>(file: &File<'t>, block: &Block) -> Option<&'t str> {
    let span = hcl_edit::Span::span(&block.body.get_attribute("workload_identity_pool_id")?.value)?;
    let resource = file.source(&span).strip_suffix(".workload_identity_pool_id")?;
    resource
        .strip_prefix("google_iam_workload_identity_pool.")
        .is_some_and(|name| !name.contains('.'))
        .then_some(resource)
}

/// `google_iam_workload_identity_pool_provider`
fn providers(file: &File<'_>) -> Result<Vec<Node>, Problem> {
    let mut nodes = Vec::new();
    for (block, name) in file.blocks("resource", "google_iam_workload_identity_pool_provider") {
        let names = [
            ("attribute_mapping", "attributeMapping"),
            ("attribute_condition", "attributeCondition"),
            ("disabled", "disabled"),
        ];
        let mut entries = renamed(file, block, &names)?;
        let span = span_of(block);
        let id = |key: &str| -> Result<String, Problem> {
            let found = file.attribute(block, key)?;
            let known = found.as_ref().and_then(|id| id.value.scalar()).map(str::to_owned);
            Ok(known.unwrap_or_else(|| marked(&format!("{name}.{key}"))))
        };
        let (pool, provider) = (id("workload_identity_pool_id")?, id("workload_identity_pool_provider_id")?);
        let number = marked("the project's number");
        let full = format!("projects/{number}/locations/global/workloadIdentityPools/{pool}/providers/{provider}");
        entries.push(entry("name", span.clone(), text(full, span.clone())));
        // Members of bindings name the pool by the same resource: what is not known of it is the same there.
        if let Some(pool) = pool_resource(file, block) {
            entries.push(entry("pool", span.clone(), text(marked(&format!("{pool}.name")), span.clone())));
        }
        for oidc in block.body.get_blocks("oidc") {
            let names = [("issuer_uri", "issuerUri"), ("allowed_audiences", "allowedAudiences")];
            let value = Node { value: Value::Map(renamed(file, oidc, &names)?), span: span_of(oidc) };
            entries.push(entry("oidc", span_of(oidc), value));
        }
        // Providers for AWS, SAML and X.509 take no token of GitHub's.
        if block.body.has_blocks("oidc") || block.body.has_blocks("dynamic") {
            nodes.push(Node { value: Value::Map(entries), span });
        }
    }
    Ok(nodes)
}
