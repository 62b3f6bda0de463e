//! Terraform: the same policies in HCL, with the same answers.

use unstuck_trust::Verdict::{self, Allow, Deny, Unknown};
use unstuck_trust::{Claims, Decision, Party, Policy, Problem, Source, edit, policy};

use crate::tokens::{push, with};

fn source(text: &str) -> Source {
    Source::new("main.tf", text)
}

fn read(text: &str) -> Vec<Box<dyn Policy>> {
    policy::read(&source(text), None).unwrap_or_else(|problem| panic!("{problem:?}"))
}

fn decide(text: &str, claims: &Claims) -> Decision {
    let policies = read(text);
    assert_eq!(policies.len(), 1, "{policies:#?}");
    policies[0].decide(claims)
}

fn problem(text: &str) -> Problem {
    policy::read(&source(text), None).expect_err("this can be read")
}

/// The text after its own mend, which is still HCL and lets the token in.
fn mended(text: &str, claims: &Claims) -> String {
    let policies = read(text);
    let edits = policies[0].mend(claims, &policies[0].decide(claims));
    let after = edit::applied(text, &edits);
    let decision = decide(&after, claims);
    assert_eq!(decision.verdict, Allow, "{after}\n{decision:#?}");
    after
}

fn document(conditions: &str) -> String {
    format!(
        r#"
resource "aws_iam_openid_connect_provider" "github" {{
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}}

locals {{
  issuer = "token.actions.githubusercontent.com"
}}

data "aws_iam_policy_document" "deploy" {{
  statement {{
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {{
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }}
{conditions}
  }}
}}
"#
    )
}

fn condition(test: &str, variable: &str, values: &str) -> String {
    format!(
        "    condition {{\n      test     = \"{test}\"\n      variable = \"{variable}\" # why\n      values   = {values}\n    }}\n"
    )
}

const SUB: &str = "token.actions.githubusercontent.com:sub";

