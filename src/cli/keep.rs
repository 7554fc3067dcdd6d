//! `follow`, `unfollow`, `save` and `unsave`.

use super::{Context, Output, Result, online, target};
use crate::domain::{CleanText, SpotifyLink};

pub(super) fn show(raw: &str, follow: bool, context: &Context, output: &mut Output<'_>) -> Result<()> {
    let show = target::show(context, raw, output)?;
    let verb = if follow { "Followed" } else { "Unfollowed" };
    keep(&SpotifyLink::Show(show.id), follow, verb, show.name, context, output)
}

pub(super) fn episode(raw: &str, save: bool, context: &Context, output: &mut Output<'_>) -> Result<()> {
    let episode = target::episode(context, raw, output)?;
    let verb = if save { "Saved" } else { "Removed from Your Episodes:" };
    keep(&SpotifyLink::Episode(episode.id), save, verb, episode.row.map(|row| row.episode.name), context, output)
}

fn keep(
    link: &SpotifyLink,
    keep: bool,
    verb: &str,
    name: Option<CleanText>,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<()> {
    online::run(context, output, async |online, output| {
        let kept = online.watched(online.keeper().keep(std::slice::from_ref(link), keep), output).await?;
        let stored = kept.map_err(|error| online.not_found(&error))?;
        let what = name.map_or_else(|| link.to_string(), |name| format!("\"{name}\""));
        output.line(format_args!("{verb} {what}"))?;
        // `saved` asks Spotify, so nothing is missing there.
        if !matches!(stored, Ok(true)) && matches!(link, SpotifyLink::Show(_)) {
            output.note("The next `spotpods-tui sync` brings it to the library")?;
        }
        Ok(())
    })
}
