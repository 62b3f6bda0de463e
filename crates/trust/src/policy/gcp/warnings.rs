//! Providers and bindings of GCP that let in more than they seem to.

use super::Provider;
use crate::decision::{Severity, Warning};

/// Mapped claims that whoever can push a branch chooses, or that several jobs share.
const NOT_UNIQUE: &[&str] = &["assertion.actor", "assertion.workflow", "assertion.repository_owner"];

pub(super) fn of(provider: &Provider) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for mapping in provider.mapping.iter().filter(|mapping| mapping.attribute == "google.subject") {
        let constant = mapping.field.text.trim().starts_with(['\'', '"']) && !mapping.field.text.contains("assertion");
        if constant || NOT_UNIQUE.contains(&mapping.field.text.trim()) {
            warnings.push(Warning {
                code: "gcp.subject-not-unique",
                severity: Severity::Medium,
                span: mapping.field.span.clone(),
                message: "jobs that have nothing to do with each other are mapped to the same subject".to_owned(),
                admits: None,
                help: "map google.subject to assertion.sub".to_owned(),
            });
        }
    }
    let members = provider.bindings.iter().flatten().flat_map(|binding| &binding.members);
    for member in members.filter(|member| member.text.starts_with("principalSet://") && member.text.ends_with("/*")) {
        warnings.push(Warning {
            code: "gcp.binding-whole-pool",
            severity: Severity::Medium,
            span: member.span.clone(),
            message: "every identity of the pool may act as the service account".to_owned(),
            admits: None,
            help: "bind attribute.repository/OWNER/NAME or a subject".to_owned(),
        });
    }
    warnings
}
