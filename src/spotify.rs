//! The Web API client.
//!
//! Wire types stay in this module; callers get `domain` values. Start with [`client`]. Every request of the program, also
//! those to the accounts service, goes through [`http::Http::send`] and so through the one [`guard`].

pub mod catalogue;
pub mod client;
pub mod error;
pub mod guard;
pub mod http;
pub mod keep;
pub mod origin;
pub mod pages;
pub mod paging;
pub mod player;
mod refusal;
pub mod token;
mod wire;

pub use client::Client;
pub use error::{ApiError, Concern};
pub use guard::Guard;
pub use http::{Answer, Http, Request};
pub use origin::{Origin, Origins};
pub use token::{AccessToken, TokenSource};
