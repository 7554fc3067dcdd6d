//! Follows shows and saves episodes through `/me/library`, or through the endpoints of older apps if that is refused.

use super::{ApiError, Client, Request, TokenSource, guard::Tries};
use crate::domain::SpotifyLink;
use reqwest::Method;

/// Most items of a request to `/me/library`.
const MAX_URIS: usize = 40;

impl<T: TokenSource> Client<T> {
    /// Follows shows or saves episodes, or takes it back: `PUT` or `DELETE /me/library`, 40 at a time. No request is
    /// repeated (security K4).
    ///
    /// # Errors
    /// Any [`ApiError`]. If it is that of a later request, the earlier ones were carried out.
    pub async fn keep(&self, items: &[SpotifyLink], keep: bool) -> Result<(), ApiError> {
        let method = if keep { Method::PUT } else { Method::DELETE };
        let send = async |path: &str, name, ids: Vec<String>| {
            let query = vec![(name, ids.join(","))];
            self.ask(Request { query, tries: Tries::Once, ..Request::change(method.clone(), path, None) })
                .await
                .map(|_| ())
        };
        for items in items.chunks(MAX_URIS) {
            match send("/me/library", "uris", items.iter().map(SpotifyLink::uri).collect()).await {
                Err(refused) if is_of_an_older_app(&refused) => {
                    // These endpoints refuse newer apps without a reason: then the first refusal tells more.
                    let telling = |error| if is_of_an_older_app(&error) { refused.clone() } else { error };
                    for path in [SHOWS, EPISODES] {
                        let of_path = items.iter().map(older).filter(|(at, _)| *at == path);
                        let ids: Vec<_> = of_path.map(|(_, id)| id).collect();
                        if !ids.is_empty() {
                            send(path, "ids", ids).await.map_err(&telling)?;
                        }
                    }
                }
                done => done?,
            }
        }
        Ok(())
    }
}

const SHOWS: &str = "/me/shows";
const EPISODES: &str = "/me/episodes";

/// The endpoint of older apps, and the id.
fn older(item: &SpotifyLink) -> (&'static str, String) {
    match item {
        SpotifyLink::Show(id) => (SHOWS, id.to_string()),
        SpotifyLink::Episode(id) => (EPISODES, id.to_string()),
    }
}

/// Whether a refusal may mean that this app has only the older endpoints.
fn is_of_an_older_app(error: &ApiError) -> bool {
    matches!(error, ApiError::Forbidden(_) | ApiError::NotFound)
}
