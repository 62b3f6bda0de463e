//! Trust policies: one file a relying party, one row each in the list of readers.

use std::fmt::Debug;

use crate::claims::Claims;
use crate::decision::{Decision, Party, Warning};
use crate::edit::Edit;
use crate::node::Node;
use crate::source::{Problem, Source};
use crate::{json, toml, yaml};

mod aws;
mod azure;
mod check;
mod crates_io;
mod field;
mod gcp;
mod jfrog;
mod npm;
mod nuget;
mod octo_sts;
mod publisher;
mod pypi;
mod rubygems;
mod sigstore;
mod strangers;
mod terraform;
mod vault;

pub use gcp::IMPERSONATION;

/// What a relying party was told to accept.
pub trait Policy: Debug + Send + Sync {
    /// Whose policy it is.
    fn party(&self) -> Party;

    /// The policy's own name: of a role, a provider, a publisher. `None` where the file does not say.
    fn name(&self) -> Option<&str> {
        None
    }

    /// Where it stands within its party, which a request names as well: the AWS account of a provider, the mount of a Vault role, the
    /// nuget.org user who made it. `None` where the file does not say.
    fn place(&self) -> Option<&str> {
        None
    }

    /// The longest session in seconds that may be asked for, where the party has such a limit.
    fn longest_session(&self) -> Option<u64> {
        None
    }

    /// Whether it only registers an issuer and its audiences, beside the policies that let somebody in.
    fn is_registration(&self) -> bool {
        false
    }

    /// The answer to a token with these claims, `aud` and `iss` among them.
    fn decide(&self, claims: &Claims) -> Decision;

    /// In what it lets in more than its owner is likely to want. `own` is a token that ought to be accepted.
    fn warnings(&self, own: &Claims) -> Vec<Warning>;

    /// The smallest change of the file after which a token with these claims is accepted, where the file alone can do it.
    /// Empty where it cannot, or where that is not known.
    fn mend(&self, claims: &Claims, decision: &Decision) -> Vec<Edit>;
}

/// How a party's files are recognised and read.
struct Reader {
    party: Party,
    /// Whether a value looks like one of this party's policies.
    recognises: fn(&Node) -> bool,
    /// Reads all of them that stand in a file: each is a policy, or together they are one.
    read: fn(&[&Node]) -> Policies,
}

/// The policies of a file, or what is wrong with it.
type Policies = Result<Vec<Box<dyn Policy>>, Problem>;

const READERS: &[Reader] = &[
    aws::READER,
    gcp::READER,
    azure::READER,
    vault::READER,
    pypi::READER,
    npm::READER,
    crates_io::READER,
    rubygems::READER,
    nuget::READER,
    sigstore::READER,
    octo_sts::READER,
    jfrog::READER,
];

/// Reads a trust file: what a party prints or takes, one or a list. Which party it is shows in the content, unless it is named.
///
/// # Errors
/// With the place of what cannot be read, or of what is no trust policy that is known.
pub fn read(source: &Source, party: Option<Party>) -> Result<Vec<Box<dyn Policy>>, Problem> {
    let root = tree(source)?;
    let mut groups: Vec<(&Reader, Vec<&Node>)> = Vec::new();
    for (node, party) in nodes(&root, party) {
        let fits = |reader: &&Reader| party.map_or_else(|| (reader.recognises)(node), |party| party == reader.party);
        let reader = READERS.iter().find(fits).ok_or_else(|| {
            let help = "name the party, such as --trust aws:FILE";
            Problem::new("trust.unrecognised", node.span.clone(), "this is no trust policy that is known", help)
        })?;
        match groups.iter_mut().find(|(known, _)| known.party == reader.party) {
            Some((_, nodes)) => nodes.push(node),
            None => groups.push((reader, vec![node])),
        }
    }
    let mut policies = Vec::new();
    for (reader, nodes) in groups {
        policies.extend((reader.read)(&nodes)?);
    }
    if policies.is_empty() {
        return Err(Problem::new(
            "trust.empty",
            root.span,
            "there is no trust policy here",
            "give the file its content",
        ));
    }
    Ok(policies)
}

/// The policies of a file, with their parties where those are named: by the caller, or by the keys of a file that has them under
/// the names of their parties.
fn nodes(root: &Node, party: Option<Party>) -> Vec<(&Node, Option<Party>)> {
    let named = |key: &str| Party::ALL.into_iter().find(|party| party.name() == key);
    let entries = root.entries();
    if entries.is_empty() || !entries.iter().all(|entry| named(&entry.key).is_some()) {
        return root.one_or_many().iter().map(|node| (node, party)).collect();
    }
    let wanted = entries.iter().filter(|entry| party.is_none() || named(&entry.key) == party);
    wanted.flat_map(|entry| entry.value.one_or_many().iter().map(|node| (node, named(&entry.key)))).collect()
}

/// The file's values. What it is written in shows in its name, and otherwise in how it begins.
fn tree(source: &Source) -> Result<Node, Problem> {
    let text = source.text.as_str();
    let named = |ending: &str| source.name.to_ascii_lowercase().ends_with(ending);
    let begins = |starts: &[&str]| text.lines().any(|line| starts.iter().any(|start| line.starts_with(start)));
    let known = [".json", ".yaml", ".yml", ".toml", ".tf", ".hcl"].iter().any(|ending| named(ending));
    let table = |line: &str| line.starts_with("[[") && line.contains("]]");
    if named(".tf") || named(".hcl") || (!known && begins(&["resource \"", "data \""])) {
        terraform::read(text)
    } else if named(".toml") || (!known && text.lines().any(table)) {
        toml::read(text)
    } else if text.trim_start().starts_with(['{', '[']) {
        json::read(text)
    } else {
        yaml::read(text)
    }
}
