//! The whole program without a terminal: loop, executor and demo service over real HTTP.

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ratatui::{Terminal, layout::Size};
use tempfile::TempDir;
use tokio::{
    runtime::Handle,
    sync::{
        mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
        watch,
    },
    task::JoinHandle,
};

use super::{event_loop::End, input::Input, start::run_loop};
use crate::{
    app::{EventKind, State},
    demo::{DemoOptions, DemoServer},
    domain::Private,
};

pub(in crate::runtime) mod desk;
mod discovering;
pub(in crate::runtime) mod headless;
mod keeping;
mod leaving;
mod marking;
mod playing;
mod reading;
mod ready;
mod starting;
mod syncing;
mod upkeep;

use headless::Told;
use ready::{Ready, ready};

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The first show of the demo, as far as a narrow column shows it.
const FIRST_SHOW: &str = "The Gull Street Morning";

/// The program, and the service it speaks to.
struct App {
    demo: Arc<DemoServer>,
    profile: TempDir,
    keys: UnboundedSender<Input>,
    shown: watch::Receiver<String>,
    log: UnboundedReceiver<String>,
    end: JoinHandle<End>,
}

impl App {
    async fn start() -> Self {
        let options = DemoOptions { shows: 12, episodes: 8, quirks: false, ..DemoOptions::default() };
        let demo = DemoServer::start(options, None).await.expect("a free port");
        Self::open(Arc::new(demo), tempfile::tempdir().expect("a folder"))
    }

    /// Starts the program in a profile.
    fn open(demo: Arc<DemoServer>, profile: TempDir) -> Self {
        let id = demo.client_id();
        Self::open_with(demo, profile, Some(id), "http://127.0.0.1/callback")
    }

    fn open_with(demo: Arc<DemoServer>, profile: TempDir, client_id: Option<&str>, redirect: &str) -> Self {
        Self::open_on(&Handle::current(), demo, profile, client_id, redirect)
    }

    /// Starts the program on a runtime of its own, which can end as that of a process does.
    fn open_on(
        runtime: &Handle,
        demo: Arc<DemoServer>,
        profile: TempDir,
        client_id: Option<&str>,
        redirect: &str,
    ) -> Self {
        let Ready { mut startup, deps, .. } = ready(&demo, profile.path(), client_id, redirect);
        let size = Size { width: 140, height: 40 };
        startup.size = size;
        let (send, log) = unbounded_channel();
        let told = Told::new(size, send);
        let shown = told.shown();
        let mut terminal = Terminal::new(told).expect("never fails");
        let (keys, mut input) = unbounded_channel();
        let state = State::new(startup);
        let end = runtime.spawn(async move { Box::pin(run_loop(state, &mut terminal, deps, &mut input)).await });
        Self { demo, profile, keys, shown, log, end }
    }

    fn press(&self, keys: &str) {
        for name in keys.split(' ') {
            let key = name.parse().unwrap_or_else(|()| panic!("{name} is no key"));
            self.send(EventKind::Key(key));
        }
    }

    fn send(&self, kind: EventKind) {
        self.keys.send(Input::Event(kind)).expect("the program runs");
    }

    async fn shows(&mut self, text: &str) -> String {
        self.shows_when(text, |screen| screen.contains(text)).await
    }

    async fn shows_when(&mut self, what: &str, is: impl Fn(&str) -> bool) -> String {
        let found = tokio::time::timeout(PATIENCE, self.shown.wait_for(|screen| is(screen))).await;
        let found = found.map(|screen| screen.map(|screen| screen.clone()));
        match found {
            Ok(Ok(screen)) => screen,
            Ok(Err(_)) | Err(_) => panic!("never shown: {what}\n{}", self.shown.borrow().as_str()),
        }
    }

    /// Presses a key, once a frame, until something is shown: what it asks for may be under way already.
    async fn press_until(&mut self, key: &str, text: &str) -> String {
        let pressing = async {
            while !self.shown.borrow_and_update().contains(text) {
                self.press(key);
                self.shown.changed().await.expect("the program runs");
            }
        };
        let shown = tokio::time::timeout(PATIENCE, pressing).await.is_ok();
        assert!(shown, "never shown: {text}\n{}", self.shown.borrow().as_str());
        self.shown.borrow().clone()
    }

