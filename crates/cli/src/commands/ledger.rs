//! `unstuck ledger export` and `unstuck ledger import`

use std::fs::File;
use std::io::{self, BufReader, BufWriter};
use std::path::Path;

use unstuck_app::{Appended, Error, Records};

use crate::args::{LedgerAction, LedgerArgs};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &LedgerArgs) -> Result<Done, Error> {
    let url = context.ledger_url()?;
    match &args.action {
        LedgerAction::Export { file } => {
            let records = Records::read_only(&url)?;
            let written = match file {
                None => records.export(&mut BufWriter::new(io::stdout().lock()))?,
                Some(path) => {
                    let failed = |source| Error::Write { path: path.clone(), source };
                    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
                    let written = records.export(&mut out)?;
                    out.into_inner()
                        .map_err(io::IntoInnerError::into_error)
                        .and_then(|file| file.sync_all())
                        .map_err(failed)?;
                    written
                }
            };
            context.notice(&format!("{written} outcomes written"));
        }
        LedgerAction::Import { file } => {
            let records = Records::open(&url)?;
            let Appended { new, known } = if file == Path::new("-") {
                records.import(&mut io::stdin().lock())?
            } else {
                let name = file.display().to_string();
                let source = File::open(file).map_err(|source| Error::Read { name, source })?;
                records.import(&mut BufReader::new(source))?
            };
            context.notice(&format!("{new} outcomes added, {known} were there already"));
        }
    }
    Ok(Done::Yes)
}
