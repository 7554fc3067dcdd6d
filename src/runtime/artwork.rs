//! Covers: fetched, checked, resized and encoded off the loop; kept on disk as they were received.
//!
//! A cover comes from the cache or from the web ([`fetch`](self)), never with a token. It is decoded within limits, one at a
//! time. What is kept on disk does not depend on the terminal. Without the feature `images` there is none. Start with
//! [`Covers::picture`].

#[cfg(feature = "images")]
mod encode;
#[cfg(feature = "images")]
mod fetch;
#[cfg(feature = "images")]
mod store;

use std::sync::Arc;

#[cfg(feature = "images")]
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::{
    app::{
        artwork::{Cover, Depth, Options, Picture},
        cx::DisplayOptions,
    },
    config::{Config, Environment, When, keys},
    spotify::Origin,
};

/// How covers are drawn, by the settings and the environment.
pub fn options(config: &Config, environment: &Environment, display: &DisplayOptions) -> Options {
    let show = config.get(keys::ARTWORK);
    let is_on = match show {
        When::Auto => !environment.is_remote() && !display.ascii,
        When::Always => true,
        When::Never => false,
    };
    Options {
        is_on: is_on && cfg!(feature = "images"),
        is_always: show == When::Always,
        has_blocks: !display.ascii && (!display.no_color || show == When::Always),
        protocol: config.get(keys::ARTWORK_PROTOCOL),
        is_iterm2: environment.terminal().draws_iterm2,
        depth: if display.is_full_color { Depth::Full } else { Depth::Palette },
    }
}

/// Where covers come from.
#[derive(Debug)]
pub struct Covers {
    #[cfg(feature = "images")]
    fetch: fetch::Fetch,
    #[cfg(feature = "images")]
    store: Arc<store::Store>,
    /// One is decoded at a time, so that the limit of memory is that of one.
    #[cfg(feature = "images")]
    turn: Arc<Semaphore>,
    /// What there is instead of a picture.
    #[cfg(not(feature = "images"))]
    none: Option<Arc<Picture>>,
}

#[cfg(feature = "images")]
const ENDED: &str = "the program ends";

#[cfg(feature = "images")]
impl Covers {
    /// Covers of the service at `api`. Plain http is allowed to it alone, and only on loopback.
    pub fn new(config: &Config, api: Origin) -> Self {
        let limit = u64::from(config.get(keys::ARTWORK_CACHE)) << 20;
        let store = store::Store::new(config.paths.covers_dir(), limit);
        Self { fetch: fetch::Fetch::new(api), store: Arc::new(store), turn: Arc::new(Semaphore::new(1)) }
    }

    /// The picture of a cover, or `None` if it cannot be had.
    pub async fn picture(&self, cover: Cover, cancel: &CancellationToken) -> Option<Arc<Picture>> {
        tokio::select! {
            () = cancel.cancelled() => None,
            picture = self.load(cover) => match picture {
                Ok(picture) => Some(Arc::new(picture)),
                Err(error) => {
                    tracing::info!(%error, "no cover");
                    None
                }
            },
        }
    }

    /// The error says why there is no cover.
    async fn load(&self, cover: Cover) -> Result<Picture, String> {
        let turn = Arc::clone(&self.turn).acquire_owned().await.map_err(|_| ENDED.to_owned())?;
        let (store, own) = (Arc::clone(&self.store), cover.clone());
        let kept = off_the_loop(turn, move || {
            let bytes = store.read(&own.url)?;
            let picture = encode::picture(&bytes, own.room);
            if picture.is_err() {
                store.delete(&own.url);
            }
            picture.ok()
        });
        let (kept, turn) = kept.await?;
        if let Some(picture) = kept {
            return Ok(picture);
        }
        let bytes = self.fetch.get(&cover.url).await?;
        let store = Arc::clone(&self.store);
        let fetched = off_the_loop(turn, move || {
            let picture = encode::picture(&bytes, cover.room)?;
            if let Err(error) = store.write(&cover.url, &bytes) {
                tracing::info!(%error, "cannot keep a cover");
            }
            Ok(picture)
        });
        fetched.await?.0
    }
}

/// Does it on a thread that holds the turn to its end, since a thread goes on when nothing waits for it any more.
#[cfg(feature = "images")]
async fn off_the_loop<T: Send + 'static>(
    turn: OwnedSemaphorePermit,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<(T, OwnedSemaphorePermit), String> {
    tokio::task::spawn_blocking(move || (work(), turn)).await.map_err(|_| ENDED.to_owned())
}

#[cfg(not(feature = "images"))]
impl Covers {
    /// None is compiled in.
    pub fn new(_config: &Config, api: Origin) -> Self {
        drop(api);
        Self { none: None }
    }

    /// No picture.
    pub fn picture(&self, cover: Cover, _cancel: &CancellationToken) -> impl Future<Output = Option<Arc<Picture>>> {
        drop(cover);
        std::future::ready(self.none.clone())
    }
}

#[cfg(feature = "images")]
#[cfg(test)]
mod tests;
