//! Terraform's HCL to [`Node`]s.
//!
//! Literals keep their places. An expression that is not known without running Terraform becomes a text that is marked as not known
//! (see [`marked`]), so that no condition on it ever holds; locals of the same file that are literals are looked up.

use std::collections::BTreeMap;
use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::{Element, HeredocTemplate};

use crate::json;
use crate::node::{Entry, Node, Value};
use crate::source::Problem;
use crate::text::marked;

/// Locals that name each other end somewhere.
const DEPTH: usize = 8;

/// A file of Terraform's.
pub(crate) struct File<'t> {
    text: &'t str,
    pub(crate) body: Body,
    locals: BTreeMap<String, Expression>,
}

impl<'t> File<'t> {
    /// Parses a file.
    ///
    /// # Errors
    /// With the place of what is no HCL.
    pub(crate) fn read(text: &'t str) -> Result<Self, Problem> {
        let body = hcl_edit::parser::parse_body(text).map_err(|error| {
            let at = error.location().offset().min(text.len());
            Problem::new("hcl.syntax", at..at, format!("this is no HCL: {}", error.message()), "mend the HCL")
        })?;
        let blocks = body.blocks().filter(|block| block.has_ident("locals"));
        let locals = blocks.flat_map(|block| block.body.attributes());
        let locals = locals.map(|local| (local.key.as_str().to_owned(), local.value.clone())).collect();
        Ok(Self { text, body, locals })
    }

