//! Puts the canon into the binary: `index.bin` is what the answers need at start, `scan.bin` what the scanner needs,
//! `rarity.bin` how often short strings occur in ordinary logs, `counted.bin` what the outcomes come to, `samples.bin` what
//! only `check` reads, `misses.bin` and `proofs.bin` what `export` packs beside it; pages show the latter;
//! `digest.txt` tells one program's canon from another's.
//!
//! An entry with an error fails the build: a binary never carries one.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

#[path = "src/counted.rs"]
#[expect(dead_code, reason = "counting happens here, asking in the program")]
mod counted;
#[path = "src/proof_files.rs"]
mod proof_files;

use std::error::Error;
use std::path::Path;
use std::{env, fs, io};

use counted::{Counted, carried, versions};
use proof_files::{ProofFiles, proof_files};
use sha2::{Digest, Sha256};
use unstuck_canon::{Entry, Finding, Index, Kind, Known, Layer, Level, Rarity, Retired, check, compile, load, parse};
use unstuck_diagnosis::scan;
use unstuck_ledger::{Outcome, Seen, Units, Weighted};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new("../../canon");
    let out = env::var("OUT_DIR")?;
    println!("cargo:rerun-if-changed={}", root.display());
    let mut folder = load::load(root)?;
    let proofs = folder.entries.iter().map(|entry| Ok((entry.id.clone(), proof_files(&root.join(&entry.id))?)));
    let proofs: Vec<(String, ProofFiles)> = proofs.collect::<io::Result<_>>()?;
    fs::write(Path::new(&out).join("proofs.bin"), postcard::to_stdvec(&proofs)?)?;
    let misses: Vec<_> = folder.entries.iter().map(|entry| (entry.id.clone(), entry.misses.clone())).collect();
    fs::write(Path::new(&out).join("misses.bin"), postcard::to_stdvec(&misses)?)?;
    let samples: Vec<_> = folder
        .entries
        .iter_mut()
        .map(|entry| {
            for file in entry.hits.iter_mut().chain(&mut entry.misses) {
                strip(&mut file.path);
            }
            strip(&mut entry.entry.path);
            if let Some(zh) = &mut entry.zh {
                strip(&mut zh.path);
            }
            (entry.id.clone(), entry.hits.clone())
        })
        .collect();
    for file in &mut folder.ordinary {
        strip(&mut file.path);
    }
    let rarity = Rarity::measure(folder.ordinary.iter().map(|file| &file.bytes[..]));
    let index = index(folder.entries, folder.retired.as_ref())?;
    let scan = scan::prepare(&index, &rarity)?;
    let bytes = postcard::to_stdvec(&index)?;
    let digest = Sha256::new().chain_update(&bytes).chain_update(&scan).finalize();
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(Path::new(&out).join("digest.txt"), digest)?;
    fs::write(Path::new(&out).join("scan.bin"), scan)?;
    fs::write(Path::new(&out).join("rarity.bin"), rarity.as_bytes())?;
    fs::write(Path::new(&out).join("counted.bin"), postcard::to_stdvec(&counted(&index)?)?)?;
    fs::write(Path::new(&out).join("index.bin"), bytes)?;
    fs::write(Path::new(&out).join("samples.bin"), postcard::to_stdvec(&(samples, folder.ordinary))?)?;
    Ok(())
}

/// Paths in the binary are relative to the canon's folder.
fn strip(path: &mut String) {
    if let Some(rest) = path.strip_prefix("../../") {
        *path = rest.to_owned();
    }
}

fn index(
    sources: Vec<unstuck_canon::SourceEntry>,
    retired: Option<&unstuck_canon::SourceFile>,
) -> Result<Index<'static>, Box<dyn Error>> {
    let retired = retired.map(Retired::read).transpose().map_err(|finding| told(&[finding]))?.unwrap_or_default();
    let entries = sources.into_iter().map(parse).collect::<Result<Vec<_>, _>>().map_err(|finding| told(&[finding]))?;
    let ids = entries.iter().map(|entry| entry.id.to_string()).collect();
    let (checked, findings) = check(entries, &Known { ids, retired: retired.clone() });
    let errors: Vec<_> = findings.into_iter().filter(|finding| finding.rule.level == Level::Error).collect();
    if errors.is_empty() { Ok(compile(checked, retired, Layer::Bundled)) } else { Err(told(&errors)) }
}

/// What all outcomes of the canon come to.
fn counted(index: &Index<'_>) -> Result<Counted, Box<dyn Error>> {
    let mut counted = Counted::default();
    for failure in index.failures() {
        let entry = failure.read().map_err(|finding| told(&[finding]))?;
        let outcomes = carried(&entry, &failure.outcomes).map_err(|bad| format!("{}: {bad}", failure.id))?;
        add(&mut counted, &entry, &outcomes);
    }
    Ok(counted)
}

fn add(counted: &mut Counted, entry: &Entry, outcomes: &[Outcome]) {
    let units: Units = outcomes.iter().collect();
    for (approach, tally) in units.tallies().into_values().flatten() {
        // Outcomes of approaches that the entry no longer has belong to no kind.
        if let Some(own) = entry.head.approaches.iter().find(|own| *own.id.get_ref() == approach) {
            let weighted = Weighted::of(&tally);
            let sums = match own.kind {
                Kind::Workaround => &mut counted.workarounds,
                Kind::DeadEnd => &mut counted.dead_ends,
            };
            *sums = (sums.0 + weighted.trials, sums.1 + weighted.fixed);
        }
    }
    for outcome in outcomes {
        if let Seen::Became(next) = &outcome.seen {
            counted.before.entry(next.to_string()).or_default().insert(outcome.failure.to_string());
        }
        for (tool, version) in versions(outcome) {
            let newest = counted.newest.entry(tool).or_default();
            *newest = version.max(std::mem::take(newest));
        }
    }
}

fn told(findings: &[Finding]) -> Box<dyn Error> {
    let lines = findings.iter().map(|finding| {
        let place = &finding.place;
        format!("{}:{}: {} [{}]", place.path, place.line, finding.message, finding.rule.code)
    });
    format!("the canon has errors:\n{}", lines.collect::<Vec<_>>().join("\n")).into()
}
