//! Fetches a cover (security K6): https only, or the demo's loopback; no token, no redirect, bounded in size and time.
//!
//! Covers come from another server than the Web API, so neither its guard nor its budget counts them.

use std::{sync::LazyLock, time::Duration};

use reqwest::{Client, Url, redirect};

use crate::spotify::{Http, Origin};

/// The most bytes of a cover.
pub(super) const LARGEST: u64 = 8 << 20;
const CONNECT: Duration = Duration::from_secs(5);
const TOTAL: Duration = Duration::from_secs(10);

/// A client, built by the first cover.
type Lazy = LazyLock<Result<Client, String>>;

/// Clients for covers.
#[derive(Debug)]
pub(super) struct Fetch {
    api: Origin,
    web: Lazy,
    loopback: Lazy,
}

impl Fetch {
    pub(super) fn new(api: Origin) -> Self {
        Self { api, web: LazyLock::new(|| build(true)), loopback: LazyLock::new(|| build(false)) }
    }

    /// The bytes at an address.
    pub(super) async fn get(&self, address: &str) -> Result<Vec<u8>, String> {
        const FOREIGN: &str = "the address is neither https nor the demo's";
        let url = Url::parse(address).map_err(|_| FOREIGN)?;
        let client = if self.api.is_loopback() && self.api.covers(&url) {
            LazyLock::force(&self.loopback)
        } else if url.scheme() == "https" {
            LazyLock::force(&self.web)
        } else {
            return Err(FOREIGN.to_owned());
        };
        let client = client.as_ref().map_err(|error| format!("it cannot be fetched: {error}"))?;
        let failed = |error: reqwest::Error| format!("it cannot be fetched: {}", error.without_url());
        let mut answer = client.get(url).send().await.map_err(failed)?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err(format!("the server answers {}", answer.status().as_u16()));
        }
        let is_large = |length: u64| length > LARGEST;
        let large = || format!("it is larger than {} MiB", LARGEST >> 20);
        if answer.content_length().is_some_and(is_large) {
            return Err(large());
        }
        let mut bytes = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(failed)? {
            if is_large((bytes.len() + part.len()) as u64) {
                return Err(large());
            }
            bytes.extend_from_slice(&part);
        }
        Ok(bytes)
    }
}

fn build(is_web: bool) -> Result<Client, String> {
    // Fails if a provider is installed already, as by the client of the Web API.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .user_agent(Http::USER_AGENT)
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_gzip()
        .https_only(is_web)
        .connect_timeout(CONNECT)
        .timeout(TOTAL);
    let builder = if is_web { builder } else { builder.no_proxy() };
    builder.build().map_err(|error| error.to_string())
}
