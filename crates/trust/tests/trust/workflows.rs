//! Workflows: who may ask for tokens, and what the tokens say.

use unstuck_trust::inspect::{Inspected, Repository};
use unstuck_trust::permission::{From, Grant};
use unstuck_trust::{Context, DefaultPermissions, Party, Source, Template, Text, edit, mend};

fn repository(files: &[(&str, &str)]) -> Repository {
    let mut repository = Repository::default();
    for (name, text) in files {
        let path = format!(".github/workflows/{name}");
        repository.add(&path, Source::new(path.clone(), *text));
    }
    repository
}

fn octo() -> Context {
    Context {
        repository: Text::from("octo/shop"),
        owner_id: Text::from("11"),
        repository_id: Text::from("22"),
        ..Context::default()
    }
}

/// What is found in the first of the files, in their order by name.
fn first<R>(files: &[(&str, &str)], context: &Context, look: impl Fn(&Inspected<'_>) -> R) -> R {
    let repository = repository(files);
    let inspected = repository.inspect(context);
    look(&inspected[0])
}

/// `sub` of each run of a job that has these lines, in a workflow with these triggers.
fn subjects(on: &str, job: &str, context: &Context) -> Vec<String> {
    let text =
        format!("on: {on}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    permissions: {{id-token: write}}\n{job}");
    first(&[("deploy.yml", &text)], context, |found| {
        found.jobs[0].runs.iter().map(|run| run.claims.value("sub").map(Text::to_string).unwrap_or_default()).collect()
    })
}

#[test]
fn subjects_by_event() {
    for (on, expected) in [
        ("push", vec!["repo:octo/shop:ref:refs/heads/main"]),
        ("[pull_request, push]", vec!["repo:octo/shop:pull_request", "repo:octo/shop:ref:refs/heads/main"]),
        (
            "{push: {branches: [main, 'release/**']}}",
            vec!["repo:octo/shop:ref:refs/heads/main", "repo:octo/shop:ref:refs/heads/release/<any>"],
        ),
        ("{push: {tags: ['v[0-9]+.*', '!v0*']}}", vec!["repo:octo/shop:ref:refs/tags/v<any>.<any>"]),
        ("{push: {branches: ['fix-?x']}}", vec!["repo:octo/shop:ref:refs/heads/fix<any>x"]),
        ("release", vec!["repo:octo/shop:ref:refs/tags/<tag>"]),
        ("pull_request_target", vec!["repo:octo/shop:ref:refs/heads/main"]),
        ("schedule", vec!["repo:octo/shop:ref:refs/heads/main"]),
        ("workflow_dispatch", vec!["repo:octo/shop:ref:refs/heads/main"]),
        ("workflow_run", vec!["repo:octo/shop:ref:refs/heads/main"]),
        ("merge_group", vec!["repo:octo/shop:ref:refs/heads/gh-readonly-queue/<base branch, pull request and commit>"]),
        ("deployment", vec!["repo:octo/shop:ref:<ref>"]),
        ("something_new", vec!["repo:octo/shop:ref:<ref>"]),
        ("workflow_call", vec![]),
    ] {
        assert_eq!(subjects(on, "", &octo()), expected, "{on}");
    }
}

#[test]
fn subjects_by_environment_and_template() {
    let environment = |name: &str| subjects("push", &format!("    environment: {name}\n"), &octo());
    assert_eq!(environment("Production"), ["repo:octo/shop:environment:Production"]);
    assert_eq!(environment("{name: 'a:b', url: x}"), ["repo:octo/shop:environment:a%3Ab"]);
    assert_eq!(
        environment("\"${{ github.ref == 'refs/heads/main' && 'prod' || 'dev' }}\""),
        ["repo:octo/shop:environment:prod"]
    );
    assert_eq!(environment("\"x-${{ vars.STAGE }}\""), ["repo:octo/shop:environment:x-<${{ vars.STAGE }}>"]);
    assert_eq!(environment("\"${{ vars.STAGE }}\""), ["repo:octo/shop:<environment <${{ vars.STAGE }}>, or the ref>"]);
    let matrix = "    environment: ${{ matrix.to }}\n    strategy: {matrix: {to: [a, b], os: [x, y], exclude: [{to: b, os: x}, {to: b, os: y}], include: [{to: c}]}}\n";
    assert_eq!(subjects("push", matrix, &octo()), ["repo:octo/shop:environment:a", "repo:octo/shop:environment:c"]);
    let keys = vec!["repository_owner_id".to_owned(), "context".to_owned()];
    let template = Context { template: Template { keys, immutable: false }, ..octo() };
    assert_eq!(subjects("push", "", &template), ["repository_owner_id:11:ref:refs/heads/main"]);
    let immutable = Context { template: Template { keys: vec![], immutable: true }, ..octo() };
    assert_eq!(subjects("push", "", &immutable), ["repo:octo@11/shop@22:ref:refs/heads/main"]);
    assert_eq!(subjects("push", "", &Context::default()), ["repo:<OWNER>/<REPO>:ref:refs/heads/main"]);
}

#[test]
fn who_may_ask() {
    let fork = Context { fork: true, ..octo() };
    let dependabot = Context { actor: Some("dependabot[bot]".to_owned()), ..octo() };
    let permissive = Context { default_permissions: DefaultPermissions::Write, ..octo() };
    let plain = octo();
    for (top, own, context, grant, from) in [
        ("", "", &plain, Grant::None, From::Default),
        ("", "", &permissive, Grant::None, From::Default),
        ("", "", &dependabot, Grant::None, From::Dependabot),
        ("permissions: {id-token: write}\n", "", &plain, Grant::Write, From::Workflow),
        ("permissions: {id-token: write}\n", "permissions: {contents: read}", &plain, Grant::None, From::Job),
        ("permissions: {id-token: write}\n", "permissions: {}", &plain, Grant::None, From::Job),
        ("permissions: {}\n", "permissions: {id-token: write}", &plain, Grant::Write, From::Job),
        ("permissions: write-all\n", "", &plain, Grant::Write, From::Workflow),
        ("permissions: read-all\n", "", &plain, Grant::None, From::Workflow),
        ("", "permissions: {id-token: write}", &dependabot, Grant::Write, From::Job),
        ("", "permissions: {id-token: write}", &fork, Grant::None, From::Fork),
    ] {
        let text = format!("on: pull_request\n{top}jobs:\n  deploy:\n    runs-on: ubuntu-latest\n    {own}\n");
        let found = first(&[("a.yml", &text)], context, |found| {
            (found.jobs[0].runs[0].permission.clone(), found.refused.len())
        });
        assert_eq!((found.0.grant, found.0.from, found.1), (grant, from, 0), "{text}");
    }
}

#[test]
fn what_github_refuses() {
    for (top, own, message) in [
        ("permissions: {id-token: read}\n", "", "(Line: 2, Col: 25): Unexpected value 'read'"),
        ("permissions: {id_token: write}\n", "", "(Line: 2, Col: 15): Unexpected value 'id_token'"),
        ("permissions:\n", "", "(Line: 2, Col: 13): Unexpected value ''"),
        ("permissions: all\n", "", "(Line: 2, Col: 14): Unexpected value 'all'"),
        ("permissions: {models: write}\n", "", "(Line: 2, Col: 23): Unexpected value 'write'"),
        ("", "id-token: write", "(Line: 5, Col: 5): Unexpected value 'id-token'"),
        ("", "steps: [{run: x, permissions: {id-token: write}}]", "(Line: 5, Col: 22): Unexpected value 'permissions'"),
    ] {
        let text = format!("on: push\n{top}jobs:\n  deploy:\n    runs-on: ubuntu-latest\n    {own}\n");
        let refused = first(&[("a.yml", &text)], &octo(), |found| {
            found.refused.iter().map(|refused| refused.message.clone()).collect::<Vec<_>>()
        });
        assert_eq!(refused, [format!(".github/workflows/a.yml {message}")], "{text}");
    }
}

const CALLEE: &str = "on:\n  workflow_call:\n    inputs:\n      stage: {type: string, default: dev}\npermissions: {contents: read}\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    environment: ${{ inputs.stage }}\n    permissions:\n      id-token: write\n      packages: write\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v5\n        with: {role-to-assume: x}\n";

fn caller(permissions: &str) -> String {
    format!(
        "on: push\njobs:\n  release:\n{permissions}    uses: ./.github/workflows/callee.yml\n    with: {{stage: \"${{{{ github.ref_name }}}}\"}}\n"
    )
}

#[test]
fn called_workflows_are_held_to_their_callers() {
    let refused = |permissions: &str, context: &Context| {
        first(&[("a.yml", &caller(permissions)), ("callee.yml", CALLEE)], context, |found| {
            found.refused.iter().map(|refused| refused.message.clone()).collect::<Vec<_>>()
        })
    };
    let capped = |asked: &str, allowed: &str| {
        format!(
            ".github/workflows/a.yml (Line: 3, Col: 3): Error calling workflow './.github/workflows/callee.yml'. The nested job 'ship' is requesting '{asked}', but is only allowed '{allowed}'."
        )
    };
    let both = "packages: write, id-token: write";
    assert_eq!(refused("", &octo()), [capped(both, "packages: read, id-token: none")]);
    assert_eq!(refused("", &Context { default_permissions: DefaultPermissions::Write, ..octo() }), [""; 0]);
    let root = capped("contents: read", "contents: none").replace("The nested job 'ship'", "The workflow");
    assert_eq!(
        refused("    permissions: {packages: write}\n", &octo()),
        [root, capped("id-token: write", "id-token: none")]
    );
    assert_eq!(refused("    permissions: write-all\n", &octo()), [""; 0]);
}

#[test]
fn a_called_job_speaks_for_its_caller() {
    let files = [("a.yml", &*caller("    permissions: write-all\n")), ("callee.yml", CALLEE)];
    first(&files, &octo(), |found| {
        assert_eq!(found.jobs.len(), 1);
        let job = &found.jobs[0];
        assert_eq!(job.id, "release / ship");
        assert_eq!(job.source.name, ".github/workflows/callee.yml");
        let claim = |name: &str| job.runs[0].token_for(Party::Aws).value(name).map(Text::to_string).unwrap_or_default();
        assert_eq!(claim("sub"), "repo:octo/shop:environment:main");
        assert_eq!(claim("aud"), "sts.amazonaws.com");
        assert_eq!(claim("workflow_ref"), "octo/shop/.github/workflows/a.yml@refs/heads/main");
        assert_eq!(claim("job_workflow_ref"), "octo/shop/.github/workflows/callee.yml@refs/heads/main");
    });
    let remote = "on: push\njobs:\n  release:\n    uses: octo/tools/.github/workflows/ship.yml@v2\n";
    first(&[("a.yml", remote)], &octo(), |found| {
        let claim = found.jobs[0].runs[0].claims.value("job_workflow_ref").map(Text::to_string);
        assert_eq!(claim.as_deref(), Some("octo/tools/.github/workflows/ship.yml@refs/<heads or tags>/v2"));
    });
}

/// The workflow after the mend of its first job, or of its first refusal.
fn mended(text: &str) -> String {
    first(&[("a.yml", text), ("callee.yml", CALLEE)], &octo(), |found| {
        let job = &found.jobs[0];
        let edits = found.refused.first().map_or_else(
            || mend::permit(job.source, job.workflow, job.job, &mend::id_token()),
            |refused| refused.mend.clone(),
        );
        let after = edit::applied(text, &edits);
        first(&[("a.yml", &after), ("callee.yml", CALLEE)], &octo(), |found| {
            assert!(found.starts(), "{after}\n{:?}", found.refused);
            assert_eq!(found.jobs[0].runs[0].permission.grant, Grant::Write, "{after}");
        });
        after
    })
}

#[test]
fn mending() {
    let job = |top: &str, own: &str| {
        format!(
            "on: push\n{top}jobs:\n  deploy: # the one\n    # why\n    runs-on: ubuntu-latest\n{own}    steps: [{{run: x}}]\n"
        )
    };
    for ((top, own), (new_top, new_own)) in [
        (("", ""), ("", "")),
        (
            ("permissions:\n  contents: write # push\n", ""),
            ("permissions:\n  contents: write # push\n  id-token: write\n", ""),
        ),
        (("permissions: {}\n", ""), ("permissions: { contents: read, id-token: write }\n", "")),
        (("permissions: {contents: write}\n", ""), ("permissions: {contents: write, id-token: write}\n", "")),
        (("permissions: read-all # all\n", ""), ("permissions:\n  contents: read\n  id-token: write # all\n", "")),
        (("", "    permissions:\n      id-token: none\n"), ("", "    permissions:\n      id-token: write\n")),
        (("", "    permissions: {id-token: read}\n"), ("", "    permissions: {id-token: write}\n")),
        (("", "    permissions: {id_token: write}\n"), ("", "    permissions: {id-token: write}\n")),
        (("", "    id-token: write\n"), ("", "    permissions:\n      contents: read\n      id-token: write\n")),
    ] {
        let expected = job(new_top, new_own);
        let inserted = "    permissions:\n      contents: read\n      id-token: write\n    runs-on";
        let expected =
            if own.is_empty() && top.is_empty() { expected.replace("    runs-on", inserted) } else { expected };
        assert_eq!(mended(&job(top, own)), expected);
    }
    let two = "on: push\npermissions:\n  contents: read\n  packages: write\njobs:\n  a:\n    runs-on: x\n  b:\n    runs-on: x\n";
    let inserted = "  a:\n    permissions:\n      contents: read\n      packages: write\n      id-token: write\n    runs-on: x\n  b:";
    assert_eq!(mended(two), two.replace("  a:\n    runs-on: x\n  b:", inserted));
    let levels = "    permissions:\n      contents: read\n      packages: write\n      id-token: write\n";
    assert_eq!(mended(&caller("")), caller(levels));
    assert_eq!(mended(&caller("    permissions:\n      contents: read\n      packages: read\n")), caller(levels));
}

/// The audience that a step with these lines asks for, by party.
fn audiences(step: &str) -> Vec<(Party, String)> {
    let text = format!(
        "on: push\njobs:\n  a:\n    runs-on: x\n    permissions: {{id-token: write}}\n    steps:\n      - {step}\n"
    );
    first(&[("a.yml", &text)], &octo(), |found| {
        let (job, run) = (&found.jobs[0], &found.jobs[0].runs[0]);
        let audience = |party| run.token_for(party).value("aud").map(Text::to_string).unwrap_or_default();
        job.requests.iter().map(|request| (request.party, audience(request.party))).collect()
    })
}

#[test]
fn known_actions_ask_for_their_audiences() {
    let provider = "projects/1/locations/global/workloadIdentityPools/p/providers/x";
    for (step, expected) in [
        (
            "{uses: aws-actions/configure-aws-credentials@v5, with: {role-to-assume: x}}",
            vec![(Party::Aws, "sts.amazonaws.com")],
        ),
        (
            "{uses: aws-actions/configure-aws-credentials@v5, with: {role-to-assume: x, audience: y}}",
            vec![(Party::Aws, "y")],
        ),
        ("{uses: aws-actions/configure-aws-credentials@v5, with: {aws-access-key-id: x}}", vec![]),
        (
            &format!("{{uses: google-github-actions/auth@v3, with: {{workload_identity_provider: {provider}}}}}"),
            vec![(Party::Gcp, &*format!("https://iam.googleapis.com/{provider}"))],
        ),
        ("{uses: Azure/login@v2, with: {client-id: x}}", vec![(Party::Azure, "api://AzureADTokenExchange")]),
        (
            "{uses: hashicorp/vault-action@v3, with: {method: jwt, role: x}}",
            vec![(Party::Vault, "https://github.com/octo")],
        ),
        ("{uses: pypa/gh-action-pypi-publish@release/v1}", vec![(Party::Pypi, "pypi")]),
        (
            "{uses: pypa/gh-action-pypi-publish@release/v1, with: {repository-url: 'https://test.pypi.org/legacy/'}}",
            vec![(Party::Pypi, "testpypi")],
        ),
        (
            "{uses: octo-sts/action@main, with: {identity: x, domain: sts.example}}",
            vec![(Party::OctoSts, "sts.example")],
        ),
        ("{run: 'cd pkg && npm publish --access public'}", vec![(Party::Npm, "npm:registry.npmjs.org")]),
        ("{run: 'echo npm publish'}", vec![]),
        ("{uses: actions/checkout@v5}", vec![]),
    ] {
        let expected: Vec<(Party, String)> =
            expected.into_iter().map(|(party, audience)| (party, audience.to_owned())).collect();
        assert_eq!(audiences(step), expected, "{step}");
    }
}
