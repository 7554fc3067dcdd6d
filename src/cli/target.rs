//! The show or episode that a command acts on. With a link, a URI or an id of Spotify's form it need not be on disk.

use std::io;

use super::{Exit, context::Context, exit::Failure, lookup, output::Output, snapshot::Snapshot};
use crate::{
    domain::{CleanText, EpisodeId, EpisodeKey, NoLink, ShowId, ShowKey, SpotifyLink},
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
    let of_link = |link| if let SpotifyLink::Episode(id) = link { Some(id) } else { None };
    let Some(id) = id(raw, "an episode", of_link, EpisodeId::parse)? else {
        let row = lookup::episode(&Snapshot::open(context, output)?, raw)?;
        let id = row.episode.key.id().cloned().ok_or_else(|| without_address("episode"))?;
        return Ok(EpisodeTarget { id, row: Some(row) });
    };
    let Some(snapshot) = snapshot(context) else { return Ok(EpisodeTarget { id, row: None }) };
    let found = snapshot.read(|reader, account| reader.find(account, &EpisodeKey::Id(id.clone())))?;
    Ok(EpisodeTarget { id, row: found.into_iter().next() })
}

pub(super) fn show(context: &Context, raw: &str, output: &mut Output<'_>) -> Result<ShowTarget, Failure> {
    let of_link = |link| if let SpotifyLink::Show(id) = link { Some(id) } else { None };
    let Some(id) = id(raw, "a show", of_link, ShowId::parse)? else {
        let show = lookup::show(&Snapshot::open(context, output)?, raw)?.show;
        let id = show.key.id().cloned().ok_or_else(|| without_address("show"))?;
        return Ok(ShowTarget { id, name: Some(show.name) });
    };
    let Some(snapshot) = snapshot(context) else { return Ok(ShowTarget { id, name: None }) };
    let row = snapshot.read(|reader, account| reader.find_show(account, &ShowKey::Id(id.clone())))?;
    Ok(ShowTarget { id, name: row.map(|row| row.show.name) })
}

/// The id in a link, a URI or a text of Spotify's form; `None` for a title.
fn id<Id>(
    raw: &str,
    what: &str,
    of_link: impl FnOnce(SpotifyLink) -> Option<Id>,
    parse: impl FnOnce(&str) -> Option<Id>,
) -> Result<Option<Id>, Failure> {
    let raw = raw.trim();
    match SpotifyLink::parse(raw) {
        Ok(link) => of_link(link).map(Some).ok_or_else(|| lookup::leads_elsewhere(raw, what)),
        Err(NoLink::Elsewhere) => Err(lookup::leads_elsewhere(raw, what)),
        Err(NoLink::Text) => Ok(Some(raw).filter(|raw| raw.len() == ID).and_then(parse)),
    }
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
