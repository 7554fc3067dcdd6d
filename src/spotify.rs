//! The Web API client.
//!
//! Wire types stay in here; what comes out are `domain` values. Start with [`client`]; every request of the program,
//! those of the accounts service too, goes through [`guard`].

pub mod error;
pub mod origin;
pub mod token;

pub use error::ApiError;
pub use origin::{Origin, Origins};
pub use token::{AccessToken, TokenSource};
