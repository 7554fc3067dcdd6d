//! What is on disk, for the commands that read: whose it is, and the lists in windows.
//!
//! Nothing is asked of Spotify, and no library is created where there is none. Start with [`open`].

use jiff::civil::Date;

use super::{Exit, exit::Failure, output::Output, settings};
use crate::{
    auth::{KeptLogin, Vault},
    config::Config,
    domain::{EpisodeState, Notes, RichText, ShowSort},
    library::{AccountRef, EpisodeRow, Library, LibraryError, Notice, Reader, ShowRow, TimelineWindow, Toward},
    runtime::{clock::Clock, problem},
};

/// How many rows are held at a time.
const WINDOW: u32 = 500;

/// The library, as one moment left it.
pub(super) struct Shelf {
    held: Option<Held>,
    /// Today, where the person is.
    pub(super) today: Date,
}

struct Held {
    reader: Reader,
    account: AccountRef,
    /// Closed last: whoever closes the file last tidies up behind all others.
    _library: Library,
}

/// Which episodes are listed, the newest first.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) show: Option<ShowRow>,
    pub(super) state: Option<EpisodeState>,
    /// From this day on.
    pub(super) since: Option<Date>,
    pub(super) limit: Option<u32>,
}

/// Opens what is on disk. What there is to say beside it goes to stderr.
///
/// Ends with 3 where there is neither a login nor a library. With a login and nothing on disk every list is empty, and
/// the way out is told.
pub(super) fn open(config: &Config, output: &mut Output<'_>) -> Result<Shelf, Failure> {
    for warning in &config.warnings {
        output.note(warning)?;
    }
    let login = login(config, output)?;
    let path = config.paths.library_file();
    let today = Clock::system().now().date();
    // One that cannot be looked at is there, and opening it says why.
    if !path.try_exists().unwrap_or(true) {
        return nothing(login.as_ref(), today, output);
    }
    let opened = Library::open(&path).map_err(|cause| unreadable(&cause))?;
    let mut begun_anew = false;
    for notice in &opened.notices {
        match notice {
            Notice::InMemory(why) => return Err(unreadable(why)),
            Notice::SetAside { .. } => begun_anew = true,
            Notice::ReadOnly(_) => {}
        }
        output.note(format_args!("{}.", problem::notice(notice).line()))?;
    }
    let reader = opened.library.reader().map_err(|cause| unreadable(&cause))?;
    reader.hold_still().map_err(|cause| unreadable(&cause))?;
    let known = login.as_ref().and_then(|login| login.account.as_ref());
    let account = match known {
        Some(account) => reader.find_account(&account.id),
        None => reader.last_account().map(|last| last.map(|(at, _)| at)),
    };
    let Some(account) = account.map_err(|cause| unreadable(&cause))? else {
        // What was there a moment ago is a library: the notice tells what became of it.
        return if begun_anew { Ok(Shelf { held: None, today }) } else { nothing(login.as_ref(), today, output) };
    };
    let shelf = Shelf { held: Some(Held { reader, account, _library: opened.library }), today };
    if shelf.shows(ShowSort::Added)?.is_empty() {
        output.note(EMPTY)?;
    }
    Ok(shelf)
}

const EMPTY: &str = "No shows are on disk: `spotpods-tui sync` fetches the ones you follow.";

fn nothing(login: Option<&KeptLogin>, today: Date, output: &mut Output<'_>) -> Result<Shelf, Failure> {
    if login.is_none() {
        return Err(Failure::new(
            Exit::LogInFirst,
            "nothing is on disk and nobody is logged in; log in first: spotpods-tui auth login",
        ));
    }
    output.note(EMPTY)?;
    Ok(Shelf { held: None, today })
}

/// The login that is kept here. What is wrong with its settings is told, and stops nobody from reading.
fn login(config: &Config, output: &mut Output<'_>) -> Result<Option<KeptLogin>, Failure> {
    // Refused as everywhere: the same addresses decide whose login it is.
    settings::origins(config)?;
    let vault = Vault::new(&config.paths.data_dir);
    let kept = settings::login(config, &vault).and_then(|settings| match settings {
        Some(settings) => vault.kept_login(&settings).map_err(|cause| Failure::new(Exit::Failed, cause)),
        None => Ok(None),
    });
    match kept {
        Ok(login) => Ok(login),
        Err(Failure::Told { message, exit: _ }) => {
            output.note(format_args!("The login cannot be read: {message}"))?;
            Ok(None)
        }
        Err(Failure::NobodyReads) => Err(Failure::NobodyReads),
    }
}

pub(super) fn unreadable(cause: &impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Failed, format_args!("the library cannot be read: {cause}"))
}

impl Shelf {
    /// The shows in the person's list.
    pub(super) fn shows(&self, sort: ShowSort) -> Result<Vec<ShowRow>, Failure> {
        self.read(|held| held.reader.shows(held.account, sort))
    }

    /// Something read; nothing where there is no library.
    pub(super) fn read<T: Default>(
        &self,
        read: impl FnOnce(&Read<'_>) -> Result<T, LibraryError>,
    ) -> Result<T, Failure> {
        let Some(held) = &self.held else { return Ok(T::default()) };
        read(&Read { reader: &held.reader, account: held.account }).map_err(|cause| unreadable(&cause))
    }

    /// Every episode of a selection, one after the other; few of them are in memory at a time.
    pub(super) fn each(
        &self,
        selection: &Selection,
        mut take: impl FnMut(EpisodeRow) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut left = selection.limit;
        let mut offset = 0;
        let mut after = None;
        loop {
            let limit = left.map_or(WINDOW, |left| left.min(WINDOW));
            let (state, since) = (selection.state, selection.since);
            let rows = self.read(|held| {
                if let Some(show) = &selection.show {
                    held.reader.episodes(show.at, state, offset..offset + limit)
                } else {
                    let window = TimelineWindow { after, toward: Toward::Older, state, since, limit };
                    held.reader.timeline(held.account, &window)
                }
            })?;
            let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            offset += count;
            after = rows.last().map(|row| row.at);
            for row in rows {
                // The newest come first, those of unknown date last.
                if selection.since.is_some_and(|since| row.episode.released.is_none_or(|date| date.first_day() < since))
                {
                    return Ok(());
                }
                take(row)?;
            }
            left = left.map(|left| left.saturating_sub(count));
            if count < limit || left == Some(0) {
                return Ok(());
            }
        }
    }

    /// The notes of an episode; empty where there are none.
    pub(super) fn notes(&self, row: &EpisodeRow) -> Result<RichText, Failure> {
        let notes = self.read(|held| none_if_gone(held.reader.notes(row.at)))?;
        Ok(RichText::read(&notes, row.episode.duration))
    }

    /// What a show says about itself.
    pub(super) fn show_notes(&self, row: &ShowRow) -> Result<RichText, Failure> {
        let notes = self.read(|held| none_if_gone(held.reader.show_notes(row.at)))?;
        Ok(RichText::read(&notes, std::time::Duration::ZERO))
    }
}

/// What is read from, and whose.
pub(super) struct Read<'a> {
    pub(super) reader: &'a Reader,
    pub(super) account: AccountRef,
}

fn none_if_gone(notes: Result<Notes, LibraryError>) -> Result<Notes, LibraryError> {
    match notes {
        Err(LibraryError::Gone) => Ok(Notes::default()),
        read => read,
    }
}
