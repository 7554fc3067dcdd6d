//! Follows shows and saves episodes, for the screen and for the commands alike: first on Spotify, then in the library.

use crate::{
    auth::Bound,
    domain::{Account, Clock, SavedEpisode, ShowKey, SpotifyLink},
    library::{AccountRef, Library, LibraryError},
    runtime::{library_host::LibraryHost, sync::permit},
    spotify::{ApiError, Client},
};

/// A login that follows and saves, and the library that learns of it.
#[derive(Debug)]
pub struct Keeper<'a> {
    pub client: &'a Client<Bound>,
    pub account: &'a Account,
    pub host: &'a LibraryHost,
    pub clock: &'a Clock,
}

/// Why the library does not have what Spotify confirmed. The next synchronisation brings it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotStored {
    /// There is no library with rows of the account.
    NoLibrary,
    /// The show or episode is not on disk and could not be fetched.
    NotFetched(ApiError),
    Library(LibraryError),
}

impl Keeper<'_> {
    /// Follows shows or saves episodes, or takes it back. No request for it is repeated (security K4). Then writes to the
    /// library what Spotify has confirmed.
    ///
    /// # Errors
    /// Spotify refused, or did not answer.
    pub async fn keep(&self, links: &[SpotifyLink], keep: bool) -> Result<Result<(), NotStored>, ApiError> {
        self.client.keep(links, keep).await?;
        let stored = self.store(links, keep).await;
        if let Err(why) = &stored {
            tracing::warn!(?why, "cannot write what Spotify has confirmed");
        }
        Ok(stored)
    }

    async fn store(&self, links: &[SpotifyLink], keep: bool) -> Result<(), NotStored> {
        let found = self.host.found_account().await?;
        let (held, owner) =
            found.filter(|(_, owner)| owner.account.id == self.account.id).ok_or(NotStored::NoLibrary)?;
        let library = held.library().permitted_by(permit(&self.client.tokens));
        let mut stored = Ok(());
        for link in links {
            // A later one may be on disk.
            stored = stored.and(self.store_one(&library, owner.at, link, keep).await);
        }
        stored
    }

    /// Fetches only what is not on disk.
    async fn store_one(
        &self,
        library: &Library,
        account: AccountRef,
        link: &SpotifyLink,
        keep: bool,
    ) -> Result<(), NotStored> {
        let now = self.clock.timestamp();
        match link {
            SpotifyLink::Show(id) if keep => {
                if !library.follow_known(account, ShowKey::Id(id.clone()), now).await? {
                    let show = self.client.show(id).await.map_err(NotStored::NotFetched)?;
                    library.follow(account, show, now).await?;
                }
            }
            SpotifyLink::Show(id) => {
                library.unfollow(account, ShowKey::Id(id.clone()), now).await?;
            }
            SpotifyLink::Episode(id) if keep => {
                if !library.save_known(account, id.clone(), now).await? {
                    let fetched = self.client.episode_with_show(id).await.map_err(NotStored::NotFetched)?;
                    let (episode, show) = fetched;
                    library.save(account, SavedEpisode { episode, show, added_at: None }, now).await?;
                }
            }
            SpotifyLink::Episode(id) => {
                library.unsave(account, id.clone()).await?;
            }
        }
        Ok(())
    }
}

impl From<LibraryError> for NotStored {
    fn from(error: LibraryError) -> Self {
        Self::Library(error)
    }
}
