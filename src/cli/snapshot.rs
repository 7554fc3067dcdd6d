//! The library as one moment left it, for the commands that read it.
//!
//! Sends no request, and creates no library. Start with [`Snapshot::open`].

use std::fmt::Display;

use jiff::{ZonedDateTime, civil::Date};

use super::{
    Exit,
    context::{self, Context},
    exit::Failure,
    output::Output,
    table::DisplayOptions,
};
use crate::{
    auth::KeptLogin,
    domain::{EpisodeState, Notes, PreferredDevice, ShowSort},
    library::{AccountRef, EpisodeRow, Library, LibraryError, Notice, Reader, ShowRow, TimelineWindow, Toward},
    runtime::{doctor::status::log_in_command, problem},
};

/// How many rows are held at a time.
const WINDOW: u32 = 250;

const EMPTY: &str = "The library is empty; run `spotpods-tui sync` to fetch the shows you follow";

pub(super) struct Snapshot {
    open: Option<Open>,
    pub(super) now: ZonedDateTime,
    pub(super) display: DisplayOptions,
}

struct Open {
    reader: Reader,
    account: AccountRef,
    /// Dropped last: the last connection checkpoints the WAL.
    _library: Library,
}

/// Which episodes are listed, newest first.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) show: Option<ShowRow>,
    pub(super) state: Option<EpisodeState>,
    /// From this day on.
    pub(super) since: Option<Date>,
    /// Only those whose day has come, over all shows.
    pub(super) released: bool,
    pub(super) limit: Option<u32>,
}

/// The stored login. A problem with its settings is printed, and the library can be read all the same.
fn login(context: &Context, output: &mut Output<'_>) -> Result<Option<KeptLogin>, Failure> {
    // Refused as everywhere: the addresses decide which account is meant.
    context::origins(&context.config)?;
    let kept = context.login().and_then(|settings| match settings {
        Some(settings) => context.vault().kept_login(&settings).map_err(Failure::failed),
        None => Ok(None),
    });
    kept.or_else(|failure| {
        output.note(format_args!("Cannot read the login: {}", failure.message()))?;
        Ok(None)
    })
}

pub(super) fn unreadable(cause: impl Display) -> Failure {
    Failure::failed(format_args!("cannot read the library: {cause}"))
}

impl Snapshot {
    /// Opens the library. Exits with 3 if there is neither a login nor a library; with a login and no library every list is
    /// empty, with a note.
    pub(super) fn open(context: &Context, output: &mut Output<'_>) -> Result<Self, Failure> {
        Self::open_noting(context, Some(EMPTY), output)
    }

    /// The same without a note if no show is followed, for lists that do not depend on it.
    pub(super) fn open_any(context: &Context, output: &mut Output<'_>) -> Result<Self, Failure> {
        Self::open_noting(context, None, output)
    }

    fn open_noting(context: &Context, empty: Option<&str>, output: &mut Output<'_>) -> Result<Self, Failure> {
        let display = DisplayOptions::of_stdout(&context.config, &context.environment);
        let login = login(context, output)?;
        let mut snapshot = Self { open: None, now: context.clock.now(), display };
        let path = context.config.paths.library_file();
        if !Library::is_there(&path) {
            return snapshot.empty(context, login.as_ref(), empty, output);
        }
        let opened = context.library(output)?;
        let mut is_replaced = false;
        for notice in &opened.notices {
            match notice {
                Notice::InMemory(why) => return Err(unreadable(why)),
                Notice::Quarantined { .. } | Notice::Empty => is_replaced = true,
                Notice::ReadOnly(_) => {}
            }
            output.note(problem::notice(notice).line())?;
        }
        let reader = opened.library.reader().map_err(unreadable)?;
        reader.hold_still().map_err(unreadable)?;
        let known = login.as_ref().and_then(|login| login.account.as_ref());
        let account = match known {
            Some(account) => reader.find_account(&account.id),
            None => reader.last_account().map(|last| last.map(|(at, _)| at)),
        };
        let Some(account) = account.map_err(unreadable)? else {
            // There was a library; its notice is the note.
            return if is_replaced { Ok(snapshot) } else { snapshot.empty(context, login.as_ref(), empty, output) };
        };
        snapshot.open = Some(Open { reader, account, _library: opened.library });
        if let Some(empty) = empty.filter(|_| !is_replaced)
            && snapshot.shows(ShowSort::Added)?.is_empty()
        {
            output.note(empty)?;
        }
        Ok(snapshot)
    }

