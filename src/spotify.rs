//! The Web API client.
//!
//! Wire types stay in here; what comes out are `domain` values. Start with [`client`]; every request of the program,
//! those of the accounts service too, goes through [`http::Http::send`] and so through the one [`guard`].

pub mod client;
pub mod error;
pub mod guard;
pub mod http;
pub mod origin;
pub mod pages;
pub mod paging;
mod refusal;
pub mod token;
mod wire;

pub use client::Client;
pub use error::ApiError;
pub use guard::Guard;
pub use http::{Answer, Http, Request};
pub use origin::{Origin, Origins};
pub use token::{AccessToken, TokenSource};
