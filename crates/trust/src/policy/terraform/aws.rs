//! AWS in Terraform: `aws_iam_policy_document`, and `assume_role_policy` of `aws_iam_role`.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;

use super::{entry, expression, span_of, text};
use crate::hcl::File;
use crate::json;
use crate::node::{Entry, Node, Value};
use crate::source::Problem;
use crate::text::marked;

const WEB_IDENTITY: &str = "WebIdentity";

/// The trust policies of a file.
pub(super) fn policies(file: &File<'_>) -> Result<Vec<Node>, Problem> {
    let mut nodes = Vec::new();
    for (block, name) in file.blocks("data", "aws_iam_policy_document") {
        if speaks_of_web_identity(file, &span_of(block)) {
            nodes.push(named(document(file, block)?, name, span_of(block)));
        }
    }
    for (block, label) in file.blocks("resource", "aws_iam_role") {
        let Some(policy) = expression(block, "assume_role_policy") else { continue };
        let span = policy.span().unwrap_or_default();
        if speaks_of_web_identity(file, &span) {
            let name = file.attribute(block, "name")?.and_then(|name| name.value.text().map(str::to_owned));
            nodes.push(named(inline(file, policy, span)?, name.as_deref().unwrap_or(label), span_of(block)));
        }
    }
    Ok(nodes)
}

fn speaks_of_web_identity(file: &File<'_>, span: &Range<usize>) -> bool {
    let source = file.source(span);
    source.contains(WEB_IDENTITY) || source.contains("Federated")
}

fn named(document: Node, name: &str, span: Range<usize>) -> Node {
    let entries = vec![
        entry("RoleName", span.clone(), text(name, span.clone())),
        entry("AssumeRolePolicyDocument", document.span.clone(), document),
    ];
    Node { value: Value::Map(entries), span }
}

/// `jsonencode({...})`, a heredoc, or JSON in a text.
fn inline(file: &File<'_>, policy: &Expression, span: Range<usize>) -> Result<Node, Problem> {
    match policy {
        Expression::HeredocTemplate(heredoc) => file.heredoc_json(heredoc, span),
        Expression::String(literal) => {
            // The places within are lost with the escapes: everything stands where the text does.
            let mut node = json::read(literal.value()).map_err(|problem| Problem { span: span.clone(), ..problem })?;
            everywhere(&mut node, &span);
            Ok(node)
        }
        _ => file.node(policy, 0),
    }
}

fn everywhere(node: &mut Node, span: &Range<usize>) {
    node.span = span.clone();
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| everywhere(item, span)),
        Value::Map(entries) => {
            for entry in entries {
                entry.key_span = span.clone();
                everywhere(&mut entry.value, span);
            }
        }
        _ => {}
    }
}

fn document(file: &File<'_>, block: &Block) -> Result<Node, Problem> {
    let mut statements: Vec<Node> = block
        .body
        .get_blocks("statement")
        .map(|statement| self::statement(file, statement))
        .collect::<Result<_, _>>()?;
    // Other documents that are merged in, and statements that are generated, may deny or allow anything.
    for key in ["source_policy_documents", "override_policy_documents", "source_json", "override_json"] {
        statements.extend(expression(block, key).map(|unknown| unknown_statement(file, unknown.span())));
    }
    statements.extend(block.body.get_blocks("dynamic").map(|dynamic| unknown_statement(file, dynamic.span())));
    let span = span_of(block);
    let statements = entry("Statement", span.clone(), Node { value: Value::List(statements), span: span.clone() });
    Ok(Node { value: Value::Map(vec![statements]), span })
}

/// A statement that may deny everything, and may not.
fn unknown_statement(file: &File<'_>, span: Option<Range<usize>>) -> Node {
    let span = span.unwrap_or_default();
    let unknown = || text(marked(file.source(&span).lines().next().unwrap_or_default()), span.clone());
    let federated = Node { value: Value::Map(vec![entry("Federated", span.clone(), unknown())]), span: span.clone() };
    let entries = vec![
        entry("Effect", span.clone(), text("Deny", span.clone())),
        entry("Principal", span.clone(), federated),
        entry("Action", span.clone(), unknown()),
    ];
    Node { value: Value::Map(entries), span }
}