    /// The blocks of a kind with their names: `resource "aws_iam_role" "deploy"`.
    pub(crate) fn blocks<'b>(&'b self, kind: &'b str, of: &'b str) -> impl Iterator<Item = (&'b Block, &'b str)> {
        self.body.blocks().filter_map(move |block| match block.labels.as_slice() {
            [found, name] if block.has_ident(kind) && found.as_str() == of => Some((block, name.as_str())),
            _ => None,
        })
    }

    /// An attribute of a block.
    pub(crate) fn attribute(&self, block: &Block, key: &str) -> Result<Option<Entry>, Problem> {
        let Some(attribute) = block.body.get_attribute(key) else { return Ok(None) };
        let value = self.node(&attribute.value, 0)?;
        Ok(Some(Entry { key: key.to_owned(), key_span: attribute.key.span().unwrap_or_default(), value }))
    }

    /// What an expression comes to.
    ///
    /// # Errors
    /// With the place of a second equal key, and of JSON in the file that is none.
    pub(crate) fn node(&self, expression: &Expression, depth: usize) -> Result<Node, Problem> {
        let span = expression.span().unwrap_or_default();
        let value = match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(known) => Value::Bool(*known.value()),
            Expression::Number(_) => Value::Number(self.source(&span).to_owned()),
            Expression::String(text) => Value::Text(text.value().clone()),
            Expression::Array(items) => {
                Value::List(items.iter().map(|item| self.node(item, depth)).collect::<Result<_, _>>()?)
            }
            Expression::Object(object) => Value::Map(self.entries(object, depth)?),
            Expression::StringTemplate(template) => Value::Text(self.joined(template.iter(), depth)),
            Expression::HeredocTemplate(heredoc) => Value::Text(self.joined(heredoc.template.iter(), depth)),
            Expression::Parenthesis(inside) => self.node(inside.inner(), depth)?.value,
            Expression::FuncCall(call) => return self.called(call, span, depth),
            Expression::Traversal(traversal) => match self.local(traversal) {
                Some(local) if depth < DEPTH => self.node(local, depth + 1)?.value,
                _ => Value::Text(marked(self.source(&span))),
            },
            _ => Value::Text(marked(self.source(&span))),
        };
        Ok(Node { value, span })
    }

    /// The text of an expression as it is written.
    pub(crate) fn source(&self, span: &Range<usize>) -> &'t str {
        self.text.get(span.clone()).unwrap_or_default().trim()
    }

    fn entries(&self, object: &Object, depth: usize) -> Result<Vec<Entry>, Problem> {
        let mut entries: Vec<Entry> = Vec::new();
        for (key, value) in object.iter() {
            let (key, key_span) = match key {
                ObjectKey::Ident(name) => (name.as_str().to_owned(), name.span().unwrap_or_default()),
                ObjectKey::Expression(expression) => {
                    let node = self.node(expression, depth)?;
                    (node.scalar().unwrap_or_default().to_owned(), node.span)
                }
            };
            if entries.iter().any(|entry| entry.key == key) {
                let message = format!("the key \"{key}\" stands here twice");
                return Err(Problem::new("hcl.duplicate-key", key_span, message, "keep one of the two"));
            }
            entries.push(Entry { key, key_span, value: self.node(value.expr(), depth)? });
        }
        Ok(entries)
    }

    /// A template with the interpolations that are known put in.
    fn joined<'e>(&self, elements: impl Iterator<Item = &'e Element>, depth: usize) -> String {
        let part = |element: &Element| match element {
            Element::Literal(text) => text.value().clone(),
            Element::Interpolation(interpolation) => {
                let source = || marked(self.source(&interpolation.expr.span().unwrap_or_default()));
                match self.node(&interpolation.expr, depth).map(|node| node.scalar().map(str::to_owned)) {
                    Ok(Some(text)) => text,
                    Ok(None) | Err(_) => source(),
                }
            }
            Element::Directive(directive) => marked(self.source(&directive.span().unwrap_or_default())),
        };
        elements.map(part).collect()
    }

    /// `local.name`
    fn local(&self, traversal: &Traversal) -> Option<&Expression> {
        match (&traversal.expr, traversal.operators.as_slice()) {
            (Expression::Variable(root), [operator]) if root.as_str() == "local" => match operator.value() {
                TraversalOperator::GetAttr(name) => self.locals.get(name.as_str()),
                _ => None,
            },
            _ => None,
        }
    }

    fn called(&self, call: &FuncCall, span: Range<usize>, depth: usize) -> Result<Node, Problem> {
        let arguments: Vec<&Expression> = call.args.iter().collect();
        let known = !call.name.is_namespaced() && !call.args.expand_final();
        let value = match (call.name.name.as_str(), arguments.as_slice()) {
            ("jsonencode" | "tolist" | "toset", [inside]) if known => self.node(inside, depth)?.value,
            _ => Value::Text(marked(self.source(&span))),
        };
        Ok(Node { value, span })
    }

    /// The JSON that stands in a heredoc, with its places in this file. Interpolations in its texts are not known.
    ///
    /// # Errors
    /// With the place of what is no JSON.
    pub(crate) fn heredoc_json(&self, heredoc: &HeredocTemplate, whole: Range<usize>) -> Result<Node, Problem> {
        let raw = self.text.get(whole.clone()).unwrap_or_default();
        let first = raw.find('\n').map_or(raw.len(), |end| end + 1);
        let last = raw.trim_end().rfind('\n').unwrap_or(raw.len()).max(first);
        let (start, end) = (whole.start + first, whole.start + last);
        let mut text = String::new();
        // Where each piece of the text comes from: its start there, its start here.
        let mut pieces: Vec<(usize, usize)> = vec![(0, start)];
        let mut from = start;
        for element in heredoc.template.iter().filter(|element| !element.is_literal()) {
            let span = element.span().unwrap_or(end..end);
            text.push_str(self.text.get(from..span.start).unwrap_or_default());
            let named = element.as_interpolation().and_then(|interpolation| interpolation.expr.span());
            text.push_str(&marked(self.source(named.as_ref().unwrap_or(&span))));
            pieces.push((text.len(), span.end));
            from = span.end;
        }
        text.push_str(self.text.get(from..end).unwrap_or_default());
        let place = |at: usize| {
            let piece = pieces.iter().rev().find(|(there, _)| *there <= at);
            piece.map_or(start, |(there, here)| here + (at - there)).min(end)
        };
        let moved = |span: &Range<usize>| place(span.start)..place(span.end);
        match json::read(&text) {
            Ok(mut node) => {
                shift(&mut node, &moved);
                Ok(node)
            }
            Err(problem) => Err(Problem { span: moved(&problem.span), ..problem }),
        }
    }
}

fn shift(node: &mut Node, moved: &impl Fn(&Range<usize>) -> Range<usize>) {
    node.span = moved(&node.span);
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| shift(item, moved)),
        Value::Map(entries) => {
            for entry in entries {
                entry.key_span = moved(&entry.key_span);
                shift(&mut entry.value, moved);
            }
        }
        _ => {}
    }
}
