//! The show or episode that a command acts on. With a link, a URI or an id of Spotify's form it need not be on disk.

use std::io;

use super::{Context, Exit, Failure, Output, Result, Snapshot, lookup};
use crate::{
    domain::{CleanText, EpisodeId, EpisodeKey, ShowId, ShowKey, SpotifyLink},
    library::{EpisodeRow, Library},
};

/// The length of Spotify's ids. A shorter or longer text is a title, unless it is an id on disk.
const ID: usize = 22;

/// An episode, with its row if it is on disk.
pub(super) struct EpisodeTarget {
    pub(super) id: EpisodeId,
    pub(super) row: Option<EpisodeRow>,
}

/// A show, with its name if it is on disk.
pub(super) struct ShowTarget {
    pub(super) id: ShowId,
    pub(super) name: Option<CleanText>,
}

pub(super) fn episode(context: &Context, raw: &str, output: &mut Output<'_>) -> Result<EpisodeTarget> {
    let Some(id) = lookup::linked(raw.trim(), "an episode", lookup::episode_of)?.or_else(|| id(raw, EpisodeId::parse))
    else {
        let row = lookup::episode(&Snapshot::open(context, output)?, raw)?;
        let id = row.episode.key.id().cloned().ok_or_else(|| without_address("episode"))?;
        return Ok(EpisodeTarget { id, row: Some(row) });
    };
    let Some(snapshot) = snapshot(context) else { return Ok(EpisodeTarget { id, row: None }) };
    let found = snapshot.read(|reader, account| reader.find(account, &EpisodeKey::Id(id.clone())))?;
    Ok(EpisodeTarget { id, row: found.into_iter().next() })
}

pub(super) fn show(context: &Context, raw: &str, output: &mut Output<'_>) -> Result<ShowTarget> {
    let Some(id) = lookup::linked(raw.trim(), "a show", lookup::show_of)?.or_else(|| id(raw, ShowId::parse)) else {
        let show = lookup::show(&Snapshot::open(context, output)?, raw)?.show;
        let id = show.key.id().cloned().ok_or_else(|| without_address("show"))?;
        return Ok(ShowTarget { id, name: Some(show.name) });
    };
    let Some(snapshot) = snapshot(context) else { return Ok(ShowTarget { id, name: None }) };
    let row = snapshot.read(|reader, account| reader.find_show(account, &ShowKey::Id(id.clone())))?;
    Ok(ShowTarget { id, name: row.map(|row| row.show.name) })
}

/// The id in a text of Spotify's form; `None` for a title.
fn id<Id>(raw: &str, parse: impl FnOnce(&str) -> Option<Id>) -> Option<Id> {
    Some(raw.trim()).filter(|raw| raw.len() == ID).and_then(parse)
}

/// A show or an episode. A text names a show, if one matches.
pub(super) fn link(context: &Context, raw: &str, output: &mut Output<'_>) -> Result<SpotifyLink> {
    let raw = raw.trim();
    if let Some(link) = lookup::linked(raw, "a show or an episode", Some)? {
        return Ok(link);
    }
    let snapshot = Snapshot::open(context, output)?;
    match lookup::show(&snapshot, raw) {
        Ok(row) => row.show.link().ok_or_else(|| without_address("show")),
        Err(failure) if failure.exit() == Some(Exit::Failed) => {
            lookup::episode(&snapshot, raw)?.episode.link().ok_or_else(|| without_address("episode"))
        }
        Err(failure) => Err(failure),
    }
}

/// The library, if there is one. The command does without it, so nothing is said about it.
fn snapshot(context: &Context) -> Option<Snapshot> {
    let (mut out, mut err) = (io::sink(), io::sink());
    let is_there = Library::is_there(&context.config.paths.library_file());
    is_there.then(|| Snapshot::open(context, &mut Output::new(&mut out, &mut err)).ok()).flatten()
}

fn without_address(what: &str) -> Failure {
    Failure::failed(format_args!("this {what} has no address on Spotify"))
}
