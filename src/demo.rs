//! An embedded Spotify: the accounts service and the Web API over real HTTP on loopback, with invented shows.
//!
//! Newcomers and the tests use it, so it is as strict as the real one. [`World`] is pure: it takes a request with its time
//! and returns a response. [`server`] puts it on a socket. This module does not know the client and holds no secret: tokens
//! are derived from the seed. Through `control`, tests and scripts read the log, move the clock and change the data. Start
//! with [`DemoServer`], then [`world`].

pub mod change;
mod control;
mod covers;
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
pub use live::Live;
pub use options::{DemoOptions, RateLimit, Regime};
pub use script::{Fault, FaultScript};
pub use server::DemoServer;
pub use world::{CLIENT_ID, CONFIDENTIAL, ConfidentialClient, Logged, Request, Response, World};
