//! Reads the first frame from disk, on the starting thread.

use std::{path::Path, time::Duration};

use crate::{
    app::{
        Keymap,
        layout::{PaneSet, Shares, Widths},
        place::FeedId,
        state::Shelf,
        views::{FEEDS, FeedSpec},
    },
    domain::{FeedSort, LoginState, ShelfShow, ViewOptions},
    library::{LibraryError, Reader, SHOWS},
    runtime::{
        library_host::{LibraryHost, Owner},
        problem,
    },
};

/// The most shows read: more than any screen fits.
const FIRST: u32 = 200;

/// How long the first frame waits for another process that keeps the library locked. Later reads wait longer.
const LOCKED: Duration = Duration::from_secs(1);

/// The library at the start.
pub(super) struct Found {
    pub(super) host: LibraryHost,
    /// The library of the account; `None` if it is empty.
    pub(super) shelf: Option<Shelf>,
    pub(super) warnings: Vec<String>,
}

/// Opens the library if there is one, and reads the first frame. Creates nothing.
pub(super) fn find(path: &Path, login: &LoginState, keymap: &Keymap) -> Found {
    let (host, error) = LibraryHost::open(path, LOCKED);
    let mut warnings: Vec<String> = error.iter().map(|error| problem::library(error).status_line(keymap)).collect();
    let Some(held) = host.held() else { return Found { host, shelf: None, warnings } };
    let notices: Vec<String> =
        held.take_notices().iter().map(|notice| problem::notice(notice).status_line(keymap)).collect();
    let read = held.readers().at_start(|reader| {
        let whose = whose(reader, login, held.account())?;
        held.show(whose.clone());
        whose.map(|whose| shelf(reader, whose)).transpose()
    });
    let shelf = match read.transpose() {
        Ok(shelf) => shelf.flatten(),
        Err(error) => {
            tracing::warn!(%error, "cannot read the library");
            warnings.push(problem::library(&error).status_line(keymap));
            None
        }
    };
    let shelf = if let Some(shelf) = shelf.filter(|shelf| shelf.total > 0 || shelf.synced_at.is_some()) {
        Some(Shelf { notices, is_read_only: held.library().read_only().is_some(), ..shelf })
    } else {
        warnings.extend(notices);
        None
    };
    Found { host, shelf, warnings }
}

/// The account that is logged in, or the last one used if that is unknown.
fn whose(reader: &Reader, login: &LoginState, last: Option<Owner>) -> Result<Option<Owner>, LibraryError> {
    let known = match login {
        LoginState::LoggedIn { account, .. } | LoginState::Ended { account } => account.as_ref(),
        LoginState::LoggedOut => None,
    };
    let Some(account) = known else { return Ok(last) };
    let found = reader.find_account(&account.id)?;
    Ok(found.map(|at| Owner { at, account: account.clone() }))
}

fn shelf(reader: &Reader, whose: Owner) -> Result<Shelf, LibraryError> {
    let ViewOptions { sort, state, .. } = reader.view(SHOWS)?;
    let (rows, total) = reader.first_shows(whose.at, sort, FIRST)?;
    Ok(Shelf {
        account: whose.account,
        sort,
        state,
        feeds: FEEDS.iter().map(|feed| remembered(reader, feed)).collect::<Result<_, _>>()?,
        shows: rows.into_iter().map(ShelfShow::from).collect(),
        total,
        synced_at: reader.synced_at(whose.at)?,
        searches: reader.searches(whose.at)?,
        device: reader.device(whose.at)?,
        widths: widths(reader)?,
        news: match reader.feed_seen_at(whose.at, FeedId::NEW.word())? {
            Some(seen) => reader.arrived_after(whose.at, seen)?,
            None => 0,
        },
        is_read_only: false,
        notices: Vec::new(),
    })
}

/// How panes shared the width the last time.
fn widths(reader: &Reader) -> Result<Widths, LibraryError> {
    let mut widths = Widths::default();
    for (set, word) in PaneSet::ALL {
        widths.set(set, reader.panes(word)?.and_then(|shares| Shares::parse(&shares)));
    }
    Ok(widths)
}

/// How a feed was displayed the last time.
fn remembered(reader: &Reader, feed: &FeedSpec) -> Result<ViewOptions<FeedSort>, LibraryError> {
    Ok(reader.stored_view(feed.id.word())?.unwrap_or_else(|| feed.options()))
}
