//! A row in words.

use std::time::Duration;

use super::text::plain;
use crate::{
    app::{
        State,
        list::{ItemRef, List},
        views::view::{RowStyle, RowView},
    },
    domain::{
        Mark, Progress, ReleaseDate, ShelfEpisode, ShelfShow,
        count::{counted, grouped},
    },
};

/// The row at a position, with the title first: the rest can be skipped.
pub(super) fn row(state: &State, list: &List, row: &RowView<'_>) -> String {
    let mut said = match row.item {
        ItemRef::Show(show) => of_show(state, show, row.style),
        ItemRef::Episode(episode) => of_episode(state, episode, row.style),
    };
    if row.item.episode().is_some_and(|episode| list.selection.contains(episode)) {
        said.push("chosen".into());
    }
    plain(&said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", "))
}

fn of_show(state: &State, item: &ShelfShow, style: RowStyle<'_>) -> Vec<String> {
    let show = &item.show;
    let mut said = vec![show.name.to_string()];
    match style {
        RowStyle::Catalogue { is_followed } => {
            said.push("show".into());
            said.extend(show.publisher.as_ref().map(ToString::to_string));
            said.extend(show.total_episodes.map(|total| counted(total, "episode", "episodes")));
            said.extend(is_followed.then(|| "followed".to_owned()));
        }
        RowStyle::Show | RowStyle::Episode | RowStyle::Feed { .. } | RowStyle::Found { .. } => {
            let count = |count: u32, what: &str| (count > 0).then(|| format!("{} {what}", grouped(count)));
            said.extend(count(item.counts.unplayed, "unplayed"));
            said.extend(count(item.counts.in_progress, "in progress"));
            said.extend(item.latest.map(|latest| format!("newest {}", date(state, latest))));
        }
    }
    said
}

fn of_episode(state: &State, item: &ShelfEpisode, style: RowStyle<'_>) -> Vec<String> {
    let episode = &item.episode;
    let mut said = vec![episode.name.to_string()];
    said.extend(state.cx.player.plays(item).map(|is_playing| if is_playing { "playing" } else { "paused" }.to_owned()));
    let local = if item.mark.is_some() { " by your mark" } else { "" };
    said.push(match (item.mark, &episode.progress) {
        (Some(Mark::Played), _) | (None, Progress::Played) => format!("played{local}"),
        (Some(Mark::Unplayed), _) | (None, Progress::Unplayed) => format!("unplayed{local}"),
        (None, Progress::InProgress { .. }) => format!("in progress, {} left", length(episode.remaining())),
    });
    said.push(length(episode.duration));
    said.extend(episode.released.map(|released| date(state, released)));
    let flag = |holds: bool, word: &str| holds.then(|| word.to_owned());
    said.extend(flag(item.saved, "saved"));
    said.extend(flag(episode.explicit, "explicit"));
    said.extend(flag(!episode.playable, "not playable"));
    // Spotify does not name the show of what its catalogue finds.
    let of_show = Some(&item.show_name).filter(|name| !name.as_str().is_empty()).map(|name| format!("of {name}"));
    match style {
        RowStyle::Feed { .. } | RowStyle::Catalogue { .. } => said.extend(of_show),
        RowStyle::Found { snippet } => {
            said.extend(of_show);
            said.extend(snippet.map(|snippet| format!("in its notes: {}", snippet.text)));
        }
        RowStyle::Show | RowStyle::Episode => {}
    }
    said
}

fn date(state: &State, date: ReleaseDate) -> String {
    if state.cx.display.iso_dates {
        return date.to_string();
    }
    date.ago(state.cx.now.date()).unwrap_or_else(|| date.long(state.cx.display.locale))
}

/// `1 hour 2 minutes`; empty if it is unknown.
fn length(duration: Duration) -> String {
    let minutes = duration.as_secs().div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, 0) => String::new(),
        (0, minutes) => counted(minutes, "minute", "minutes"),
        (hours, 0) => counted(hours, "hour", "hours"),
        (hours, minutes) => {
            format!("{} {}", counted(hours, "hour", "hours"), counted(minutes, "minute", "minutes"))
        }
    }
}
