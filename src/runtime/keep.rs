//! Follows shows and saves episodes, for the screen and for the commands alike: first on Spotify, then in the library.

use crate::{
    auth::Bound,
    domain::{Account, Clock, SavedEpisode, ShowKey, SpotifyLink},
    library::{AccountRef, Library},
    runtime::{library_host::LibraryHost, sync::permit},
    spotify::{ApiError, Client},
    sync::SyncError,
};

/// A login that follows and saves, and the library that learns of it.
#[derive(Debug)]
pub struct Keeper<'a> {
    pub client: &'a Client<Bound>,
    pub account: &'a Account,
    pub host: &'a LibraryHost,
    pub clock: &'a Clock,
}

impl Keeper<'_> {
    /// Follows shows or saves episodes, or takes it back. No request for it is repeated (security K4). Then writes to the
    /// library what Spotify has confirmed; `false` if there is none with rows of the account. The next synchronisation brings
    /// what is not written.
    ///
    /// # Errors
    /// Spotify refused, or did not answer.
    pub async fn keep(&self, links: &[SpotifyLink], keep: bool) -> Result<Result<bool, SyncError>, ApiError> {
        self.client.keep(links, keep).await?;
        let stored = self.store(links, keep).await;
        if !matches!(stored, Ok(true)) {
            tracing::warn!(?stored, "cannot write what Spotify has confirmed");
        }
        Ok(stored)
    }

    async fn store(&self, links: &[SpotifyLink], keep: bool) -> Result<bool, SyncError> {
        let found = self.host.found_account().await?.filter(|(_, owner)| owner.account.id == self.account.id);
        let Some((held, owner)) = found else { return Ok(false) };
        let library = held.library().permitted_by(permit(&self.client.tokens));
        let mut stored = Ok(());
        for link in links {
            // A later one may be on disk.
            stored = stored.and(self.store_one(&library, owner.at, link, keep).await);
        }
        stored.map(|()| true)
    }

    /// Fetches only what is not on disk.
    async fn store_one(
        &self,
        library: &Library,
        account: AccountRef,
        link: &SpotifyLink,
        keep: bool,
    ) -> Result<(), SyncError> {
        let now = self.clock.timestamp();
        match link {
            SpotifyLink::Show(id) if keep => {
                if !library.follow_known(account, ShowKey::Id(id.clone()), now).await? {
                    let show = self.client.show(id).await?;
                    library.follow(account, show, now).await?;
                }
            }
            SpotifyLink::Show(id) => {
                library.unfollow(account, ShowKey::Id(id.clone()), now).await?;
            }
            SpotifyLink::Episode(id) if keep => {
                if !library.save_known(account, id.clone(), now).await? {
                    let fetched = self.client.episode_with_show(id).await?;
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
