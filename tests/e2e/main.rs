//! The real binary on a pseudo-terminal, read through a vt100 screen.
//!
//! Each test starts the program as a person would, presses keys, and waits for what it should show; nothing sleeps.
//! Start with [`terminal::Terminal`]. Each module is marked as a test, so that the lints take all of it for test code.

#[cfg(feature = "images")]
#[cfg(test)]
mod artwork;
#[cfg(test)]
mod bytes;
#[cfg(test)]
mod chance;
#[cfg(test)]
mod changes;
#[cfg(test)]
mod children;
#[cfg(test)]
mod clipboard;
#[cfg(test)]
mod coherence;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod completions;
#[cfg(test)]
mod desktop;
#[cfg(test)]
mod discover;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod first;
#[cfg(test)]
mod keeping;
#[cfg(test)]
mod keyring;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod linear;
#[cfg(test)]
mod login;
#[cfg(test)]
mod marks;
#[cfg(test)]
mod own;
#[cfg(test)]
mod panics;
#[cfg(test)]
mod picture;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod playing;
#[cfg(test)]
mod profile;
#[cfg(test)]
mod profiles;
#[cfg(test)]
mod recording;
#[cfg(test)]
mod service;
#[cfg(test)]
mod session;
#[cfg(test)]
mod skip;
#[cfg(test)]
mod surroundings;
#[cfg(test)]
mod terminal;
#[cfg(test)]
mod upkeep;
#[cfg(test)]
mod walk;
#[cfg(test)]
mod window;
