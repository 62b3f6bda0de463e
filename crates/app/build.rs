//! Puts the canon into the binary: `index.bin` is what the engine needs at start, `samples.bin` what only `check` reads.
//!
//! An entry with an error fails the build: a binary never carries one.
#![expect(clippy::disallowed_methods, reason = "a build script reads and writes files")]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use unstuck_canon::{Finding, Index, Known, Layer, Level, Retired, check, compile, load, parse};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new("../../canon");
    let out = env::var("OUT_DIR")?;
    println!("cargo:rerun-if-changed={}", root.display());
    let mut folder = load::load(root)?;
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
    let index = index(folder.entries, folder.retired.as_ref())?;
    fs::write(Path::new(&out).join("index.bin"), postcard::to_stdvec(&index)?)?;
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

fn told(findings: &[Finding]) -> Box<dyn Error> {
    let lines = findings.iter().map(|finding| {
        let place = &finding.place;
        format!("{}:{}: {} [{}]", place.path, place.line, finding.message, finding.rule.code)
    });
    format!("the canon has errors:\n{}", lines.collect::<Vec<_>>().join("\n")).into()
}
