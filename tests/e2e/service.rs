//! `demo serve` in the background, and what a person's browser does.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
};

use serde_json::Value;

use crate::{
    profile::fifo,
    terminal::{PATIENCE, Program},
};

/// The demo service, run by the real binary.
pub(crate) struct Service {
    child: Child,
    announcement: Value,
}

impl Service {
    pub(crate) fn start(options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spotpods-tui"));
        command.args(["demo", "serve"]).args(options).stdout(Stdio::piped()).stdin(Stdio::null());
        let mut child = command.spawn().expect("starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("announces itself");
        let announcement = serde_json::from_str(&line).expect("one line of JSON");
        Self { child, announcement }
    }

    fn field(&self, name: &str) -> &str {
        self.announcement[name].as_str().expect("text")
    }

    /// The program, set to speak to this service; links go to `browser`.
    pub(crate) fn program(&self, home: &Path, browser: &Browser) -> Program {
        Program::ours(home, &[])
            .with("SPOTPODS_API_URL", self.field("api_url"))
            .with("SPOTPODS_ACCOUNTS_URL", self.field("accounts_url"))
            .with("SPOTIFY_CLIENT_ID", self.field("client_id"))
            .with("SPOTIFY_REDIRECT_URI", "http://127.0.0.1/callback")
            .with("BROWSER", browser.command())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser that notes the address it is to open.
pub(crate) struct Browser {
    script: PathBuf,
    opened: mpsc::Receiver<String>,
}

impl Browser {
    pub(crate) fn new(folder: &Path) -> Self {
        let (script, pipe) = (folder.join("browser.sh"), folder.join("opened"));
        fifo(&pipe);
        std::fs::write(&script, format!("#!/bin/sh\nprintf '%s\\n' \"$1\" > '{}'\n", pipe.display())).expect("writes");
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(&script, executable).expect("is ours");
        let (send, opened) = mpsc::channel();
        thread::spawn(move || {
            // Opening waits for a writer; each one is a browser that was started.
            while let Ok(address) = std::fs::read_to_string(&pipe) {
                if send.send(address.trim().to_owned()).is_err() {
                    return;
                }
            }
        });
        Self { script, opened }
    }

    pub(crate) fn command(&self) -> &Path {
        &self.script
    }

    /// The address that was to be opened last.
    pub(crate) fn opened(&self) -> String {
        self.opened.recv_timeout(PATIENCE).expect("the browser is started")
    }

    /// Whether it was never started.
    pub(crate) fn is_unused(&self) -> bool {
        self.opened.try_recv().is_err()
    }

    /// Goes there and agrees; where that ends.
    pub(crate) fn agrees(&self) -> String {
        let address = self.opened();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let page = reqwest::get(address).await.expect("the page answers");
            page.url().path().to_owned()
        })
    }
}
