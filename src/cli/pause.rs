//! `pause`: the player, wherever it is.

use super::{Context, Output, Result, online};
use crate::{domain::PlayerCommand, spotify::ApiError};

pub(super) fn run(context: &Context, output: &mut Output<'_>) -> Result<()> {
    online::run(context, output, async |online, output| {
        let said = match online.client.player(&PlayerCommand::Pause, None).await {
            Ok(()) => "Asked Spotify to pause",
            Err(ApiError::NoActiveDevice) => return Err(online.no_active_device().await),
            Err(refused) => {
                // A player that is paused already refuses to be paused.
                let playback = match &refused {
                    ApiError::Restricted => online.client.playback().await.ok().flatten(),
                    _ => None,
                };
                if playback.is_none_or(|playback| playback.is_playing) {
                    return Err(online.failure(&refused));
                }
                "Paused already"
            }
        };
        Ok(output.line(said)?)
    })
}
