//! A session bus with GNOME's keyring on it, and a home in which the program uses both.

use std::{
    cell::RefCell,
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use rustix::process::{Pid, Signal, kill_process};
use spotpods_tui::demo::DemoOptions;

use crate::{
    profile::{Profile, Said},
    skip::skip,
    terminal::Program,
};

const PASSWORD: &[u8] = b"test";
const SERVICE: &str = "org.freedesktop.secrets";
const COLLECTION: &str = "/org/freedesktop/secrets/collection/login";

pub(super) struct Desktop {
    pub(super) profile: Profile,
    bus: Child,
    address: String,
    keyring: RefCell<Option<Child>>,
}

impl Desktop {
    /// With an unlocked keyring that has no login. `None` if a program is missing; that is reported as a skip.
    pub(super) fn start(test: &str) -> Option<Self> {
        for program in ["dbus-daemon", "dbus-monitor", "dbus-send", "gdbus", "gnome-keyring-daemon"] {
            let mut command = Command::new(program);
            command.arg(if program == "gdbus" { "help" } else { "--version" });
            if let Err(error) = command.stdout(Stdio::null()).stderr(Stdio::null()).status() {
                skip(test, &format!("{program}: {error}"));
                return None;
            }
        }
        let today = Some(jiff::civil::date(2026, 11, 23));
        let options = DemoOptions { shows: 6, episodes: 60, quirks: false, today, ..DemoOptions::default() };
        let profile = Profile::with(DemoOptions { rotate_refresh_tokens: true, ..options });
        let home = profile.folder.path();
        // No service is started by a call, so a keyring that is gone stays away.
        let configuration = format!(
            "<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/>\
             <allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>",
            home.join("bus").display()
        );
        fs::write(home.join("bus.conf"), configuration).expect("written");
        let state = home.join(".local/state/spotpods-tui");
        fs::create_dir_all(&state).expect("a folder");
        fs::write(state.join("tour"), "").expect("written");

        let mut command = Command::new("dbus-daemon");
        command.args(["--nofork", "--print-address", "--config-file"]).arg(home.join("bus.conf"));
        let mut bus = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut lines = BufReader::new(bus.stdout.take().expect("piped")).lines();
        let address = lines.next().expect("it starts").expect("a line");
        let desktop = Self { profile, bus, address, keyring: RefCell::default() };
        desktop.restarts();
        Some(desktop)
    }

    /// Ends the keyring and starts it, unlocked.
    pub(super) fn restarts(&self) {
        self.vanishes();
        let home = self.profile.folder.path();
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets", "--control-directory"]);
        command.arg(home.join("control")).env_clear().env("HOME", home).env("XDG_RUNTIME_DIR", home);
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut daemon = command.spawn().expect("it starts");
        daemon.stdin.take().expect("piped").write_all(PASSWORD).expect("it reads");
        self.keyring.replace(Some(daemon));
        self.gdbus("wait", &["--timeout", "20", SERVICE]);
    }

    pub(super) fn vanishes(&self) {
        if let Some(mut daemon) = self.keyring.take() {
            daemon.kill().expect("it runs");
            daemon.wait().expect("it ends");
        }
    }

    pub(super) fn signals(&self, signal: Signal) {
        let keyring = self.keyring.borrow();
        let daemon = keyring.as_ref().expect("it runs");
        kill_process(Pid::from_child(daemon), signal).expect("it runs");
    }

    pub(super) fn locks(&self) {
        let list = format!("[objectpath '{COLLECTION}']");
        self.calls_service("/org/freedesktop/secrets", "org.freedesktop.Secret.Service.Lock", &list);
    }

    /// How many logins of this program the keyring has.
    pub(super) fn items(&self) -> usize {
        let attributes = "{'application': 'spotpods-tui'}";
        let found = self.calls_service(COLLECTION, "org.freedesktop.Secret.Collection.SearchItems", attributes);
        found.matches(&format!("{COLLECTION}/")).count()
    }

    fn calls_service(&self, object: &str, method: &str, argument: &str) -> String {
        self.gdbus("call", &["--dest", SERVICE, "--object-path", object, "--method", method, argument])
    }

    fn gdbus(&self, verb: &str, arguments: &[&str]) -> String {
        let mut command = Command::new("gdbus");
        let output = command.args([verb, "--address", &self.address]).args(arguments).output().expect("it runs");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Counts how often a person is asked from now on.
    pub(super) fn prompts(&self) -> Monitor {
        Monitor::start(&self.address, "type='method_call',interface='org.freedesktop.Secret.Prompt',member='Prompt'")
    }

    /// Counts the programs that open a session with the keyring from now on.
    pub(super) fn calls(&self) -> Monitor {
        Monitor::start(&self.address, "type='method_call',member='OpenSession'")
    }

    pub(super) fn data(&self) -> PathBuf {
        self.profile.folder.path().join(".local/share/spotpods-tui")
    }

    /// The files of the login, sorted.
    pub(super) fn login_files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.data()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<_> = entries.map(|name| name.into_string().expect("UTF-8")).collect();
        names.retain(|name| name.starts_with("credentials") || name.starts_with("keyring"));
        names.sort();
        names
    }

    pub(super) fn file_has_tokens(&self) -> bool {
        let text = fs::read_to_string(self.data().join("credentials.json")).expect("a login");
        assert!(text.contains("authorized_at"), "{text}");
        text.contains("_token")
    }

    /// Sets `login.store`.
    pub(super) fn configures(&self, store: &str) {
        let folder = self.profile.folder.path().join(".config/spotpods-tui");
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("config.toml"), format!("[login]\nstore = \"{store}\"\n")).expect("written");
    }

    pub(super) fn on_bus<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address)
    }

    pub(super) fn run(&self, line: &str) -> Said {
        Said::of(self.on_bus(&mut self.profile.at_home(line)))
    }

    pub(super) fn screen(&self) -> Program {
        self.profile.screen_at_home().with("DBUS_SESSION_BUS_ADDRESS", OsStr::new(&self.address))
    }

    pub(super) fn log_in(&self, flags: &str) -> Said {
        let mut command = self.profile.at_home(&format!("auth login --no-browser {flags}"));
        self.on_bus(&mut command);
        self.profile.log_in_by(command)
    }

    pub(super) fn logs_in(&self, flags: &str) -> Said {
        let said = self.log_in(flags);
        assert_eq!(said.code, Some(0), "{said:?}");
        said
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.vanishes();
        let _ = self.bus.kill();
        let _ = self.bus.wait();
    }
}

/// Messages on a bus, as they come.
pub(super) struct Monitor {
    child: Child,
    address: String,
}

impl Monitor {
    fn start(address: &str, rule: &str) -> Self {
        let mut command = Command::new("dbus-monitor");
        command.args(["--address", address, rule, "interface='org.example.Mark'"]).stdout(Stdio::piped());
        let child = command.spawn().expect("it starts");
        let mut monitor = Self { child, address: address.to_owned() };
        monitor.read_until("member=NameLost");
        monitor
    }

    /// How many messages came.
    pub(super) fn count(mut self) -> usize {
        let mut command = Command::new("dbus-send");
        let sent = command.arg(format!("--bus={}", self.address)).args(["--type=signal", "/", "org.example.Mark.Now"]);
        assert!(sent.status().expect("it runs").success());
        self.read_until("member=Now")
    }

    /// Reads up to a line; returns how many calls came before.
    fn read_until(&mut self, mark: &str) -> usize {
        let lines = BufReader::with_capacity(1, self.child.stdout.as_mut().expect("piped")).lines();
        let before = lines.map(|line| line.expect("text")).take_while(|line| !line.contains(mark));
        before.filter(|line| line.starts_with("method call")).count()
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
