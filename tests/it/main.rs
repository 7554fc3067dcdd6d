//! Integration tests, in one binary: real HTTP against the demo service, the command line, the shape of the sources.

mod architecture;
mod auth;
mod cli;
mod client;
mod config;
mod demo;
mod listener;
