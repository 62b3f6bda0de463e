//! Policies and tokens at random from a fixed seed, with this crate's verdicts, one JSON a line: for other implementations to judge.
//!
//! `differential aws 3000`: trust policies of AWS roles. `differential cel 800`: conditions of GCP providers.

#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use serde_json::{Map, Value, json};
use unstuck_trust::{Claims, Source, Verdict, policy};

const ISSUER: &str = "token.actions.githubusercontent.com";

/// The claims that STS offers as condition keys, as far as the tokens here have them.
const KEYS: [&str; 7] = ["sub", "aud", "repository", "repository_id", "ref", "actor", "environment"];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (kind, count) = (arguments.next().unwrap_or_default(), arguments.next().unwrap_or_default());
    let count: usize = count.parse().unwrap_or(100);
    let mut random = Random(0x5eed_0000_0000_0001);
    for _ in 0..count {
        let case = if kind == "cel" { cel(&mut random) } else { aws(&mut random) };
        println!("{case}");
    }
}

/// Xorshift: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % end
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }
}

fn token(random: &mut Random) -> Claims {
    let mut claims = Claims::from([
        ("iss", "https://token.actions.githubusercontent.com"),
        ("aud", "sts.amazonaws.com"),
        ("repository", "octo/shop"),
        ("repository_owner", "octo"),
        ("repository_id", "22"),
        ("event_name", "push"),
        ("ref", "refs/heads/main"),
        ("actor", "mona"),
    ]);
    claims.set("ref", random.pick(&["refs/heads/main", "refs/tags/v1.0", "refs/heads/feature/a*b"]));
    claims.set("repository", random.pick(&["octo/shop", "Octo/shop", "octo/shop-evil", "stranger/any"]));
    if random.one_in(3) {
        claims.set("environment", random.pick(&["prod", "Prod", "eu:west"]));
    }
    claims.render_subject();
    claims
}

fn verdict(text: &str, claims: &Claims) -> Option<&'static str> {
    let policies = policy::read(&Source::new("policy.json", text), None).ok()?;
    Some(match policies.first()?.decide(claims).verdict {
        Verdict::Allow => "allow",
        Verdict::Deny => "deny",
        Verdict::Unknown => "unknown",
    })
}

fn claims_of(claims: &Claims) -> Map<String, Value> {
    claims.iter().filter_map(|(name, text)| Some((name.to_owned(), json!(text.known()?)))).collect()
}

fn aws(random: &mut Random) -> Value {
    let claims = token(random);
    let statements: Vec<Value> = (0..=random.below(3)).map(|_| statement(random, &claims)).collect();
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    let context: Map<String, Value> = claims_of(&claims)
        .into_iter()
        .filter(|(name, _)| KEYS.contains(&name.as_str()))
        .map(|(name, value)| (format!("{ISSUER}:{name}"), value))
        .collect();
    json!({"policy": document, "context": context, "verdict": verdict(&document.to_string(), &claims)})
}

fn statement(random: &mut Random, claims: &Claims) -> Value {
    let mut statement = Map::new();
    statement.insert("Effect".into(), json!(if random.one_in(4) { "Deny" } else { "Allow" }));
    let arn = format!("arn:aws:iam::123456789012:oidc-provider/{ISSUER}");
    let other = "arn:aws:iam::123456789012:oidc-provider/other.example";
    statement.insert("Principal".into(), json!({"Federated": if random.one_in(12) { other.to_owned() } else { arn }}));
    let actions = [
        "sts:AssumeRoleWithWebIdentity",
        "sts:AssumeRole*",
        "sts:*",
        "STS:assumerolewithwebidentity",
        "sts:AssumeRole",
        "*",
    ];
    let first = if random.one_in(3) { random.pick(&actions) } else { actions[0] };
    let action = if random.one_in(4) { json!([first, random.pick(&actions)]) } else { json!(first) };
    statement.insert(if random.one_in(12) { "NotAction" } else { "Action" }.into(), action);
    let mut conditions = Map::new();
    for _ in 0..random.below(4) {
        let operator = operator(random);
        let keys = conditions.entry(operator.clone()).or_insert_with(|| json!({}));
        let claim = random.pick(&[
            "sub",
            "sub",
            "sub",
            "aud",
            "repository",
            "repository_id",
            "ref",
            "actor",
            "environment",
            "SUB",
            "iss",
            "sbu",
        ]);
        let values = values(random, claims, claim, operator.to_ascii_lowercase().contains("null"));
        if let Value::Object(keys) = keys {
            keys.insert(format!("{ISSUER}:{claim}"), values);
        }
    }
    if !conditions.is_empty() {
        statement.insert("Condition".into(), Value::Object(conditions));
    }
    Value::Object(statement)
}

