//! A profile with a login, and the demo service it talks to.

use std::{
    ffi::OsStr,
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use spotpods_tui::demo::{Change, DemoOptions, DemoServer, change::End};
use tokio::runtime::Runtime;

use crate::terminal::{PATIENCE, Program};

const BINARY: &str = env!("CARGO_BIN_EXE_spotpods-tui");

/// A profile in a folder of its own, and the service.
pub(crate) struct Profile {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) demo: DemoServer,
    tokio: Runtime,
}

impl Profile {
    /// With a login and nothing on disk. There are six shows with a few pages each.
    pub(crate) fn logged_in() -> Self {
        let today = Some(jiff::civil::date(2026, 11, 23));
        let options = DemoOptions { shows: 6, episodes: 60, quirks: false, today, ..DemoOptions::default() };
        let profile = Self::with(options);
        let lose = Change::Lose { show: 0.into(), episodes: 1_200, end: End::Oldest };
        profile.demo.change(&lose).expect("the longest has 1,500");
        profile
    }

    /// The same with another service.
    pub(crate) fn with(options: DemoOptions) -> Self {
        let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("starts");
        let options = DemoOptions { approve: true, ..options };
        let demo = tokio.block_on(DemoServer::start(options, None)).expect("a free port");
        let profile = Self { folder: tempfile::tempdir().expect("a folder"), demo, tokio };
        let said = profile.log_in_as("auth login --no-browser");
        assert_eq!(said.code, Some(0), "{said:?}");
        // The tour was seen.
        fs::write(profile.path().join("state/tour"), "").expect("a folder");
        profile
    }

    /// The same, with everything on disk.
    pub(crate) fn synchronised() -> Self {
        let profile = Self::logged_in();
        let said = profile.run("sync --json");
        assert_eq!((said.code, &said.object()["end"]), (Some(0), &Value::from("complete")), "{said:?}");
        profile
    }

    /// Waits until the service has had `total` requests in all.
    pub(crate) fn requested(&self, total: usize) {
        self.until(&format!("{total} requests came"), |demo| demo.live().world.log.total() >= total);
    }

    /// Waits until something holds of the service; looks after each request.
    pub(crate) fn until(&self, what: &str, holds: impl Fn(&DemoServer) -> bool) {
        let mut handled = self.demo.handled();
        let held = handled.wait_for(|_| holds(&self.demo));
        let in_time = self.tokio.block_on(async { tokio::time::timeout(PATIENCE, held).await.is_ok() });
        assert!(in_time, "never: {what}; {} requests came", self.demo.live().world.log.total());
    }

    /// A socket that can be read after each request that the service has had from now on.
    pub(crate) fn bell(&self) -> UnixStream {
        let (ours, mut theirs) = UnixStream::pair().expect("a pair");
        theirs.set_nonblocking(true).expect("a socket");
        let mut handled = self.demo.handled();
        self.tokio.spawn(async move {
            // A socket that takes no more can be read already.
            let is_open = |rung: io::Result<usize>| !rung.is_err_and(|error| error.kind() != io::ErrorKind::WouldBlock);
            while handled.changed().await.is_ok() && is_open(theirs.write(&[0])) {}
        });
        ours
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("p")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub(crate) fn library(&self) -> PathBuf {
        self.data().join("library.db")
    }

    pub(crate) fn variables(&self) -> [(&'static str, String); 4] {
        [
            ("SPOTPODS_API_URL", self.demo.api_url()),
            ("SPOTPODS_ACCOUNTS_URL", self.demo.accounts_url()),
            ("SPOTIFY_CLIENT_ID", self.demo.client_id().to_owned()),
            ("SPOTIFY_REDIRECT_URI", "http://127.0.0.1/callback".to_owned()),
        ]
    }

    /// Writes its `config.toml`.
    pub(crate) fn configure(&self, text: &str) {
        let folder = self.path().join("config");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("config.toml"), text).expect("it is written");
    }

    /// The program, to be run with the arguments of a line.
    pub(crate) fn command(&self, line: &str) -> Command {
        self.through(&[], line)
    }

    /// The program with the folders of a home of its own instead of a profile folder, as most people run it.
    pub(crate) fn at_home(&self, line: &str) -> Command {
        let mut command = Command::new(BINARY);
        command.args(line.split_whitespace()).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_clear().env("HOME", self.folder.path()).envs(self.variables());
        command
    }

    /// The same on a terminal.
    pub(crate) fn screen_at_home(&self) -> Program {
        let program = Program::ours(self.folder.path(), &[]);
        self.variables().into_iter().fold(program, |program, (name, value)| program.with(name, value))
    }

    /// The same, started by another command that gets the program and its arguments last.
    pub(crate) fn through(&self, before: &[&OsStr], line: &str) -> Command {
        let mut words = before.iter().copied().chain([OsStr::new(BINARY)]);
        let mut command = Command::new(words.next().expect("at least the program"));
        command.args(words).args(line.split_whitespace()).arg("--profile-dir").arg(self.path());
        command.env_clear().env("HOME", self.folder.path()).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).envs(self.variables());
        command
    }

