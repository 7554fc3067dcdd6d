//! What is on disk and what is answered, in tests.

use jiff::tz::TimeZone;

use super::*;
use crate::{
    app::{problem::Cause, requests::event::LoggedIn},
    domain::{
        Account, CleanText, EpisodeKey, MediaType, Progress, ReleaseDate, ShelfEpisode, ShelfShow, Show, ShowKey,
        ShowKind, StateCounts, SyncCounts,
    },
};

pub(in super::super) fn startup() -> Startup {
    let now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("a moment");
    let login = LoginState::LoggedIn {
        account: Some(account("ada")),
        missing: Vec::new(),
        ends: now + SignedDuration::from_hours(24 * 150),
    };
    let size = Size { width: 80, height: 24 };
    Startup::new(now.to_zoned_datetime(TimeZone::UTC), size, login).session(|session| {
        session.client_id = Some("0123456789abcdef0123456789abcdef".into());
        session.redirect_uri = "http://127.0.0.1:8899/callback".into();
    })
}

pub(in super::super) fn logged_out() -> Startup {
    startup().session(|session| session.login = LoginState::LoggedOut)
}

pub(in super::super) fn account(name: &str) -> Account {
    Account { id: CleanText::new(name), display_name: Some(CleanText::new(name)), premium: None }
}

pub(in super::super) fn logged_in() -> LoggedIn {
    let ends = startup().now.timestamp() + SignedDuration::from_hours(24 * 180);
    LoggedIn { missing: Vec::new(), ends, notice: None }
}

pub(in super::super) fn problem(title: &'static str) -> Problem {
    Problem::new(title, "", "")
}

/// What is on disk of an account: these shows, read from Spotify to their end an hour ago.
pub(in super::super) fn shelf(name: &str, names: &[&str]) -> Shelf {
    let synced_at = startup().now.timestamp() - SignedDuration::from_hours(1);
    Shelf {
        account: account(name),
        sort: ShowSort::Added,
        state: StateFilter::All,
        feeds: Vec::new(),
        shows: names.iter().map(|name| show(name)).collect(),
        total: u32::try_from(names.len()).expect("few"),
        synced_at: Some(synced_at),
        searches: Vec::new(),
        device: None,
        widths: crate::app::layout::Widths::default(),
        news: 0,
        is_read_only: false,
        notices: Vec::new(),
    }
}

/// A synchronisation that came to this end, with one request and nothing new.
pub(in super::super) fn outcome(end: SyncEnd) -> SyncOutcome {
    let problem = (end == SyncEnd::Failed).then(|| problem("Spotify cannot be reached").caused_by(Cause::Unreachable));
    SyncOutcome { counts: SyncCounts { requests: 1, ..SyncCounts::default() }, end, problem }
}

/// What the library answers about the shows.
pub(in super::super) fn shows(names: &[&str]) -> ReadReply {
    ReadReply::Shows(names.iter().map(|name| show(name)).collect())
}

/// What the library answers about the episodes of a show.
pub(in super::super) fn on_disk(name: &str, episodes: Vec<Episode>) -> ReadReply {
    let shelved = (0..).zip(episodes).map(|(position, episode)| shelved(name, Episode { position, ..episode }));
    ReadReply::Episodes(show_key(name), shelved.collect(), EpisodeSort::Newest, StateFilter::All)
}

/// An episode as the library holds it.
pub(in super::super) fn shelved(show: &str, episode: Episode) -> ShelfEpisode {
    ShelfEpisode {
        show: show_key(show),
        show_name: CleanText::new(show),
        remote: episode.progress,
        episode,
        mark: None,
        arrived: startup().now.timestamp(),
        saved: false,
    }
}

pub(in super::super) fn show_key(name: &str) -> ShowKey {
    ShowKey::from_remote(&name.replace(' ', ""))
}

/// A show whose id is its name without spaces.
pub(in super::super) fn show(name: &str) -> ShelfShow {
    let show = Show {
        key: show_key(name),
        name: CleanText::new(name),
        publisher: None,
        notes: Notes::default(),
        total_episodes: Some(3),
        explicit: false,
        languages: Vec::new(),
        media: MediaType::Audio,
        images: crate::domain::Images::default(),
        kind: ShowKind::Podcast,
        copyrights: Vec::new(),
        added_at: None,
    };
    ShelfShow { show, counts: StateCounts::default(), latest: None, complete: false }
}

/// An episode whose id is its name without spaces.
pub(in super::super) fn episode(name: &str, released: &str, minutes: u64, progress: Progress) -> Episode {
    Episode {
        key: EpisodeKey::from_remote(&name.replace(' ', "")),
        name: CleanText::new(name),
        released: ReleaseDate::parse(released),
        duration: Duration::from_secs(minutes * 60),
        progress,
        explicit: false,
        playable: true,
        languages: Vec::new(),
        notes: Notes::default(),
        position: 0,
    }
}

/// Episodes were written to this file.
pub(in super::super) fn written(path: &str) -> WriteReply {
    WriteReply::Exported(Ok(FileAnswer::Written { path: path.into() }))
}
