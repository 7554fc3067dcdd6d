//! What the first frame shows from disk: read on the starting thread, and no more than a screen holds.

use std::path::Path;

use crate::{
    app::state::Shelf,
    domain::{LoginState, ShelfShow},
    library::{LibraryError, Reader, Setting},
    runtime::{
        holdings::{Holdings, Whose},
        problem, views,
    },
};

/// The most shows of the first frame: more than fit on any screen.
const FIRST: u32 = 200;

/// The library as it is found at the start.
pub(super) struct Found {
    pub(super) holdings: Holdings,
    /// What is on disk for who is logged in, or was last; `None` where there is nothing.
    pub(super) shelf: Option<Shelf>,
    /// What there is to say of a library that is not shown.
    pub(super) warnings: Vec<String>,
}

/// Opens the library where there is one, and reads what the first frame shows. Nothing is created.
pub(super) fn find(path: &Path, login: &LoginState) -> Found {
    let (holdings, error) = Holdings::open(path);
    let mut warnings: Vec<String> = error.iter().map(|error| problem::library(error).line()).collect();
    let Some(held) = holdings.held() else { return Found { holdings, shelf: None, warnings } };
    let notices: Vec<String> = held.take_notices().iter().map(|notice| problem::notice(notice).status_line()).collect();
    let read = held.readers().at_start(|reader| {
        let whose = whose(reader, login, held.account())?;
        held.show(whose.clone());
        whose.map(|whose| shelf(reader, whose)).transpose()
    });
    let shelf = match read.transpose() {
        Ok(shelf) => shelf.flatten(),
        Err(error) => {
            tracing::warn!(%error, "the library could not be read");
            warnings.push(problem::library(&error).line());
            None
        }
    };
    let shelf = if let Some(shelf) = shelf.filter(|shelf| shelf.total > 0 || shelf.synced_at.is_some()) {
        Some(Shelf { notices, ..shelf })
    } else {
        warnings.extend(notices);
        None
    };
    Found { holdings, shelf, warnings }
}

/// Whose shows these are: of the one who is logged in where that is known, else of the one who was last.
fn whose(reader: &Reader, login: &LoginState, last: Option<Whose>) -> Result<Option<Whose>, LibraryError> {
    let known = match login {
        LoginState::LoggedIn { account, .. } | LoginState::Ended { account } => account.as_ref(),
        LoginState::LoggedOut => None,
    };
    let Some(account) = known else { return Ok(last) };
    let found = reader.find_account(&account.id)?;
    Ok(found.map(|at| Whose { at, account: account.clone() }))
}

fn shelf(reader: &Reader, whose: Whose) -> Result<Shelf, LibraryError> {
    let (sort, state) = views::shows(reader.remembered(Setting::SHOWS)?);
    let (rows, total) = reader.first_shows(whose.at, sort, FIRST)?;
    Ok(Shelf {
        account: whose.account,
        sort,
        state,
        new: views::feed(reader.remembered(Setting::NEW)?),
        shows: rows.into_iter().map(ShelfShow::from).collect(),
        total,
        synced_at: reader.synced_at(whose.at)?,
        notices: Vec::new(),
    })
}