    /// The program on a terminal.
    pub(crate) fn screen(&self) -> Program {
        self.screen_through(&[])
    }

    /// The same, started by another command.
    pub(crate) fn screen_through(&self, before: &[&OsStr]) -> Program {
        let mut program = Program::ours(self.folder.path(), &[]);
        let ours = std::mem::replace(&mut program.command, before.first().map_or(BINARY.into(), Into::into));
        program.arguments = before.iter().skip(1).map(Into::into).collect();
        if !before.is_empty() {
            program.arguments.push(ours);
        }
        program.arguments.extend(["--profile-dir".into(), self.path().into()]);
        self.variables().into_iter().fold(program, |program, (name, value)| program.with(name, value))
    }

    pub(crate) fn run(&self, line: &str) -> Said {
        Said::of(&mut self.command(line))
    }

    /// Starts it and lets it run.
    pub(crate) fn spawn(&self, line: &str) -> Child {
        self.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    }

    /// The program on a terminal, with the profile of this name.
    pub(crate) fn screen_of(&self, name: &str) -> Program {
        let mut program = self.screen();
        program.arguments.extend(["--profile".into(), name.into()]);
        program
    }

    /// Logs in as a person does without a browser on this computer.
    pub(crate) fn log_in_as(&self, line: &str) -> Said {
        self.log_in_by(self.command(line))
    }

    /// The same with a program that is to be started.
    pub(crate) fn log_in_by(&self, mut command: Command) -> Said {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut err = BufReader::new(child.stderr.take().expect("piped"));
        let mut line = String::new();
        while !line.trim_start().starts_with("http") {
            line.clear();
            assert_ne!(err.read_line(&mut line).expect("a line"), 0, "no address came");
        }
        let callback = self.demo.approve(line.trim()).expect("consent");
        writeln!(child.stdin.take().expect("piped"), "{callback}").expect("it reads");
        let mut rest = String::new();
        err.read_to_string(&mut rest).expect("text");
        Said { err: rest, ..Said::from(child.wait_with_output().expect("it ends")) }
    }

    /// Stops the service, as if the network were gone.
    pub(crate) fn without_service(self) -> Left {
        let variables = self.variables();
        let Self { folder, demo, tokio } = self;
        tokio.block_on(demo.stop());
        Left { folder, variables }
    }

    /// Lets the last synchronisation be long ago.
    pub(crate) fn ages(&self) {
        crate::coherence::Shelf::open(&self.library()).change("UPDATE accounts SET pass_done_at = 0, synced_at = 0");
    }

    /// Lets the data folder be what it was when it was copied.
    pub(crate) fn restore(&self, copy: &Path) {
        remove(&self.data());
        copied(copy, &self.data());
    }

    /// Copies the data folder to one beside the profile.
    pub(crate) fn copy(&self, name: &str) -> PathBuf {
        let copy = self.folder.path().join(name);
        remove(&copy);
        copied(&self.data(), &copy);
        copy
    }
}

/// A profile whose service is gone.
pub(crate) struct Left {
    folder: tempfile::TempDir,
    variables: [(&'static str, String); 4],
}

impl Left {
    /// The program on a terminal.
    pub(crate) fn screen(&self) -> Program {
        let path = self.folder.path().join("p");
        let program = Program::ours(self.folder.path(), &["--profile-dir", path.to_str().expect("readable")]);
        self.variables.iter().fold(program, |program, (name, value)| program.with(name, value))
    }
}

/// Makes a pipe with a name.
pub(crate) fn fifo(path: &Path) -> PathBuf {
    rustix::fs::mkfifoat(rustix::fs::CWD, path, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).expect("a pipe");
    path.to_owned()
}

/// Copies the files of a folder.
pub(crate) fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    fs::set_permissions(to, std::os::unix::fs::PermissionsExt::from_mode(0o700)).expect("is ours");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("it is copied");
    }
}

/// Removes a folder, if it is there.
fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("it is removed");
    }
}

/// What the program said, and how it ended.
#[derive(Debug)]
pub(crate) struct Said {
    /// `None` where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Said {
    pub(crate) fn of(command: &mut Command) -> Self {
        Self::from(command.output().expect("it starts"))
    }

    /// The one object (or list) on stdout.
    pub(crate) fn object(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