    /// Presses a key, once a frame, until the service has seen so many requests: another one may hold things up still.
    async fn press_until_asked(&mut self, key: &str, path: &str, count: usize) {
        let pressing = async {
            while self.requests(path) < count {
                self.press(key);
                self.shown.changed().await.expect("the program runs");
            }
        };
        let asked = tokio::time::timeout(PATIENCE, pressing).await.is_ok();
        assert!(asked, "never asked for: {path}");
    }

    /// Where the browser would be led to after consent; the page's address comes from the clipboard.
    async fn redirect(&mut self) -> String {
        self.press("y");
        let copied = async {
            loop {
                let told = self.log.recv().await.expect("the program runs");
                if let Some(copied) = told.strip_prefix("wrote \\u{1b}]52;c;") {
                    break copied.trim_end_matches("\\u{7}").to_owned();
                }
            }
        };
        let copied = tokio::time::timeout(PATIENCE, copied).await.expect("the address is copied");
        let url = String::from_utf8(BASE64_STANDARD.decode(copied).expect("base64")).expect("text");
        self.demo.approve(&url).expect("the demo agrees")
    }

    async fn log_in(&mut self) {
        self.shows("Log in with Spotify").await;
        self.press("Enter");
        self.shows("/authorize?").await;
        self.press("a");
        self.shows(FIRST_SHOW).await;
    }

    /// Leaves; what is left is the service and the profile.
    async fn quit(self) -> (Arc<DemoServer>, TempDir) {
        self.press("q");
        let end = tokio::time::timeout(PATIENCE, self.end).await.expect("ends").expect("no panic");
        assert_eq!(end, End::Quit);
        (self.demo, self.profile)
    }

