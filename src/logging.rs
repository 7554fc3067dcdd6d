//! The log: a private file, never the terminal.
//!
//! It contains only this program's events. Those of the HTTP stack contain headers and addresses with secrets at `trace`
//! (security A7, D7). The program's own secrets have types that print `[redacted]`. A thread writes the log; with a slow
//! disk it drops lines instead of blocking. Start with [`start`].

mod file;

use std::{io, path::Path};

use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt as _, registry};

use file::LogFile;

/// The running log. Dropping it flushes waiting lines.
#[derive(Debug)]
#[must_use = "the log ends when this is dropped"]
pub struct Log {
    _worker: WorkerGuard,
}

/// Starts logging to `file` for the whole process: mode 0600, at most 5 MiB, older text in `FILE.1`. The folder must
/// exist.
///
/// # Errors
/// The file cannot be opened, is a symbolic link, or the process already logs.
pub fn start(file: &Path, level: LevelFilter) -> io::Result<Log> {
    let (subscriber, log) = subscriber(file, level)?;
    tracing::subscriber::set_global_default(subscriber).map_err(io::Error::other)?;
    Ok(log)
}

/// Most lines waiting for the disk. Each takes 32 bytes from the start.
const WAITING: usize = 1024;
/// Size at which the log is rotated: 5 MiB.
const MAX_BYTES: u64 = 5 << 20;

fn subscriber(file: &Path, level: LevelFilter) -> io::Result<(impl tracing::Subscriber + Send + Sync + use<>, Log)> {
    let file = LogFile::open(file, MAX_BYTES)?;
    let (writer, worker) =
        NonBlockingBuilder::default().buffered_lines_limit(WAITING).lossy(true).thread_name("log").finish(file);
    let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), level);
    let lines = fmt::layer().with_ansi(false).with_writer(writer);
    Ok((registry().with(ours).with(lines), Log { _worker: worker }))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn d7_only_our_own_events_are_written_even_at_trace() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("a.log");
        let (subscriber, log) = subscriber(&path, LevelFilter::TRACE).expect("it can be opened");
        tracing::subscriber::with_default(subscriber, || {
            tracing::trace!("ours");
            tracing::error!(target: "hyper::proto", "authorization: Bearer canary");
            tracing::error!(target: "reqwest", "canary");
        });
        drop(log);
        let text = fs::read_to_string(&path).expect("it exists");
        assert!(text.contains("TRACE spotpods_tui::logging::tests: ours"), "{text}");
        assert!(!text.contains("canary"), "{text}");
    }

    #[test]
    fn f10_a_line_of_the_log_has_no_escape_byte() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("a.log");
        let (subscriber, log) = subscriber(&path, LevelFilter::INFO).expect("it can be opened");
        tracing::subscriber::with_default(subscriber, || {
            tracing::warn!(name = "\u{1b}]0;title\u{7}", "odd \u{1b}[31m text");
            tracing::debug!("below the level");
        });
        drop(log);
        let text = fs::read_to_string(&path).expect("it exists");
        assert!(text.contains("odd") && !text.contains('\u{1b}') && !text.contains("below"), "{text}");
    }
}
