//! A terminal with a program in it.

use std::{
    cell::OnceCell,
    ffi::OsString,
    fs::File,
    io::{Read, Write},
    num::NonZeroU16,
    path::Path,
    sync::{
        Arc, Condvar, Mutex, MutexGuard,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::{
    process::{Pid, Signal, kill_process},
    termios::{Action, Termios, tcflow, tcgetattr},
};
use vt100::{Parser, Screen};

/// Hang guard: longer than anything here takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);
/// Hang guard below the time limit of a request, 20 s.
const SHORT_PATIENCE: Duration = Duration::from_secs(10);

/// What a program is started with. Nothing of this process's environment is passed on but `PATH`.
pub(crate) struct Program {
    pub(crate) command: OsString,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) variables: Vec<(String, OsString)>,
    pub(crate) size: (u16, u16),
}

impl Program {
    /// The program, with a home folder of its own.
    pub(crate) fn ours(home: &Path, arguments: &[&str]) -> Self {
        Self::other(env!("CARGO_BIN_EXE_spotpods-tui"), home, arguments)
    }

    /// Another program in the same surroundings.
    pub(crate) fn other(command: &str, home: &Path, arguments: &[&str]) -> Self {
        let variables = [("HOME", home.into()), ("TERM", "xterm-256color".into()), ("LANG", "C.UTF-8".into())];
        Self {
            command: command.into(),
            arguments: arguments.iter().map(OsString::from).collect(),
            variables: variables.map(|(name, value): (_, OsString)| (name.to_owned(), value)).to_vec(),
            size: (40, 140),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self
    }

    pub(crate) fn start(self) -> Terminal {
        Terminal::start(&self, false)
    }

    /// Starts it on a terminal that takes no output yet, as after Ctrl-S: the first frame waits for
    /// [`Terminal::goes_on`].
    pub(crate) fn start_held(self) -> Terminal {
        Terminal::start(&self, true)
    }
}

/// What the program has written, and the screen that makes of it.
struct Shown {
    parser: Parser,
    bytes: Vec<u8>,
    closed: bool,
    /// The next read is the last one.
    is_last: bool,
}

impl Shown {
    /// Whether no frame is half drawn: the program encloses each in a synchronised update, which a terminal shows at once.
    fn is_whole(&self) -> bool {
        let last = self.bytes.windows(8).rfind(|mark| mark.starts_with(b"\x1b[?2026"));
        last.is_none_or(|mark| mark[7] == b'l')
    }
}

type Shared = Arc<(Mutex<Shown>, Condvar)>;

/// A terminal, and the program that runs in it.
pub(crate) struct Terminal {
    shared: Shared,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    /// The terminal's own side, kept open so that it outlives the program, as under a shell.
    slave: Option<File>,
    pid: Pid,
    ended: Receiver<ExitStatus>,
    /// How it ended, once that was looked for.
    status: OnceCell<ExitStatus>,
}

impl Terminal {
    fn start(program: &Program, held: bool) -> Self {
        let (rows, cols) = program.size;
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let name = pair.master.tty_name().expect("a name");
        let slave = File::options().read(true).write(true).open(name).expect("opens");
        if held {
            tcflow(&slave, Action::OOff).expect("it is held");
        }

        let mut command = CommandBuilder::new(&program.command);
        command.args(&program.arguments);
        command.env_clear();
        command.env("PATH", env_path());
        for (name, value) in &program.variables {
            command.env(name, value);
        }
        let mut child = pair.slave.spawn_command(command).expect("starts");
        drop(pair.slave);
        let pid = child.process_id().and_then(|pid| Pid::from_raw(pid.cast_signed())).expect("a process");
        let (tell, ended) = mpsc::channel();
        thread::spawn(move || tell.send(child.wait().expect("it can be waited for")));

        let parser = Parser::new(nonzero(rows), nonzero(cols), 0);
        let shared =
            Arc::new((Mutex::new(Shown { parser, bytes: Vec::new(), closed: false, is_last: false }), Condvar::new()));
        let reader = pair.master.try_clone_reader().expect("a reader");
        thread::spawn({
            let shared = Arc::clone(&shared);
            move || read(reader, &shared)
        });
        let writer = pair.master.take_writer().expect("a writer");
        Self {
            shared,
            master: Some(pair.master),
            writer: Some(writer),
            slave: Some(slave),
            pid,
            ended,
            status: OnceCell::new(),
        }
    }

    pub(crate) fn pid(&self) -> Pid {
        self.pid
    }

    /// Types bytes.
    pub(crate) fn types(&mut self, text: &str) {
        let writer = self.writer.as_mut().expect("the terminal is open");
        writer.write_all(text.as_bytes()).and_then(|()| writer.flush()).expect("takes keys");
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).expect("it runs");
    }

    /// Takes output from now on.
    pub(crate) fn goes_on(&self) {
        tcflow(self.slave.as_ref().expect("the terminal is open"), Action::OOn).expect("it goes on");
    }

    /// Kills it, unless it has ended.
    pub(crate) fn kill(&self) {
        if !self.has_ended() {
            // It may end at this moment; its end is not waited for before, so the number is still its own.
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&self) -> bool {
        if self.status.get().is_none()
            && let Ok(status) = self.ended.try_recv()
        {
            let _ = self.status.set(status);
        }
        self.status.get().is_some()
    }

    pub(crate) fn resize(&self, rows: u16, cols: u16) {
        let mut shown = self.shared.0.lock().expect("the reader lives");
        shown.parser.set_size(nonzero(rows), nonzero(cols));
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.master.as_ref().expect("the terminal is open").resize(size).expect("takes a size");
    }

    /// Waits until the screen shows a text.
    pub(crate) fn shows(&self, text: &str) {
        self.shows_when(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the list of shows has so many rows, and the first one is selected.
    pub(crate) fn lists_shows(&self, count: usize) {
        self.shows_when(&format!("{count} shows"), |screen| {
            let title = screen.rows(0, screen.size().1.get()).nth(1).unwrap_or_default();
            let of_shows = title.split('│').next().unwrap_or_default();
            of_shows.starts_with(" Shows") && of_shows.trim_end().ends_with(&format!(" 1/{count}"))
        });
    }

    /// Waits until the screen is as it should be.
    pub(crate) fn shows_when(&self, what: &str, is: impl Fn(&Screen) -> bool) {
        drop(self.until(&format!("never shown: {what}"), |shown| shown.is_whole() && is(shown.parser.screen())));
    }

    /// Waits until these bytes have been written, after the first `from`.
    pub(crate) fn writes(&self, from: usize, bytes: &[u8]) {
        let has = |shown: &Shown| shown.bytes[from..].windows(bytes.len()).any(|window| window == bytes);
        drop(self.until(&format!("never written: {}", bytes.escape_ascii()), has));
    }

    /// How many bytes have been written.
    pub(crate) fn written(&self) -> usize {
        self.shared.0.lock().expect("the reader lives").bytes.len()
    }

    /// What has been written after the first `from` bytes.
    pub(crate) fn bytes(&self, from: usize) -> Vec<u8> {
        self.shared.0.lock().expect("the reader lives").bytes[from..].to_vec()
    }

    /// Looks at the screen as it is, between two frames.
    pub(crate) fn screen<R>(&self, look: impl FnOnce(&Screen) -> R) -> R {
        look(self.until("a frame has no end", |shown| shown.is_whole() || shown.closed).parser.screen())
    }

    /// How the terminal's lines are set.
    pub(crate) fn lines(&self) -> Termios {
        tcgetattr(self.slave.as_ref().expect("the terminal is open")).expect("a terminal")
    }

    /// Closes the terminal under the program, as when a window is closed. The program has to answer `key`: that lets
    /// the reader, which holds the terminal too, go.
    pub(crate) fn close(&mut self, key: &str) {
        self.shared.0.lock().expect("the reader lives").is_last = true;
        self.types(key);
        drop(self.until("no answer", |shown| shown.closed));
        self.slave = None;
        self.master = None;
        self.writer = None;
    }

    /// Quits as a person does.
    pub(crate) fn quits(&mut self) {
        self.types("q");
        let status = self.ends();
        assert!(status.success(), "{status:?}");
    }

    /// Everything that was written, after the end of the program.
    pub(crate) fn text(&mut self) -> String {
        self.is_read();
        String::from_utf8_lossy(&self.bytes(0)).into_owned()
    }

    /// Opens the first show from the lists.
    pub(crate) fn opens_episodes(&mut self) {
        self.types("\r");
        self.shows("newest");
    }

    /// Waits for the end of the program.
    pub(crate) fn ends(&self) -> ExitStatus {
        self.ends_within(PATIENCE)
    }

    /// The same for a program that must not wait for a request until its time limit.
    pub(crate) fn ends_at_once(&self) -> ExitStatus {
        self.ends_within(SHORT_PATIENCE)
    }

    fn ends_within(&self, guard: Duration) -> ExitStatus {
        if let Some(status) = self.status.get() {
            return status.clone();
        }
        let Ok(status) = self.ended.recv_timeout(guard) else {
            panic!("it does not end\n{}", self.screen(Screen::contents));
        };
        status
    }

    /// Waits until everything an ended program wrote has been read.
    pub(crate) fn is_read(&mut self) {
        // The reader's last read ends when no process holds the other side.
        self.slave = None;
        drop(self.until("the output has no end", |shown| shown.closed));
    }

    fn until(&self, failure: &str, is: impl Fn(&Shown) -> bool) -> MutexGuard<'_, Shown> {
        let (shown, changed) = &*self.shared;
        let shown = shown.lock().expect("the reader lives");
        let (shown, waited) =
            changed.wait_timeout_while(shown, PATIENCE, |shown| !is(shown) && !shown.closed).expect("the reader lives");
        let lost = waited.timed_out() || (shown.closed && !is(&shown));
        if lost {
            let screen = shown.parser.screen().contents();
            drop(shown);
            panic!("{failure}\n{screen}");
        }
        shown
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.kill();
    }
}

fn read(mut reader: Box<dyn Read + Send>, shared: &Shared) {
    let mut buffer = [0; 4096];
    loop {
        let read = reader.read(&mut buffer);
        let (shown, changed) = &**shared;
        let mut shown = shown.lock().expect("never poisoned");
        match read {
            Ok(0) | Err(_) => shown.closed = true,
            Ok(count) => {
                shown.bytes.extend_from_slice(&buffer[..count]);
                shown.parser.process(&buffer[..count]);
                shown.closed = shown.is_last;
            }
        }
        if shown.closed {
            drop(reader);
            return changed.notify_all();
        }
        changed.notify_all();
    }
}

fn nonzero(size: u16) -> NonZeroU16 {
    NonZeroU16::new(size.max(1)).expect("at least one")
}

fn env_path() -> OsString {
    std::env::var_os("PATH").unwrap_or_default()
}
