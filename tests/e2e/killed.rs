//! What is on the disk after the program was killed while it refreshed its login.

use std::{fs, path::Path};

use rustix::{fs::inotify::WatchFlags, process::Signal};
use serde_json::Value;
use spotpods_tui::demo::{DemoOptions, DemoServer};

use crate::{
    changes::Changes,
    service::Browser,
    terminal::{PATIENCE, Program, Terminal},
};

/// How often it is killed at each moment.
const ROUNDS: u32 = 10;
/// The moments after the request for a token: before its answer, and after each step in which the login is replaced.
const MOMENTS: [Option<WatchFlags>; 5] = [
    None,
    Some(WatchFlags::CREATE),
    Some(WatchFlags::MODIFY),
    Some(WatchFlags::CLOSE_WRITE),
    Some(WatchFlags::MOVED_TO),
];

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
    assert!(terminal.ends().success());

    let (mut old, mut new) = (0, 0);
    for moment in MOMENTS.into_iter().cycle().take(MOMENTS.len() * ROUNDS as usize) {
        let before = (stored(&place.profile()), place.tokens());
        place.demo.expire_access_tokens();
        if moment.is_none() {
            place.demo.script("POST /api/token: hang").expect("reads");
        }
        // Before the start: what the last run left undone may be asked for at once.
        let changes = moment.map(|kind| Changes::of(&place.profile().join("data"), kind));
        let mut terminal = place.start();
        terminal.shows("Shows 3");
        terminal.types("R");
        let asked = place.demo.wait_until(|_| place.tokens() > before.1);
        runtime.block_on(async { tokio::time::timeout(PATIENCE, asked).await }).expect("a token is asked for");
        if let Some(changes) = changes {
            assert_ne!(changes.wait("credentials.json", 1, &terminal), 0, "it ended by itself");
        }
        terminal.signal(Signal::KILL);
        terminal.ends();
        if stored(&place.profile()) == before.0 { old += 1 } else { new += 1 }
    }
    assert!(old > 0 && new > 0, "{old} kills before, {new} after the login was replaced");

    let terminal = place.start();
    terminal.shows("Shows 3");
}
