//! `play`: an episode from where it stopped, or from a position.

use super::{Context, Failure, Output, Result, arguments::PlayArguments, devices, online, target};
use crate::domain::{PlayerCommand, duration::clock};

pub(super) fn run(arguments: &PlayArguments, context: &Context, output: &mut Output<'_>) -> Result<()> {
    let wanted = target::episode(context, &arguments.episode, output)?;
    online::run(context, output, async |online, output| {
        // What was heard since the last synchronisation is known to Spotify alone.
        let episode = match wanted.row.filter(|_| arguments.at.is_some()) {
            Some(row) => row.episode,
            None => online.client.episode(&wanted.id).await.map_err(|error| online.not_found(&error))?,
        };
        let position = arguments.at.unwrap_or_else(|| episode.progress.resume_at());
        // Spotify would play the next item instead.
        if !episode.duration.is_zero() && position >= episode.duration {
            let (name, length, at) = (&episode.name, clock(episode.duration), clock(position));
            return Err(Failure::usage(format_args!("\"{name}\" is {length} long: {at} is beyond its end")));
        }
        let device = match &arguments.device {
            Some(name) => Some(devices::find(&online.devices().await?, name)?),
            None => None,
        };
        let command = PlayerCommand::Play { episodes: vec![wanted.id], position };
        online.send(&command, device.as_ref().map(|(id, _)| id)).await?;
        let on = device.map_or_else(|| "the active device".to_owned(), |(_, name)| name.to_string());
        Ok(output.line(format_args!("Asked Spotify to play \"{}\" from {} on {on}", episode.name, clock(position)))?)
    })
}
