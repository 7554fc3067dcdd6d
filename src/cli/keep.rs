//! `follow`, `unfollow`, `save` and `unsave`.

use super::{
    Exit,
    context::Context,
    exit::Failure,
    online::{self, Online},
    output::Output,
    target,
};
use crate::domain::{CleanText, SavedEpisode, ShowKey, SpotifyLink};

pub(super) fn show(raw: &str, follow: bool, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let show = target::show(context, raw, output)?;
    let verb = if follow { "Followed" } else { "Unfollowed" };
    keep(&SpotifyLink::Show(show.id), follow, verb, show.name, context, output)
}

pub(super) fn episode(raw: &str, save: bool, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
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
) -> Result<Exit, Failure> {
    online::run(context, output, async |online, output| {
        online.client.keep(link, keep).await.map_err(|error| online.failure(&error))?;
        let what = name.map_or_else(|| link.to_string(), |name| format!("\"{name}\""));
        output.line(format_args!("{verb} {what}"))?;
        let is_stored = store(online, link, keep).await;
        // `saved` asks Spotify, so nothing is missing there.
        if !is_stored && matches!(link, SpotifyLink::Show(_)) {
            output.note("The next `spotpods-tui sync` brings it to the library")?;
        }
        Ok(Exit::Done)
    })
}

/// Writes to the library what Spotify has confirmed. Returns whether the write succeeded.
async fn store(online: &Online, link: &SpotifyLink, keep: bool) -> bool {
    let Some((library, account)) = online.library().await else { return false };
    let now = online.clock.timestamp();
    let stored = match (link, keep) {
        (SpotifyLink::Show(id), true) => match online.client.show(id).await {
            Ok(show) => library.follow(account, show, now).await,
            Err(_) => return false,
        },
        (SpotifyLink::Show(id), false) => library.unfollow(account, ShowKey::Id(id.clone()), now).await,
        (SpotifyLink::Episode(id), true) => match online.client.episode_with_show(id).await {
            Ok((episode, show)) => library.save(account, SavedEpisode { episode, show, added_at: None }, now).await,
            Err(_) => return false,
        },
        (SpotifyLink::Episode(id), false) => library.unsave(account, id.clone()).await,
    };
    if let Err(error) = &stored {
        tracing::warn!(%error, "cannot write what Spotify has confirmed");
    }
    stored.is_ok()
}
