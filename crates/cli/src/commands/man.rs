//! `unstuck man`

use clap::{Command, CommandFactory};
use unstuck_app::Error;

use crate::args::Args;
use crate::context::Context;
use crate::exit::Done;

/// One page: the command itself, then a section for each subcommand.
pub(crate) fn run(context: &Context) -> Result<Done, Error> {
    let mut command = Args::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).map_err(Error::Answer)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        section(subcommand, &mut page).map_err(Error::Answer)?;
    }
    context.answer(&String::from_utf8_lossy(&page))?;
    Ok(Done::Yes)
}

fn section(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let name = command.get_name().to_uppercase();
    page.extend_from_slice(format!(".SH \"UNSTUCK {name}\"\n").as_bytes());
    let man = clap_mangen::Man::new(command.clone());
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)
}