fn operator(random: &mut Random) -> String {
    let base = random.pick(&[
        "StringEquals",
        "StringEquals",
        "StringLike",
        "StringLike",
        "StringNotEquals",
        "StringNotLike",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "stringlike",
        "Null",
        "NumericEquals",
        "ArnLike",
        "Bool",
    ]);
    let set = if random.one_in(5) { random.pick(&["ForAllValues:", "ForAnyValue:"]) } else { "" };
    let exists = if random.one_in(6) && base != "Null" { "IfExists" } else { "" };
    if base == "Null" { base.to_owned() } else { format!("{set}{base}{exists}") }
}

fn values(random: &mut Random, claims: &Claims, claim: &str, null: bool) -> Value {
    if null {
        return json!(random.pick(&["true", "false"]));
    }
    let own = claims.value(&claim.to_ascii_lowercase()).and_then(|text| text.known()).unwrap_or("none").to_owned();
    let mut one = || match random.below(9) {
        0 | 1 => own.clone(),
        2 => own.to_ascii_uppercase(),
        3 => format!("{}*", own.get(..own.len() / 2).unwrap_or_default()),
        4 => own.replacen('/', "?", 1),
        5 => random
            .pick(&["repo:octo/*", "repo:octo/shop:*", "*", "repo:*:environment:*", "octo/*", "*main", "re?s/*"])
            .to_owned(),
        6 => own.replace('*', "${*}"),
        7 => format!("{own}x"),
        _ => random.pick(&["", "22", "true", "repo:octo/${aws:username}"]).to_owned(),
    };
    let (first, second, third) = (one(), one(), one());
    match first.len() % 3 {
        0 => json!(first),
        1 => json!([first, second]),
        _ => json!([first, second, third]),
    }
}

fn cel(random: &mut Random) -> Value {
    let claims = token(random);
    let condition = expression(random, 3);
    let text = json!({
        "attributeMapping": {"google.subject": "assertion.repository_id"},
        "attributeCondition": condition,
        "oidc": {"issuerUri": format!("https://{ISSUER}"), "allowedAudiences": ["sts.amazonaws.com"]},
    });
    json!({"condition": condition, "claims": claims_of(&claims), "verdict": verdict(&text.to_string(), &claims)})
}

fn claim(random: &mut Random) -> &'static str {
    random.pick(&["repository", "repository_owner", "ref", "actor", "environment", "sub", "none", "repository_id"])
}

fn text(random: &mut Random) -> String {
    match random.below(4) {
        0 | 1 => format!("assertion.{}", claim(random)),
        2 => format!("assertion['{}']", claim(random)),
        _ => {
            let literal =
                random.pick(&["octo/shop", "refs/heads/main", "prod", "octo", "refs/", "mona", "", "22", "Octo/shop"]);
            if random.one_in(5) { format!("'{literal}' + assertion.{}", claim(random)) } else { format!("'{literal}'") }
        }
    }
}

fn expression(random: &mut Random, depth: usize) -> String {
    if depth == 0 || random.one_in(4) {
        return atom(random);
    }
    let (one, other) = (expression(random, depth - 1), expression(random, depth - 1));
    match random.below(7) {
        0 | 1 => format!("({one} && {other})"),
        2 | 3 => format!("({one} || {other})"),
        4 => format!("!({one})"),
        5 => format!("({one} ? {other} : {})", expression(random, depth - 1)),
        _ => one,
    }
}

fn atom(random: &mut Random) -> String {
    let (one, other) = (text(random), text(random));
    match random.below(12) {
        0..=2 => format!("{one} == {other}"),
        3 => format!("{one} != {other}"),
        4 => format!("has(assertion.{})", claim(random)),
        5 => format!("{one}.startsWith({other})"),
        6 => format!("{one}.endsWith({other})"),
        7 => format!("{one}.contains({other})"),
        8 => format!("{one} in ['octo/shop', 'refs/heads/main', {other}]"),
        9 => format!("{one}.matches('{}')", random.pick(&["^refs/(heads|tags)/.*$", "octo", "^o.*p$", "[0-9]+", "^$"])),
        10 => format!("size({one}) {} {}", random.pick(&["==", ">", "<="]), random.below(16)),
        _ => random.pick(&["true", "false", "'ref' in assertion", "'none' in assertion"]).to_owned(),
    }
}
