//! `saved`: Your Episodes, read from Spotify.

use std::io::{self, Write as _};

use super::{
    Exit,
    arguments::ListArguments,
    context::Context,
    exit::Failure,
    json::{Array, EpisodeObject},
    online::{self, Online},
    output::Output,
    table::{Column, DisplayOptions, QUIET, STARTED, STRONG, Table, plain},
};
use crate::{
    auth::Bound,
    domain::{EpisodeKey, EpisodeState, SavedEpisode, duration::clock, width::width},
    spotify::Client,
};

/// Most pages read. Spotify keeps no longer list.
const MAX_PAGES: u32 = 200;
/// The widest column of show names, and the length of a Spotify id.
const SHOW: usize = 28;
const ID: usize = 22;

pub(super) fn run(arguments: ListArguments, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let saved = online::run(context, output, async |online, _| read(online).await)?;
    let mut out = output.long();
    if arguments.json {
        let mut array = Array::new();
        for item in &saved {
            out.write_all(array.next().as_bytes())?;
            serde_json::to_writer(&mut out, &EpisodeObject::of_saved(item)).map_err(io::Error::from)?;
        }
        writeln!(out, "{}", array.end())?;
    } else {
        let display = DisplayOptions::of_stdout(&context.config, &context.environment);
        let mut table = Table::new(display, columns(&saved, display));
        saved.iter().try_for_each(|item| table.row(item, &mut out))?;
    }
    out.flush()?;
    drop(out);
    if saved.is_empty() && !arguments.json {
        output.note("No saved episodes")?;
    }
    Ok(Exit::Done)
}

/// Reads all pages. A page that begins like the first one is the first one: Spotify was seen to ignore the offset.
async fn read(online: &Online) -> Result<Vec<SavedEpisode>, Failure> {
    let mut all: Vec<SavedEpisode> = Vec::new();
    let mut offset = 0;
    for _ in 0..MAX_PAGES {
        let limit = Client::<Bound>::MAX_LIMIT;
        let page = online.client.saved_page(offset, limit).await.map_err(|error| online.failure(&error))?;
        let first = |items: Option<&SavedEpisode>| -> Option<EpisodeKey> { Some(items?.episode.key.clone()) };
        let is_repeated = offset > 0 && first(page.items.first().map(|(_, item)| item)) == first(all.first());
        let is_full = page.received >= page.limit;
        if page.received == 0 || is_repeated {
            break;
        }
        offset = offset.saturating_add(page.limit);
        all.extend(page.items.into_iter().map(|(_, item)| item));
        if !page.has_next && !is_full {
            break;
        }
    }
    Ok(all)
}

fn columns(saved: &[SavedEpisode], display: DisplayOptions) -> Vec<Column<SavedEpisode>> {
    let widest = saved.iter().map(|item| width(show_name(item))).max().unwrap_or(0);
    let mut columns = vec![
        Column::left("DATE", 10, |item: &SavedEpisode| {
            plain(item.episode.released.map_or_else(|| "-".to_owned(), |date| date.to_string()))
        }),
        Column::left("STATE", 11, |item| match item.episode.progress.state() {
            EpisodeState::Unplayed => plain("unplayed"),
            EpisodeState::InProgress => ("in-progress".into(), STARTED),
            EpisodeState::Played => ("played".into(), QUIET),
        }),
        Column::right("LENGTH", 7, |item| {
            let duration = item.episode.duration;
            plain(if duration.is_zero() { "-".to_owned() } else { clock(duration) })
        }),
        Column::left("SHOW", widest.min(SHOW), |item| plain(show_name(item))),
        Column::left("TITLE", 0, |item: &SavedEpisode| plain(item.episode.name.as_str())).styled(STRONG),
    ];
    if display.columns.is_none() {
        let id = Column::left("ID", ID, |item: &SavedEpisode| plain(item.episode.key.as_str()));
        columns.insert(0, id.styled(QUIET));
    }
    columns
}

fn show_name(item: &SavedEpisode) -> &str {
    item.show.as_ref().map_or("", |show| show.name.as_str())
}
