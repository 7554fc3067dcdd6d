//! Integration tests, in one binary: real HTTP against the demo service, the command line, the shape of the sources.
//!
//! Each module is marked as a test, so that the lints take all of it for test code.

#[cfg(test)]
mod architecture;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod client;
#[cfg(test)]
mod config;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod library;
#[cfg(test)]
mod licences;
#[cfg(test)]
mod listener;
#[cfg(test)]
mod marks;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod packaging;
#[cfg(test)]
mod preload;
#[cfg(test)]
mod sync;
#[cfg(test)]
mod upkeep;

/// The tests' own client; without a proxy, and with the provider of TLS that the program installs for itself.
#[cfg(test)]
fn browser() -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy()
}
