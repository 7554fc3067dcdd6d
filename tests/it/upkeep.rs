//! What keeps a profile going, with the real program against the demo service: `auth login` and `logout`, `sync`, `doctor`.

mod acting;
mod doctor;
mod login;
mod saved;
mod sync;

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use spotpods_tui::demo::{DemoOptions, DemoServer, Logged};
use tokio::runtime::Runtime;

/// A profile, and the service it is used with.
struct Home {
    folder: tempfile::TempDir,
    demo: DemoServer,
    tokio: Runtime,
}

impl Home {
    fn new(options: DemoOptions) -> Self {
        let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("starts");
        let demo = tokio.block_on(DemoServer::start(DemoOptions { approve: true, ..options }, None));
        Self { folder: tempfile::tempdir().expect("a folder"), demo: demo.expect("a free port"), tokio }
    }

    /// A few shows with few episodes.
    fn small() -> Self {
        Self::new(small())
    }

    /// One with a login.
    fn logged_in(options: DemoOptions) -> Self {
        let home = Self::new(options);
        let said = home.log_in("auth login --no-browser");
        assert_eq!(said.code, Some(0), "{said:?}");
        home
    }

    /// Waits until the service is in a state, checked after each request.
    fn waits_until(&self, holds: impl Fn(&DemoServer) -> bool) {
        let mut handled = self.demo.handled();
        let held = handled.wait_for(|_| holds(&self.demo));
        let guard = std::time::Duration::from_mins(1);
        self.tokio.block_on(async { tokio::time::timeout(guard, held).await.map(drop) }).expect("it happens");
    }

    fn profile(&self) -> PathBuf {
        self.folder.path().join("p")
    }

    fn data(&self, name: &str) -> PathBuf {
        self.profile().join("data").join(name)
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spotpods-tui"));
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("SPOTPODS_API_URL", self.demo.api_url()).env("SPOTPODS_ACCOUNTS_URL", self.demo.accounts_url());
        command.env("SPOTIFY_CLIENT_ID", self.demo.client_id());
        command.env("SPOTIFY_REDIRECT_URI", "http://127.0.0.1/callback");
        command.args(line.split_whitespace()).arg("--profile-dir").arg(self.profile());
        command
    }

    fn run(&self, line: &str) -> Said {
        Said::from(self.command(line).output().expect("it starts"))
    }

    /// Starts it and lets it run.
    fn spawn(&self, line: &str) -> Child {
        self.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    }

    /// Logs in as a person does without a browser on this computer.
    fn log_in(&self, line: &str) -> Said {
        let mut command = self.command(line);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut err = BufReader::new(child.stderr.take().expect("piped"));
        let mut line = String::new();
        while !line.trim_start().starts_with("http") {
            line.clear();
            assert_ne!(err.read_line(&mut line).expect("a line"), 0, "no address came");
        }
        let callback = self.demo.approve(line.trim()).expect("consent");
        let mut stdin = child.stdin.take().expect("piped");
        writeln!(stdin, "{callback}").expect("it reads");
        let mut rest = String::new();
        err.read_to_string(&mut rest).expect("text");
        let output = child.wait_with_output().expect("it ends");
        Said { err: rest, ..Said::from(output) }
    }

    fn requests(&self, path: &str) -> Vec<Logged> {
        self.demo.requests().into_iter().filter(|request| request.path() == path).collect()
    }

    fn config(&self, text: &str) {
        let folder = self.profile().join("config");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("config.toml"), text).expect("written");
    }
}

fn small() -> DemoOptions {
    DemoOptions { shows: 4, episodes: 10, quirks: false, ..DemoOptions::default() }
}

/// What the program said, and how it ended.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Said {
    /// The one object on stdout.
    fn object(&self) -> Value {
        assert!(!self.out.contains('\u{1b}'), "{self:?}");
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The accounts and shows that a library has, each show with its account.
fn shelves(path: &Path) -> Vec<(String, usize)> {
    use spotpods_tui::{domain::ShowSort, library::Library};
    let opened = Library::open(path).expect("it opens");
    let reader = opened.library.reader().expect("it reads");
    let last = reader.last_account().expect("it reads");
    last.into_iter()
        .map(|(at, account)| (account.id.to_string(), reader.shows(at, ShowSort::Name).expect("it reads").len()))
        .collect()
}
