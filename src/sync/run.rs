//! A synchronisation: the library is brought to what Spotify has, as far as budget and quota allow.

use std::{path::Path, sync::Arc};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    domain::{ShowKey, SyncCounts, SyncEnd, SyncProgress},
    library::{AccountRef, Library, LibraryError},
    spotify::{ApiError, Client, TokenSource, guard::Clock},
};

/// What a synchronisation works with. Cheap to clone.
pub struct Kit<T> {
    /// Spotify.
    pub client: Client<T>,
    /// Where everything goes.
    pub library: Library,
    /// Whose library it is.
    pub account: AccountRef,
    /// How much may be asked for.
    pub budget: Budget,
    /// The wall clock.
    pub clock: Clock,
    /// Which shows somebody is at, within this process. Clones of one kit share them.
    pub claims: Claims,
}

/// How much may be asked for within 24 hours, all processes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Requests of synchronisations; `None` for as many as it takes.
    pub daily: Option<u32>,
    /// What the person may ask for directly beyond that.
    pub reserve: u32,
    /// How many episodes of a show are fetched, the newest first; `None` for all.
    pub depth: Option<u32>,
}

/// What a synchronisation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// By itself: changes, then a slow rotation, then older episodes.
    Background,
    /// The person asked: the same without the rotation.
    Asked,
    /// The person asked for everything to be read again, whatever is known.
    Full,
}

/// Why one show is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visit {
    /// It was opened: at most one request where it is up to date.
    Opened,
    /// The person asked for it.
    Asked,
}

/// How a synchronisation is held up and stopped.
#[derive(Debug, Clone)]
pub struct Control {
    /// Stops it; what has been fetched stays.
    pub cancel: CancellationToken,
    /// Holds it up while true.
    pub paused: watch::Receiver<bool>,
}

/// What a synchronisation tells while it runs, after it was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// How far it is.
    Progress(SyncProgress),
    /// The list of shows changed.
    Shows,
    /// Episodes of a show changed, and how many came out since it was read last.
    Episodes(ShowKey, u32),
}

/// What a synchronisation came to.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// In numbers.
    pub counts: SyncCounts,
    /// Why it ended.
    pub end: SyncEnd,
    /// What failed, where something did: the first failure that concerns everything, else the first of a page.
    pub error: Option<SyncError>,
}

/// What can fail.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SyncError {
    /// Spotify, or the way there.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The library.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

/// Shows that somebody in this process is fetching, so that nobody fetches the same page beside them.
#[derive(Debug, Clone, Default)]
pub struct Claims(Arc<std::sync::Mutex<std::collections::HashSet<crate::library::ShowRef>>>);

/// The right to synchronise a library, of which there is one among all processes. Given back when it is dropped, or by
/// the system when the process ends.
#[derive(Debug)]
pub struct Turn(std::fs::File);

impl Turn {
    /// Takes it unless another process has it. `folder` is the one of the library.
    ///
    /// # Errors
    /// The lock file cannot be made.
    pub fn try_take(folder: &Path) -> std::io::Result<Option<Self>> {
        let _ = folder;
        Ok(None)
    }

    /// Waits for it.
    ///
    /// # Errors
    /// As [`Turn::try_take`].
    pub async fn wait(folder: &Path) -> std::io::Result<Self> {
        let _ = folder;
        Err(std::io::ErrorKind::Unsupported.into())
    }
}

/// Synchronises the whole library. The caller has the [`Turn`]. Returns when there is nothing left to do, or soon after
/// something ends it; every page that was told of is on disk.
pub async fn library<T: TokenSource>(
    kit: &Kit<T>,
    intent: Intent,
    control: &Control,
    told: impl FnMut(Told) + Send,
) -> Outcome {
    let _ = (kit, intent, control, told);
    Outcome::default()
}

/// Looks at one show now, on the person's behalf. Needs no [`Turn`].
pub async fn show<T: TokenSource>(
    kit: &Kit<T>,
    show: &ShowKey,
    visit: Visit,
    told: impl FnMut(Told) + Send,
    cancel: &CancellationToken,
) -> Outcome {
    let _ = (kit, show, visit, told, cancel);
    Outcome::default()
}

impl<T> Clone for Kit<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            library: self.library.clone(),
            account: self.account,
            budget: self.budget,
            clock: Arc::clone(&self.clock),
            claims: self.claims.clone(),
        }
    }
}

impl<T> std::fmt::Debug for Kit<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kit").field("account", &self.account).field("budget", &self.budget).finish_non_exhaustive()
    }
}
