//! Your Spotify podcasts in the terminal.
//!
//! A pure core in the Elm manner, an imperative shell around it: [`app`] turns events into a new state and effects,
//! [`ui`] draws the state, [`runtime`] carries effects out and brings events in. In reading order:
//!
//! | module | what it is for |
//! |---|---|
//! | [`domain`] | values: ids, shows, episodes, progress, text that is safe to draw. No I/O |
//! | [`app`] | pure: state, events, effects, update, keymap, list cursors, filter, layout geometry |
//! | [`ui`] | pure: draws the state into a frame |
//! | [`spotify`] | the Web API client: endpoints, wire types, paging, the request guard |
//! | [`auth`] | login: authorization code with PKCE, callback listener, tokens and their vault |
//! | [`library`] | everything on disk: `SQLite` with one writing thread, lists, marks, full-text search, quota |
//! | [`marks`] | marks as JSON lines, and the folder in which computers share them |
//! | [`history`] | Spotify's data download: which episodes were heard, and for how long |
//! | [`sync`] | planner (pure: what to fetch next) and runner: brings the library to what Spotify has, within a budget |
//! | [`config`] | flags, environment, `.env`, file: one table of keys, errors with the line |
//! | [`runtime`] | terminal guard, event loop, executor of effects, signals, browser, clipboard |
//! | [`demo`] | an embedded Spotify over real HTTP: `World` and its adaptor |
//! | [`cli`] | arguments and one file per subcommand |
//! | [`logging`] | a log file without secrets |
//! | [`files`] | opens and locks the files of this program |
//!
//! Dependencies point down: `main → cli → runtime → {ui, sync, auth, demo, marks} → {app, spotify, library, history} → domain`;
//! `config` and `logging` serve `cli`, `runtime`, `auth` and `demo`; `files` serves all that have files of their own.
//! `tests/it/architecture.rs` fails on any other edge.

pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod demo;
pub mod domain;
pub mod files;
pub mod history;
pub mod library;
pub mod logging;
pub mod marks;
pub mod runtime;
pub mod spotify;
pub mod sync;
pub mod ui;