#[test]
fn documents() {
    let main = push("sts.amazonaws.com");
    let right = r#"["repo:octo/shop:ref:refs/heads/main"]"#;
    for (conditions, verdict, code) in [
        (condition("StringEquals", SUB, right), Allow, "aws.allowed"),
        (condition("StringEquals", "${local.issuer}:sub", right), Allow, "aws.allowed"),
        (condition("StringEquals", "${var.issuer}:sub", right), Unknown, "aws.condition-unknown"),
        (condition("StringNotEquals", "${var.issuer}:sub", r#"["x"]"#), Unknown, "aws.condition-unknown"),
        (condition("StringEquals", SUB, r#"["repo:octo/shop:pull_request"]"#), Deny, "aws.sub-mismatch"),
        (condition("StringLike", SUB, r#"["repo:${var.owner}/shop:*"]"#), Unknown, "aws.condition-unknown"),
        (condition("StringLike", SUB, r#"["repo:${var.owner}/other:*"]"#), Deny, "aws.sub-mismatch"),
        (condition("StringLike", SUB, "var.subjects"), Unknown, "aws.condition-unknown"),
        (
            condition("StringLike", SUB, r#"[for name in var.names : "repo:octo/${name}:*"]"#),
            Unknown,
            "aws.condition-unknown",
        ),
        (condition("${var.test}", SUB, right), Unknown, "aws.condition-unknown"),
        (condition("StringEquals", SUB, r#"["x"]"#) + &condition("StringEquals", SUB, right), Allow, "aws.allowed"),
        (
            condition("StringLike", SUB, r#"["repo:octo/*"]"#)
                + &condition("StringLike", "token.actions.githubusercontent.com:aud", r#"["x"]"#),
            Deny,
            "aws.aud-mismatch",
        ),
        (
            condition("StringEquals", SUB, right)
                + "    dynamic \"condition\" {\n      for_each = var.more\n      content {}\n    }\n",
            Unknown,
            "aws.condition-unknown",
        ),
    ] {
        let decision = decide(&document(&conditions), &main);
        assert_eq!((decision.verdict, decision.code), (verdict, code), "{conditions}\n{decision:#?}");
    }
    let merged = document(&condition("StringEquals", SUB, right))
        .replace("  statement {", "  source_policy_documents = [data.other.json]\n  statement {");
    assert_eq!(decide(&merged, &main).verdict, Unknown, "what is merged in may deny");
    let keyed = "resource \"aws_iam_role\" \"x\" {\n  assume_role_policy = jsonencode({ Statement = [{ Effect = \"Allow\", (var.k) = {}, Action = \"sts:AssumeRoleWithWebIdentity\" }] })\n}\n";
    assert_eq!(problem(keyed).code, "aws.element", "it may be the condition");
    let elsewhere = document(&condition("StringEquals", SUB, right)).replace(".github.arn", ".other.arn");
    assert_eq!(decide(&elsewhere, &main).code, "aws.principal-unknown");
}

#[test]
fn an_unknown_part_is_named_where_it_stands() {
    let text = document(&condition("StringLike", SUB, r#"["repo:${var.owner}/shop:*"]"#));
    let decision = decide(&text, &push("sts.amazonaws.com"));
    let step = &decision.trace[decision.failed.expect("one decides")];
    assert_eq!(step.expected, ["repo:${var.owner}/shop:*"]);
    assert!(text[step.span.clone()].contains("repo:${var.owner}/shop:*"), "{}", &text[step.span.clone()]);
}

#[test]
fn roles() {
    let main = push("sts.amazonaws.com");
    let statement = r#"{
      "Effect": "Allow",
      "Principal": {"Federated": "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com"},
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": "SUBJECT"}}
    }"#;
    let encoded = |subject: &str| {
        let object = statement.replace("SUBJECT", subject).replace("\": ", "\" = ");
        format!(
            "resource \"aws_iam_role\" \"deploy\" {{\n  name = \"ci\"\n  assume_role_policy = jsonencode({{\n    Version = \"2012-10-17\"\n    Statement = [{object}]\n  }})\n}}\n"
        )
    };
    let heredoc = |subject: &str| {
        let statement = statement.replace("SUBJECT", subject);
        format!(
            "resource \"aws_iam_role\" \"deploy\" {{\n  name = \"ci\"\n  assume_role_policy = <<-EOF\n    {{\"Statement\": [{statement}]}}\n  EOF\n}}\n"
        )
    };
    for write in [&encoded as &dyn Fn(&str) -> String, &heredoc] {
        for (subject, verdict) in [
            ("repo:octo/shop:*", Allow),
            ("repo:octo/shop:pull_request", Deny),
            ("repo:${var.owner}/shop:*", Unknown),
            ("repo:${var.owner}/other:*", Deny),
        ] {
            let text = write(subject);
            let decision = decide(&text, &main);
            assert_eq!(decision.verdict, verdict, "{text}\n{decision:#?}");
            assert_eq!(read(&text)[0].name(), Some("ci"));
            let step =
                decision.trace.iter().find(|step| step.condition.starts_with("StringLike")).expect("a condition");
            assert!(text[step.span.clone()].ends_with(&format!("\"{subject}\"")), "{}", &text[step.span.clone()]);
        }
        assert_eq!(mended(&write("repo:octo/x:*"), &main), write("repo:octo/shop:ref:refs/heads/main"));
    }
}

#[test]
fn documents_are_mended_as_hcl() {
    let main = push("sts.amazonaws.com");
    let right = document(&condition("StringLike", SUB, r#"["repo:octo/shop:*"]"#));
    assert_eq!(mended(&document(&condition("StringEquals", SUB, r#"["repo:octo/shop:*"]"#)), &main), right);
    let exact = document(&condition("StringEquals", SUB, r#"["repo:octo/shop:ref:refs/heads/main"]"#));
    let wrong = exact.replace("octo/shop", "octo/SHOP");
    assert_eq!(mended(&wrong, &main), exact);
    assert_eq!(
        mended(&exact.replace("RoleWithWebIdentity", "Role").replace("# why", "# WebIdentity"), &main),
        exact.replace("# why", "# WebIdentity")
    );
    let templated = document(&condition("StringEquals", SUB, r#"["repo:${local.issuer}/shop"]"#));
    assert_eq!(mended(&templated, &main), exact);
}

fn resource(kind: &str, body: &str) -> String {
    format!("resource \"{kind}\" \"it\" {{\n{body}\n}}\n")
}

#[test]
fn bindings_of_service_accounts() {
    let provider = r#"resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.pool.workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
  }
  oidc {
    issuer_uri        = "https://token.actions.githubusercontent.com"
    allowed_audiences = ["api"]
  }
}
"#;
    let pool = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.pool.name}";
    let own = format!("{pool}/attribute.repository/octo/shop");
    let other = format!("{pool}/attribute.repository/octo/other");
    let role = "roles/iam.workloadIdentityUser";
    let member = |role: &str, member: &str| {
        format!(
            r#"resource "google_service_account_iam_member" "m" {{ role = "{role}"
member = "{member}"
}}
"#
        )
        .replace(" { role", " {\nrole")
    };
    let binding = |members: &str, more: &str| {
        format!(
            "resource \"google_service_account_iam_binding\" \"b\" {{\nrole = \"{role}\"\nmembers = [{members}]\n{more}}}\n"
        )
    };
    let policy = |members: &str| {
        format!(
            "data \"google_iam_policy\" \"p\" {{\nbinding {{\nrole = \"{role}\"\nmembers = [{members}]\n}}\n}}\nresource \"google_service_account_iam_policy\" \"p\" {{\npolicy_data = data.google_iam_policy.p.policy_data\n}}\n"
        )
    };
    let condition = "condition {\ntitle = \"t\"\nexpression = \"true\"\n}\n";
    for (bindings, verdict) in [
        (member(role, &own), Allow),
        (member(role, &other), Deny),
        (member(role, &format!("{pool}/*")), Allow),
        (member(role, &other) + &member(role, &own).replace("\"m\"", "\"n\""), Allow),
        (binding(&format!("\"{other}\", \"{own}\""), ""), Allow),
        (binding(&format!("\"{own}\""), condition), Unknown),
        (binding("var.member", ""), Unknown),
        (policy(&format!("\"{own}\"")), Allow),
        (policy(&format!("\"{other}\"")), Deny),
        ("resource \"google_service_account_iam_policy\" \"p\" {\npolicy_data = var.policy\n}\n".to_owned(), Unknown),
        (member(role, &own.replace(".pool.name", ".second.name")), Unknown),
        (member(role, &own.replace("octo/shop", "${var.repository}")), Unknown),
        // Others than identities of a pool are bound to other accounts.
        (member(role, "serviceAccount:p.svc.id.goog[ns/sa]"), Allow),
        (member("roles/iam.serviceAccountUser", "user:mona@example.com"), Allow),
    ] {
        let decision = decide(&format!("{provider}{bindings}"), &push("api"));
        assert_eq!(decision.verdict, verdict, "{bindings}\n{decision:#?}");
    }
}

#[test]
fn providers_of_gcp() {
    let provider = |condition: &str, more: &str| {
        resource(
            "google_iam_workload_identity_pool_provider",
            &format!(
                r#"  workload_identity_pool_id          = google_iam_workload_identity_pool.pool.workload_identity_pool_id
  workload_identity_pool_provider_id = "github"
  attribute_condition                = {condition}
  attribute_mapping = {{
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
  }}
  oidc {{
    issuer_uri        = "https://token.actions.githubusercontent.com"{more}
  }}"#
            ),
        )
    };
    let own = "\n    allowed_audiences = [\"api\"]";
    for (text, verdict) in [
        (provider(r#""assertion.repository == 'octo/shop'""#, own), Allow),
        (provider(r#""assertion.repository == 'octo/other'""#, own), Deny),
        (provider(r#""assertion.repository == '${var.repository}'""#, own), Unknown),
        (provider(r#""assertion.repository != '${var.repository}'""#, own), Unknown),
        (provider(r#""assertion.repository == 'octo/shop' && ${var.more}""#, own), Unknown),
        (provider("var.condition", own), Unknown),
        (
            provider(
                "<<-EOT\n    assertion.repository == 'octo/shop' &&\n    assertion.ref == 'refs/heads/main'\n  EOT",
                own,
            ),
            Allow,
        ),
        (provider(r#""true""#, ""), Deny),
    ] {
        let decision = decide(&text, &push("api"));
        assert_eq!(decision.verdict, verdict, "{text}\n{decision:#?}");
    }
    let project = "https://iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/p/providers/github";
    assert_eq!(decide(&provider(r#""true""#, ""), &push(project)).verdict, Unknown, "the pool is not known here");
    let before = provider(r#""assertion.repository == 'Octo/shop'""#, own);
    assert_eq!(mended(&before, &push("api")), before.replace("Octo", "octo"));
}

#[test]
fn credentials_of_azure() {
    let main = push("api://AzureADTokenExchange");
    let credential = |kind: &str, owner: &str, subject: &str| {
        resource(
            kind,
            &format!(
                "  application_id = {owner}\n  display_name = \"it\"\n  issuer = \"https://token.actions.githubusercontent.com\"\n  audiences = [\"api://AzureADTokenExchange\"]\n  {subject}"
            ),
        )
    };
    let plain = "azuread_application_federated_identity_credential";
    let flexible = "azuread_application_flexible_federated_identity_credential";
    let table: [(&str, &str, Verdict); 5] = [
        (plain, "subject = \"repo:octo/shop:ref:refs/heads/main\"", Allow),
        (plain, "subject = \"repo:octo/shop:pull_request\"", Deny),
        (plain, "subject = \"repo:${var.owner}/shop:ref:refs/heads/main\"", Unknown),
        (plain, "subject = var.subject", Unknown),
        (flexible, "claims_matching_expression = \"claims['sub'] matches 'repo:octo/shop:*'\"", Allow),
    ];
    for (kind, subject, verdict) in table {
        let text = credential(kind, "azuread_application.a.id", subject);
        assert_eq!(decide(&text, &main).verdict, verdict, "{text}");
    }
    let right = credential(plain, "azuread_application.a.id", table[0].1);
    let wrong = credential(plain, "azuread_application.a.id", table[1].1);
    assert_eq!(mended(&wrong, &main), right);
    let one = format!("{wrong}{right}");
    assert_eq!(decide(&one, &main).verdict, Allow, "one of an identity's credentials is enough");
    let two = format!("{wrong}{}", credential(plain, "azuread_application.b.id", table[0].1));
    let verdicts: Vec<Verdict> = read(&two).iter().map(|policy| policy.decide(&main).verdict).collect();
    assert_eq!(verdicts, [Deny, Allow]);
    let managed = resource(
        "azurerm_federated_identity_credential",
        "  name = \"it\"\n  parent_id = azurerm_user_assigned_identity.a.id\n  issuer = \"https://token.actions.githubusercontent.com\"\n  audience = [\"api://AzureADTokenExchange\"]\n  subject = \"repo:octo/shop:ref:refs/heads/main\"",
    );
    assert_eq!(decide(&managed, &main).verdict, Allow);
}

#[test]
fn roles_of_vault() {
    let main = push("https://github.com/octo");
    let role = |more: &str| {
        resource(
            "vault_jwt_auth_backend_role",
            &format!(
                "  backend = \"jwt\"\n  role_name = \"ci\"\n  role_type = \"jwt\"\n  user_claim = \"actor\"\n  bound_audiences = [\"https://github.com/octo\"]\n  {more}"
            ),
        )
    };
    for (more, verdict) in [
        ("", Allow),
        ("bound_claims = { repository = \"a/b,octo/shop\" }", Allow),
        ("bound_claims = { repository = \"a/b,c/d\" }", Deny),
        ("bound_claims = { repository = \"a/b,octo/shop\" }\n  disable_bound_claims_parsing = true", Deny),
        ("bound_claims = { repository = \"a/b,octo/shop\" }\n  disable_bound_claims_parsing = var.x", Unknown),
        ("bound_claims = { repository = var.repository }", Unknown),
        ("bound_claims = { (var.claim) = \"octo/shop\" }", Unknown),
        ("bound_claims = { repository = join(\",\", [var.a, octo, \"octo/shop\"]) }", Unknown),
        ("bound_claims = { repository_owner = join(var.a, octo, var.b) }", Unknown),
        ("bound_claims = { repository = \"a/b,${var.c}\" }", Unknown),
        ("bound_claims = var.claims", Unknown),
        ("bound_claims = merge(var.claims, { ref = \"x\" })", Unknown),
        ("bound_subject = var.subject", Unknown),
        ("bound_claims_type = var.type\n  bound_claims = { repository = \"octo/shop\" }", Unknown),
    ] {
        let decision = decide(&role(more), &main);
        assert_eq!(decision.verdict, verdict, "{more}\n{decision:#?}");
    }
    assert_eq!(
        mended(&role("bound_claims = { ref = \"main\" }"), &main),
        role("bound_claims = { ref = \"refs/heads/main\" }")
    );
    assert_eq!(mended(&role("").replace("\"jwt\"\n  user", "\"oidc\"\n  user"), &main), role(""));
    let unset = with(main, &[("aud", "x")]);
    assert_eq!(decide(&role(""), &unset).code, "vault.aud-mismatch");
    let joined = role("").replace("[\"https://github.com/octo\"]", "join(var.a, x, var.b)");
    assert_eq!(decide(&joined, &unset).verdict, Unknown);
}

#[test]
fn what_cannot_be_read_has_a_place() {
    for (text, code, at) in [
        ("resource \"aws_iam_role\" \"x\" {\n  name = \n}\n", "hcl.syntax", "\n}"),
        ("resource \"aws_s3_bucket\" \"x\" {\n}\n", "terraform.nothing", "resource"),
        (
            &document(&condition("StringEquals", SUB, "[]")).replace("variable = ", "varable = "),
            "terraform.incomplete",
            "condition",
        ),
        (
            "resource \"vault_jwt_auth_backend_role\" \"x\" {\n  bound_claims = { a = 1, \"a\" = 2 }\n}\n",
            "hcl.duplicate-key",
            "\"a\" = 2",
        ),
        (
            "resource \"aws_iam_role\" \"x\" {\n  assume_role_policy = <<EOF\n{\"Statement\": ${var.x} \"WebIdentity\"}\nEOF\n}\n",
            "json.syntax",
            "${var.x}",
        ),
    ] {
        let problem = problem(text);
        assert_eq!(problem.code, code, "{problem:?}");
        assert!(text[problem.span.start..].starts_with(at), "{:?}", &text[problem.span.start..]);
    }
}

#[test]
fn a_file_of_publishers() {
    let text = "# who may publish\n[[pypi]]\nowner = \"octo\"\nrepository = \"shop\"\nworkflow_filename = \"release.yml\"\n\n[[npm]]\nrepository = \"octo/shop\"\nfile = \"deploy.yml\"\n";
    let trust = Source::new("trust.toml", text);
    let policies = policy::read(&trust, None).unwrap_or_else(|problem| panic!("{problem:?}"));
    let parties: Vec<Party> = policies.iter().map(|policy| policy.party()).collect();
    assert_eq!(parties, [Party::Pypi, Party::Npm]);
    let main = push("pypi");
    let decision = policies[0].decide(&main);
    assert_eq!(decision.code, "pypi.workflow-mismatch");
    let after = edit::applied(text, &policies[0].mend(&main, &decision));
    assert_eq!(after, text.replace("release.yml", "deploy.yml"));
    let only = policy::read(&trust, Some(Party::Npm)).unwrap_or_else(|problem| panic!("{problem:?}"));
    assert_eq!(only[0].decide(&push("npm:registry.npmjs.org")).verdict, Allow);
    assert_eq!(policy::read(&Source::new("trust.toml", "[[pypi]\n"), None).expect_err("no TOML").code, "toml.syntax");
    let unnamed = policy::read(&Source::new("-", text), None).unwrap_or_else(|problem| panic!("{problem:?}"));
    assert_eq!(unnamed.len(), 2, "its content shows what it is");
}