    fn empty(
        self,
        context: &Context,
        login: Option<&KeptLogin>,
        empty: Option<&str>,
        output: &mut Output<'_>,
    ) -> Result<Self, Failure> {
        if login.is_none() {
            let command = log_in_command(&context.config.paths.profile);
            let why = format_args!("not logged in and no library on disk; run {command} first");
            return Err(Failure::new(Exit::LogInFirst, why));
        }
        if let Some(empty) = empty {
            output.note(empty)?;
        }
        Ok(self)
    }

    /// The device that was chosen last.
    pub(super) fn device(&self) -> Result<Option<PreferredDevice>, Failure> {
        let device = self.open.as_ref().map(|open| open.reader.device(open.account));
        device.transpose().map(Option::flatten).map_err(unreadable)
    }

    /// The account whose rows are read.
    ///
    /// # Errors
    /// The library is empty.
    pub(super) fn account(&self) -> Result<AccountRef, Failure> {
        let empty = || Failure::failed("the library is empty: run `spotpods-tui sync` first");
        self.read(|_, account| Ok(Some(account)))?.ok_or_else(empty)
    }

    pub(super) fn today(&self) -> Date {
        self.now.date()
    }

    /// Prints why a list is empty, unless it is JSON or [`Snapshot::open`] has printed it. Returns the exit code of a
    /// search: 1 without a hit, as of `grep`, but not with JSON, which says so itself.
    pub(super) fn explain(
        &self,
        count: usize,
        json: bool,
        why: impl Display,
        output: &mut Output<'_>,
    ) -> Result<Exit, Failure> {
        if count > 0 || json || self.shows(ShowSort::Added)?.is_empty() {
            return Ok(Exit::Done);
        }
        output.note(why)?;
        Ok(Exit::Failed)
    }

    /// The followed shows.
    pub(super) fn shows(&self, sort: ShowSort) -> Result<Vec<ShowRow>, Failure> {
        self.read(|reader, account| reader.shows(account, sort))
    }

    /// Reads; the default if there is no library.
    pub(super) fn read<T: Default>(
        &self,
        read: impl FnOnce(&Reader, AccountRef) -> Result<T, LibraryError>,
    ) -> Result<T, Failure> {
        let Some(open) = &self.open else { return Ok(T::default()) };
        read(&open.reader, open.account).map_err(unreadable)
    }

    /// Passes every episode of a selection on.
    pub(super) fn each(
        &self,
        selection: &Selection,
        mut take: impl FnMut(EpisodeRow) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.windows(selection, |rows| rows.into_iter().try_for_each(&mut take))
    }

    /// Passes the episodes of a selection on, with few of them in memory.
    pub(super) fn windows(
        &self,
        selection: &Selection,
        mut take: impl FnMut(Vec<EpisodeRow>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut left = selection.limit;
        let mut offset = 0;
        let mut after = None;
        loop {
            let limit = left.map_or(WINDOW, |left| left.min(WINDOW));
            let Selection { state, since, released, .. } = *selection;
            let mut rows = self.read(|reader, account| {
                if let Some(show) = &selection.show {
                    reader.episodes(show.at, state, offset..offset + limit)
                } else {
                    let window = TimelineWindow { after, toward: Toward::Older, state, since, released, limit };
                    reader.timeline(account, &window)
                }
            })?;
            let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            offset += count;
            after = rows.last().map(|row| row.at);
            left = left.map(|left| left.saturating_sub(count));
            // Newest first, undated last.
            let is_before = |row: &EpisodeRow| {
                selection.since.is_some_and(|since| row.episode.released.is_none_or(|date| date.first_day() < since))
            };
            let within = rows.iter().position(is_before).unwrap_or(rows.len());
            let is_last = count < limit || left == Some(0) || within < rows.len();
            rows.truncate(within);
            take(rows)?;
            if is_last {
                return Ok(());
            }
        }
    }

    pub(super) fn notes(&self, row: &EpisodeRow) -> Result<Notes, Failure> {
        self.read(|reader, _| none_if_gone(reader.notes(row.at)))
    }

    pub(super) fn show_notes(&self, row: &ShowRow) -> Result<Notes, Failure> {
        self.read(|reader, _| none_if_gone(reader.show_notes(row.at)))
    }
}

fn none_if_gone(notes: Result<Notes, LibraryError>) -> Result<Notes, LibraryError> {
    notes.or_else(|error| if error == LibraryError::Gone { Ok(Notes::default()) } else { Err(error) })
}
