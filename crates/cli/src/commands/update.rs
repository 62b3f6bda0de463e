//! `unstuck update`

use unstuck_app::actions::{self, Publisher, UpdateView};
use unstuck_app::release::{Configured, UpdateError};
use unstuck_app::{Error, answers};

use crate::args::{Format, Update};
use crate::context::{Context, own_installed, own_settings};
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: Update) -> Result<Done, Error> {
    let folder = own_installed().ok_or(Error::NoHome)?;
    if args.remove {
        let there = actions::forget(&folder)?;
        context.notice(if there { "the installed canon is forgotten" } else { "no canon is installed" });
        return Ok(Done::Yes);
    }
    let below = own_settings().map_or(Ok(Configured::default()), |path| Configured::read(&path))?;
    let keys = if args.key.is_empty() { below.keys } else { args.key };
    if keys.is_empty() {
        return Err(UpdateError::Unconfigured { key: true }.into());
    }
    let publisher = Publisher {
        url: args.url.or(below.url).ok_or(UpdateError::Unconfigured { key: false })?,
        keys,
        authorities: args.ca_file.or(below.ca_file),
    };
    let view = actions::update(&publisher, &folder)?;
    let text = if context.format() == Format::Json { answers::json::json(&view)? } else { told(&view) };
    context.answer(&text)?;
    Ok(Done::Yes)
}

fn told(view: &UpdateView) -> String {
    let UpdateView { made, entries, newer, .. } = view;
    match (view.changed, &view.before) {
        (false, _) => format!("Up to date: the canon made {made}, {entries} entries.\n"),
        (true, None) => {
            format!("Installed the canon made {made}: {entries} entries, {newer} newer than the program's.\n")
        }
        (true, Some(before)) => format!(
            "Installed the canon made {made} in place of that made {before}: {entries} entries, {newer} newer than the \
             program's.\n"
        ),
    }
}
