//! `unstuck oidc serve`

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use unstuck_app::Error;
use unstuck_app::actions::oidc::{Inspection, serve};

use crate::args::OidcServe;
use crate::context::Context;
use crate::exit::Done;

pub(super) fn run(context: &Context, args: OidcServe) -> Result<Done, Error> {
    let inspection = match args.workflow {
        Some(workflow) => Inspection::gather(&[workflow], args.given.into())?,
        None => Inspection::example(args.given.into())?,
    };
    let served = serve(&args.addr, inspection, args.job.as_deref())?;
    let Some((program, rest)) = args.command.split_first() else {
        let exports: String =
            served.variables.iter().map(|(name, value)| format!("export {name}='{value}'\n")).collect();
        context.answer(&format!("{exports}export UNSTUCK_OIDC_URL='{}'\n", served.base))?;
        context.notice("serving until it is interrupted");
        served.wait()?;
        return Ok(Done::Yes);
    };
    let variables = served.variables.iter().map(|(name, value)| (*name, value.as_str()));
    let status = Command::new(program).args(rest).envs(variables).env("UNSTUCK_OIDC_URL", &served.base).status();
    let status = status.map_err(|source| Error::Run { name: program.to_string_lossy().into_owned(), source })?;
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    Ok(Done::Child(u8::try_from(code).unwrap_or(1)))
}