    /// Waits until the service has seen so many requests.
    async fn asks(&self, path: &str, count: usize) {
        let asked = async {
            while self.requests(path) < count {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| panic!("never asked for: {path}"));
    }

    fn requests(&self, path: &str) -> usize {
        self.demo.requests().iter().filter(|request| request.path() == path).count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_main_job_runs_from_login_to_notes_and_a_second_start_needs_no_login() {
    let mut app = App::start().await;
    app.log_in().await;
    app.press("/ K i t c h e n s");
    app.shows_when("one show", |screen| screen.contains("Kitchens") && !screen.contains("Slow Trains")).await;
    app.press("Enter Enter");
    app.shows_when("its episodes", |screen| screen.contains("Kitchens After Midnight ·") && screen.contains("1/6"))
        .await;
    app.press("Enter");
    app.shows("Mistakes are our").await;
    let exchanges = app.requests("/api/token");
    assert_eq!(exchanges, 1);

    let (demo, profile) = app.quit().await;
    let mut app = App::open(demo, profile);
    app.shows(FIRST_SHOW).await;
    assert_eq!(app.requests("/api/token"), exchanges, "the stored login was enough");
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_keys_are_answered_while_every_request_hangs_and_quitting_waits_for_none() {
    let mut app = App::start().await;
    app.demo.script("GET /v1/shows/*/episodes: hang forever").expect("reads");
    app.log_in().await;
    app.press("j Enter");
    app.press("?");
    app.shows("Move up").await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e5_a_login_that_spotify_ended_is_offered_again_and_the_list_stays() {
    let mut app = App::start().await;
    app.log_in().await;
    app.demo.live().world.revoke_logins();
    let screen = app.press_until("R", "Your login ended").await;
    assert!(screen.contains(FIRST_SHOW), "{screen}");
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a8_the_url_is_copied_and_a_pasted_redirect_passes_the_same_checks() {
    let mut app = App::start().await;
    app.shows("Log in with Spotify").await;
    app.press("Enter");
    app.shows("/authorize?").await;
    app.send(EventKind::Paste(Private::new("http://127.0.0.1:1/callback?code=x&state=y")));
    app.shows("This is not the redirect address").await;
    let redirect = app.redirect().await;
    app.send(EventKind::Paste(Private::new(redirect.clone())));
    app.shows(FIRST_SHOW).await;
    // A code is good once (security C8), and the port is closed (B15).
    assert_eq!(app.requests("/api/token"), 1);
    assert!(reqwest::get(redirect).await.is_err_and(|error| error.is_connect()));
    app.quit().await;
}

/// Opens an address as a browser does. Returns the path it ends at.
async fn browse(address: String) -> String {
    // No other test has installed it when this one runs alone.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::get(address).await.expect("the listener answers").url().path().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b13_the_browser_is_told_the_truth_after_the_exchange() {
    let mut app = App::start().await;
    app.shows("Log in with Spotify").await;
    app.press("Enter");
    app.shows("/authorize?").await;
    let path = browse(app.redirect().await).await;
    assert!(path.ends_with("/done"), "{path}");
    app.shows(FIRST_SHOW).await;
    app.quit().await;

    let mut app = App::start().await;
    app.demo.script("POST /api/token: 400 text=no").expect("reads");
    app.shows("Log in with Spotify").await;
    app.press("Enter");
    app.shows("/authorize?").await;
    let path = browse(app.redirect().await).await;
    assert!(path.ends_with("/failed"), "{path}");
    app.shows("Spotify answered with status 400").await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn b15_a_cancelled_login_closes_the_port() {
    let mut app = App::start().await;
    app.shows("Log in with Spotify").await;
    app.press("Enter");
    app.shows("/authorize?").await;
    let redirect = app.redirect().await;
    app.press("Esc");
    app.shows("Enter opens the browser").await;
    let refused = async { while reqwest::get(&redirect).await.is_ok() {} };
    tokio::time::timeout(PATIENCE, refused).await.expect("the port is closed");
    assert_eq!(app.requests("/api/token"), 0);
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_taken_is_named_and_another_one_works() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("bound").port();
    let (demo, profile) = App::start().await.quit().await;
    let id = demo.client_id();
    let mut app = App::open_with(demo, profile, Some(id), &format!("http://127.0.0.1:{port}/callback"));
    app.shows("Log in with Spotify").await;
    app.press("Enter");
    app.shows(&format!("Port {port} is taken")).await;
    app.press("p");
    app.shows("/authorize?").await;
    app.press("a");
    app.shows(FIRST_SHOW).await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_id_from_the_setup_is_used_at_once_and_at_the_next_start() {
    let (demo, profile) = App::start().await.quit().await;
    let id = demo.client_id();
    let mut app = App::open_with(demo, profile, None, "http://127.0.0.1/callback");
    app.shows("developer.spotify.com").await;
    app.press("i");
    app.send(EventKind::Paste(Private::new(id)));
    app.press("Enter");
    app.log_in().await;
    let (demo, profile) = app.quit().await;
    let mut app = App::open_with(demo, profile, None, "http://127.0.0.1/callback");
    app.shows(FIRST_SHOW).await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn e3_quitting_within_a_refresh_loses_no_refresh_token() {
    let options = DemoOptions { shows: 12, episodes: 8, rotate_refresh_tokens: true, ..DemoOptions::default() };
    let demo = DemoServer::start(options, None).await.expect("a free port");
    let mut app = App::open(Arc::new(demo), tempfile::tempdir().expect("a folder"));
    app.log_in().await;
    let (demo, profile) = app.quit().await;
    demo.live().world.expire_access_tokens();
    demo.script("POST /api/token: slow=100").expect("reads");

    let id = demo.client_id();
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let mut app = App::open_on(runtime.handle(), demo, profile, Some(id), "http://127.0.0.1/callback");
    // What the first one had under way may have its turn still.
    app.press_until_asked("R", "/api/token", 2).await;
    let (demo, profile) = app.quit().await;
    // As a process that ends: whatever still runs is dropped.
    runtime.shutdown_background();

    demo.live().world.expire_access_tokens();
    let mut app = App::open(demo, profile);
    app.shows(FIRST_SHOW).await;
    app.quit().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d9_quitting_right_after_a_logout_leaves_no_login() {
    let mut app = App::start().await;
    app.log_in().await;
    let file = app.profile.path().join("data/credentials.json");
    assert!(file.exists());
    app.press("L j j Enter");
    let (_demo, _profile) = app.quit().await;
    assert!(!file.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c5_neither_login_nor_browser_waits_to_hear_whose_login_it_is() {
    let mut app = App::start().await;
    app.demo.script("GET /v1/me: hang").expect("reads");
    app.shows("Log in with Spotify").await;
    app.press("Enter");
    app.shows("/authorize?").await;
    let path = browse(app.redirect().await).await;
    assert!(path.ends_with("/done"), "{path}");
    // Lists are kept per account: they come once it is known. The screen is there before.
    app.shows_when("the lists", |screen| screen.contains("1 Shows") && !screen.contains("Log in with")).await;
    app.asks("/v1/me", 1).await;
    let (demo, profile) = app.quit().await;

    // What is unknown is asked for again.
    let mut app = App::open(demo, profile);
    app.shows("Demo listener").await;
    app.quit().await;
}
