//! What is on the disk after the program was killed while it refreshed its login.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use serde_json::Value;
use spotpods_tui::demo::{DemoOptions, DemoServer};

use crate::{
    service::Browser,
    terminal::{PATIENCE, Program, Terminal},
};

/// How often it is killed, each time later after its request for a token: from at once to 35 ms, by the square of the
/// round, so that a fast disk and a slow one are both met while they write.
const ROUNDS: u32 = 60;
const LATER: Duration = Duration::from_micros(10);

struct Place {
    home: tempfile::TempDir,
    demo: DemoServer,
    browser: Browser,
}

impl Place {
    fn start(&self) -> Terminal {
        Program::ours(self.home.path(), &["--profile-dir", self.profile().to_str().expect("readable")])
            .with("SPOTPODS_API_URL", self.demo.api_url())
            .with("SPOTPODS_ACCOUNTS_URL", self.demo.accounts_url())
            .with("SPOTIFY_CLIENT_ID", self.demo.client_id())
            .with("SPOTIFY_REDIRECT_URI", "http://127.0.0.1/callback")
            .with("BROWSER", self.browser.command())
            .start()
    }

    fn profile(&self) -> std::path::PathBuf {
        self.home.path().join("profile")
    }

    fn tokens(&self) -> usize {
        self.demo.requests().iter().filter(|request| request.path() == "/api/token").count()
    }
}

/// The access token on the disk, in a file that is whole.
fn stored(profile: &Path) -> String {
    let text = fs::read_to_string(profile.join("data/credentials.json")).expect("there is a login");
    let file: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {} bytes", text.len()));
    let field = |name: &str| file[name].as_str().filter(|text| !text.is_empty()).expect("a token").to_owned();
    assert!(!field("refresh_token").is_empty());
    field("access_token")
}

/// Runs on the spot until something holds: what is waited for is over sooner than a timer could tell.
fn until(is: impl Fn() -> bool) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < PATIENCE, "it never came");
        std::thread::yield_now();
    }
}

#[test]
fn d2_e4_a_kill_at_any_moment_of_a_refresh_leaves_the_old_login_or_the_new_one() {
    let home = tempfile::tempdir().expect("a folder");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("starts");
    let options = DemoOptions { shows: 3, approve: true, ..DemoOptions::default() };
    let demo = runtime.block_on(DemoServer::start(options, None)).expect("a free port");
    let browser = Browser::new(home.path());
    let place = Place { home, demo, browser };
    let mut terminal = place.start();
    terminal.shows("Log in with Spotify");
    terminal.types("\r");
    assert_eq!(place.browser.agrees(), "/done");
    terminal.shows("Shows 3");
    terminal.types("q");
    assert!(terminal.ends().1.success());

    let (mut old, mut new) = (0, 0);
    for round in 0..ROUNDS {
        let before = (stored(&place.profile()), place.tokens());
        place.demo.expire_access_tokens();
        let mut terminal = place.start();
        terminal.shows("Shows 3");
        // What is on disk is fresh: nothing is asked for before somebody wants it.
        terminal.types("R");
        until(|| place.tokens() > before.1);
        let asked = Instant::now();
        until(|| asked.elapsed() >= LATER * round * round);
        terminal.signal(Signal::KILL);
        terminal.ends();
        if stored(&place.profile()) == before.0 { old += 1 } else { new += 1 }
    }
    assert!(old > 0 && new > 0, "killed too early or too late each time: {old} before, {new} after the file was new");

    let terminal = place.start();
    terminal.shows("Shows 3");
}
