//! The login: authorization code with PKCE, the callback listener, tokens and where they are kept.
//!
//! Start with [`attempt`]: one try to log in, from the bound socket to the code. [`login`] turns the code into a
//! stored login, [`session`] hands out access tokens from then on, [`vault`] is the only place that writes them down.
//!
//! No secret leaves this module except as a header or form field of a request to the accounts service; every type
//! that holds one prints `[redacted]`. Nothing in here opens a browser, prints, or knows of a screen.

pub mod access;
pub mod attempt;
pub mod authorize;
pub mod callback;
pub mod client_id;
mod gate;
pub mod listener;
pub mod login;
pub mod pkce;
pub mod redirect;
pub mod session;
pub mod state;
pub mod token;
pub mod vault;

pub use access::{Access, Connections};
pub use attempt::{Attempt, Callback, CallbackReceiver, PortChoice, StartError};
pub use authorize::{LoginSettings, SwitchAccount};
pub use callback::PasteError;
pub use client_id::{ClientId, ClientIdError};
pub use listener::{Outcome, Pending};
pub use login::{LoggedIn, LoginError, ask_account, log_in};
pub use redirect::{RedirectUri, RedirectUriError};
pub use session::{Bound, Forget, Session};
pub use token::AuthorizationCode;
pub use vault::{Kept, KeptLogin, Vault, VaultError};
