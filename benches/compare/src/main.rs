//! Makes canons and logs, and runs engines over them. `benches/compare/run` puts it all together.

use std::error::Error;
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use unstuck_diagnosis::log::{Lines, Raw, clean};

mod canon;
mod engines;
#[path = "../../../crates/app/examples/make_log.rs"]
#[expect(dead_code, reason = "only the program has a use for its command line")]
mod make_log;
mod measure;

const USAGE: &str = "usage: compare canon COUNT [noisy] | usable | log BYTES | plain | index CANON OUT | engines | cold INDEX LOG | \
                     run ENGINE CANON INDEX LOG RUNS";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    match args.as_slice() {
        ["canon", count] => canon::write(count.parse()?, canon::Kind::Linted, &mut out)?,
        ["canon", count, "noisy"] => canon::write(count.parse()?, canon::Kind::Noisy, &mut out)?,
        ["usable"] => canon::usable(&io::read_to_string(io::stdin())?, &mut out)?,
        ["log", bytes] => {
            make_log::Sources::read(Path::new("canon/ordinary"), Path::new("canon"))?
                .write(bytes.parse()?, &mut out)?;
        }
        ["plain"] => plain(&mut io::stdin().lock(), &mut out)?,
        ["index", canon, to] => fs::write(to, engines::index(&canon::read(canon)?)?)?,
        ["engines"] => engines::names().try_for_each(|name| writeln!(out, "{name}"))?,
        ["cold", index, log] => engines::cold(index, log, &mut out)?,
        ["run", engine, canon, index, log, runs] => engines::run(engine, canon, index, log, runs.parse()?, &mut out)?,
        _ => return Err(USAGE.into()),
    }
    Ok(out.flush()?)
}

/// Leaves of each line what it says: none of the peers can see through colours and timestamps, so all get the same text
/// without them.
fn plain(from: &mut impl Read, out: &mut impl Write) -> io::Result<()> {
    let mut text = Vec::new();
    from.read_to_end(&mut text)?;
    let mut write = |raw: Raw<'_>| -> io::Result<()> {
        for segment in clean(raw).text.split(|byte| *byte == b'\r').filter(|segment| !segment.is_empty()) {
            out.write_all(segment)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    };
    let mut lines = Lines::default();
    let mut done = Ok(());
    let mut each = |raw: Raw<'_>| {
        if done.is_ok() {
            done = write(raw);
        }
    };
    lines.push(&text, &mut each);
    lines.finish(&mut each);
    done
}
