//! The show or episode that a command acts on. With a link, a URI or an id of Spotify's form it need not be on disk.

use std::io;

use super::{Exit, context::Context, exit::Failure, lookup, output::Output, snapshot::Snapshot};
use crate::{
    domain::{CleanText, EpisodeId, EpisodeKey, NoLink, ShowId, ShowKey, ShowSort, SpotifyLink},
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

pub(super) fn episode(context: &Context, raw: &str, output: &mut Output<'_>) -> Result<EpisodeTarget, Failure> {
    let raw = raw.trim();
    let id = match SpotifyLink::parse(raw) {
        Ok(SpotifyLink::Episode(id)) => Some(id),
        Ok(SpotifyLink::Show(_)) | Err(NoLink::Elsewhere) => return Err(lookup::leads_elsewhere(raw, "an episode")),
        Err(NoLink::Text) => Some(raw).filter(|raw| raw.len() == ID).and_then(EpisodeId::parse),
    };
    let Some(id) = id else {
        let row = lookup::episode(&Snapshot::open(context, output)?, raw)?;
        let id = row.episode.key.id().cloned().ok_or_else(|| without_address("episode"))?;
        return Ok(EpisodeTarget { id, row: Some(row) });
    };
    let Some(snapshot) = snapshot(context) else { return Ok(EpisodeTarget { id, row: None }) };
    let found = snapshot.read(|reader, account| reader.find(account, &EpisodeKey::Id(id.clone())))?;
    Ok(EpisodeTarget { id, row: found.into_iter().next() })
}

pub(super) fn show(context: &Context, raw: &str, output: &mut Output<'_>) -> Result<ShowTarget, Failure> {
    let raw = raw.trim();
    let id = match SpotifyLink::parse(raw) {
        Ok(SpotifyLink::Show(id)) => Some(id),
        Ok(SpotifyLink::Episode(_)) | Err(NoLink::Elsewhere) => return Err(lookup::leads_elsewhere(raw, "a show")),
        Err(NoLink::Text) => Some(raw).filter(|raw| raw.len() == ID).and_then(ShowId::parse),
    };
    let Some(id) = id else {
        let show = lookup::show(&Snapshot::open(context, output)?, raw)?.show;
        let id = show.key.id().cloned().ok_or_else(|| without_address("show"))?;
        return Ok(ShowTarget { id, name: Some(show.name) });
    };
    let Some(snapshot) = snapshot(context) else { return Ok(ShowTarget { id, name: None }) };
    let key = ShowKey::Id(id.clone());
    let row = snapshot.shows(ShowSort::Name)?.into_iter().find(|row| row.show.key == key);
    Ok(ShowTarget { id, name: row.map(|row| row.show.name) })
}

/// A show or an episode. A text names a show, if one matches.
pub(super) fn link(context: &Context, raw: &str, output: &mut Output<'_>) -> Result<SpotifyLink, Failure> {
    let raw = raw.trim();
    match SpotifyLink::parse(raw) {
        Ok(link) => return Ok(link),
        Err(NoLink::Elsewhere) => return Err(lookup::leads_elsewhere(raw, "a show or an episode")),
        Err(NoLink::Text) => {}
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
    Failure::new(Exit::Failed, format_args!("this {what} has no address on Spotify"))
}
