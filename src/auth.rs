//! The login: authorization code with PKCE, the callback listener, tokens and the files that keep them.
//!
//! Start with [`Attempt`]: one login from the bound socket to the code. [`log_in`] exchanges the code and stores the
//! login, [`Session`] hands out access tokens from then on, [`Vault`] alone reads and writes the files.
//!
//! Secrets leave this module only as a header or a form field of a request to Spotify; every type that holds one prints
//! `[redacted]`. This module opens no browser, prints nothing and knows no screen.

mod access;
mod attempt;
mod authorize;
mod callback;
mod client_id;
mod gate;
mod listener;
mod login;
mod pkce;
mod session;
mod state;
mod token;
mod vault;

pub use crate::config::RedirectUri;
pub use access::{Access, Connections};
pub use attempt::{Attempt, Callback, CallbackReceiver, PortChoice, StartError};
pub use authorize::LoginSettings;
pub use callback::PasteError;
pub use client_id::ClientId;
pub use listener::{Outcome, Pending};
pub use login::{LoggedIn, LoginError, ask_account, log_in};
pub use session::{Bound, Session};
pub use state::RandomError;
pub use token::AuthorizationCode;
pub use vault::{Kept, KeptLogin, KeyringError, TokenStore, Vault, VaultError};
