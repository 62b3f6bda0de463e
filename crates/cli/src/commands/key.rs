//! `unstuck key`

use unstuck_app::Error;
use unstuck_app::release::SigningKey;

use crate::args::{KeyAction, KeyArgs};
use crate::context::Context;
use crate::exit::Done;

pub(crate) fn run(context: &Context, args: &KeyArgs) -> Result<Done, Error> {
    let key = match &args.action {
        KeyAction::New { file } => {
            let key = SigningKey::make(file)?;
            context.notice(&format!(
                "{} signs: keep it to yourself, and keep it. What is printed is for those who update",
                file.display()
            ));
            key
        }
        KeyAction::Show { file } => SigningKey::read(file)?,
    };
    context.answer(&format!("{}\n", key.public()))?;
    Ok(Done::Yes)
}
