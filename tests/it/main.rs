//! Integration tests, in one binary: real HTTP against the demo service, the command line, the shape of the sources.
//!
//! Each module is marked as a test, so that the lints know its helpers for test code too.

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
mod listener;
