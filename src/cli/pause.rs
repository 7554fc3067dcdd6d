//! `pause`: the player, wherever it is.

use super::{Exit, context::Context, exit::Failure, online, output::Output};
use crate::domain::PlayerCommand;

pub(super) fn run(context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    online::run(context, output, async |online, output| {
        online.send(&PlayerCommand::Pause, None).await?;
        output.line("Asked Spotify to pause")?;
        Ok(Exit::Done)
    })
}
