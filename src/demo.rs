//! An embedded Spotify: the accounts service and the Web API over real HTTP on loopback, with invented shows.
//!
//! It is what a newcomer tries first and what the tests speak to, so it is as strict as the real one. [`World`] is pure:
//! a request and its time go in, a response comes out. [`server`] puts it on a socket. Nothing in here knows the client,
//! and nothing of it is a secret: tokens are derived from the seed. `control` is how tests and scripts read the log, move
//! the clock and let things happen. Start with [`DemoServer`], then [`world`].

pub mod change;
mod control;
mod data;
mod http;
mod listener;
mod live;
pub mod options;
pub mod script;
pub mod server;
pub mod world;

pub use change::{Change, ChangeError, ShowRef};
pub use listener::Listener;
pub use options::{DemoOptions, RateLimit};
pub use script::{Fault, FaultScript};
pub use server::DemoServer;
pub use world::{CLIENT_ID, CONFIDENTIAL, ConfidentialClient, Logged, Request, Response, World};