fn statement(file: &File<'_>, block: &Block) -> Result<Node, Problem> {
    let span = span_of(block);
    let mut entries = Vec::new();
    let effect = file.attribute(block, "effect")?;
    entries.push(effect.map_or_else(
        || entry("Effect", span.clone(), text("Allow", span.clone())),
        |effect| Entry { key: "Effect".to_owned(), ..effect },
    ));
    for (own, name) in [("actions", "Action"), ("not_actions", "NotAction")] {
        entries.extend(file.attribute(block, own)?.map(|actions| Entry { key: name.to_owned(), ..actions }));
    }
    for (own, name) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        let mut kinds = Vec::new();
        for principals in block.body.get_blocks(own) {
            let kind = required(file, principals, "type")?;
            let identifiers = required(file, principals, "identifiers")?;
            let kind_name = kind.text().unwrap_or_default().to_owned();
            kinds.push(entry(&kind_name, kind.span, resolved(file, identifiers)));
        }
        let place = kinds.first().map(|kind: &Entry| kind.key_span.start..kind.value.span.end);
        if let Some(place) = place {
            entries.push(entry(name, place.clone(), Node { value: Value::Map(kinds), span: place }));
        }
    }
    let mut conditions: Vec<Entry> = Vec::new();
    for condition in block.body.get_blocks("condition") {
        add(&mut conditions, condition_of(file, condition)?);
    }
    for dynamic in block.body.get_blocks("dynamic") {
        let place = span_of(dynamic);
        let unknown = marked(file.source(&place).lines().next().unwrap_or_default());
        let key = entry(&unknown, place.clone(), text(unknown.clone(), place.clone()));
        let keys = Node { value: Value::Map(vec![key]), span: place.clone() };
        conditions.push(entry(&unknown, place, keys));
    }
    if !conditions.is_empty() {
        let value = Node { value: Value::Map(conditions), span: span.clone() };
        entries.push(entry("Condition", span.clone(), value));
    }
    Ok(Node { value: Value::Map(entries), span })
}

/// One condition as `{TEST: {VARIABLE: [VALUES]}}`.
fn condition_of(file: &File<'_>, block: &Block) -> Result<Entry, Problem> {
    let test = required(file, block, "test")?;
    let variable = required(file, block, "variable")?;
    let mut values = required(file, block, "values")?;
    // What Terraform writes `&{...}` is a policy variable.
    if let Value::List(items) = &mut values.value {
        for item in items {
            if let Value::Text(value) = &mut item.value {
                *value = value.replace("&{", "${");
            }
        }
    }
    let variable_name = variable.text().unwrap_or_default().to_owned();
    let place = variable.span.start..values.span.end;
    let keys = Node { value: Value::Map(vec![entry(&variable_name, variable.span, values)]), span: place };
    let name = test.text().unwrap_or_default().to_owned();
    Ok(entry(&name, test.span, keys))
}

/// Adds a condition. One with the same test and variable gets its values; otherwise a second equal test stands beside the first, so
/// that each keeps its own place.
fn add(conditions: &mut Vec<Entry>, new: Entry) {
    let key = new.value.entries().first().map(|key| key.key.clone());
    let known = conditions
        .iter_mut()
        .find(|known| known.key == new.key && known.value.entries().first().map(|key| &key.key) == key.as_ref());
    let Some(known) = known else { return conditions.push(new) };
    let (Value::Map(into), Value::Map(from)) = (&mut known.value.value, new.value.value) else { return };
    for (into, from) in into.iter_mut().zip(from) {
        let items = into.value.one_or_many().iter().chain(from.value.one_or_many()).cloned().collect();
        into.value.value = Value::List(items);
    }
}

fn required(file: &File<'_>, block: &Block, key: &str) -> Result<Node, Problem> {
    file.attribute(block, key)?.map(|attribute| attribute.value).ok_or_else(|| {
        let message = format!("there is no {key} here");
        Problem::new("terraform.incomplete", span_of(block), message, format!("add {key}"))
    })
}

/// The ARN of a provider that stands in the same file ends with its URL.
fn resolved(file: &File<'_>, mut identifiers: Node) -> Node {
    let providers: Vec<(String, String)> = file
        .blocks("resource", "aws_iam_openid_connect_provider")
        .chain(file.blocks("data", "aws_iam_openid_connect_provider"))
        .filter_map(|(block, name)| {
            let url = file.attribute(block, "url").ok()??.value.text()?.to_owned();
            let kind = if block.has_ident("data") { "data." } else { "" };
            Some((marked(&format!("{kind}aws_iam_openid_connect_provider.{name}.arn")), url))
        })
        .collect();
    let known = |node: &mut Node| {
        if let Value::Text(arn) = &mut node.value
            && let Some((_, url)) = providers.iter().find(|(reference, _)| reference == arn)
        {
            arn.push_str(&format!(":oidc-provider/{}", url.trim_start_matches("https://")));
        }
    };
    match &mut identifiers.value {
        Value::List(items) => items.iter_mut().for_each(known),
        _ => known(&mut identifiers),
    }
    identifiers
}
