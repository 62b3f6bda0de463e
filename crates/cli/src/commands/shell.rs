//! `unstuck shell`: functions to put into a shell's start file.
//!
//! What a command printed is gone when it has ended, unless something kept it. tmux does: there `fix` reads what stands on
//! the screen since the command. Elsewhere it asks whether it may run the command again.

use unstuck_app::Error;

use crate::args::{Functions, ShellArgs};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &ShellArgs) -> Result<Done, Error> {
    context.answer(match args.shell {
        Functions::Bash => include_str!("../shell/fix.bash"),
        Functions::Zsh => include_str!("../shell/fix.zsh"),
        Functions::Fish => include_str!("../shell/fix.fish"),
    })?;
    Ok(Done::Yes)
}
