//! `seek`: to a position, or some seconds on or back.

use std::time::Duration;

use super::{
    Context, Failure, Output, Result,
    arguments::{SeekArguments, SeekTo},
    online,
};
use crate::domain::{PlayerCommand, duration::clock};

pub(super) fn run(arguments: SeekArguments, context: &Context, output: &mut Output<'_>) -> Result<()> {
    online::run(context, output, async |online, output| {
        let playback = online.client.playback().await.map_err(|error| online.failure(&error))?;
        let Some(playback) = playback else { return Err(online.no_active_device().await) };
        let (from, length) = (playback.position_at(online.clock.timestamp()), playback.duration());
        // Spotify would play the next item instead.
        if let SeekTo::Position(position) = arguments.to
            && !length.is_zero()
            && position >= length
        {
            let (at, length) = (clock(position), clock(length));
            return Err(Failure::usage(format_args!("{at} is beyond the end of what plays, at {length}")));
        }
        let position = target(arguments.to, from, length);
        online.send(&PlayerCommand::Seek(position), None).await?;
        Ok(output.line(format_args!("Asked Spotify to seek to {}", clock(position)))?)
    })
}

/// The position to seek to. Never beyond the end, which would play the next item; a length of zero is unknown.
fn target(to: SeekTo, from: Duration, length: Duration) -> Duration {
    let wanted = match to {
        SeekTo::Position(position) => position,
        SeekTo::Forward(step) => from.saturating_add(step),
        SeekTo::Back(step) => from.saturating_sub(step),
    };
    if length.is_zero() { wanted } else { wanted.min(length.saturating_sub(Duration::from_secs(1))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_stays_within_the_episode() {
        let seconds = Duration::from_secs;
        for (to, length, wanted) in [
            (SeekTo::Forward(seconds(30)), 600, 130),
            (SeekTo::Forward(seconds(900)), 600, 599),
            (SeekTo::Forward(seconds(900)), 0, 1_000),
            (SeekTo::Back(seconds(15)), 600, 85),
            (SeekTo::Back(seconds(150)), 600, 0),
        ] {
            assert_eq!(target(to, seconds(100), seconds(length)), seconds(wanted), "{to:?}");
        }
    }
}
