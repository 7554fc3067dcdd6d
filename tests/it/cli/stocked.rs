//! A place with a library in it, filled through the library itself.

use std::{
    fs::{self, DirBuilder},
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    path::PathBuf,
    time::Duration,
};

use jiff::{Timestamp, ToSpan as _, ZonedDateTime};
use serde_json::{Value, json};
use spotpods_tui::{
    domain::{CleanText, Episode, Progress, Show},
    library::{AccountRef, Library},
};

use super::{Place, Said};
use crate::library::{THEN, account, episode, look, page, show};

/// Ids of Spotify's shape.
pub(super) const NEWS: &str = "4rOoJ6Egrf8K2IrywzwOMk";
pub(super) const TRAINS: &str = "5CfCWKI5pZ28U0uOzXkDHe";
pub(super) const LATEST: &str = "512ojhOuo1ktJprKbVcKyQ";

/// A program's place with a profile `p` in it.
pub(super) struct Stocked(pub(super) Place);

impl Stocked {
    pub(super) fn empty() -> Self {
        Self(Place::new())
    }

    /// Two shows and an odd one: seven episodes, the newest of today.
    pub(super) fn new() -> Self {
        let stocked = Self::empty();
        stocked.fill("me", shows());
        stocked
    }

    pub(super) fn data(&self) -> PathBuf {
        self.0.dir.path().join("p/data")
    }

    pub(super) fn library(&self) -> PathBuf {
        self.data().join("library.db")
    }

    /// Writes these shows with their episodes as the list of an account.
    pub(super) fn fill(&self, id: &str, shows: Vec<(Show, Vec<Episode>)>) -> AccountRef {
        let library = Library::open(&self.library()).expect("it opens").library;
        let me = library.use_account(&account(id), THEN).wait().expect("it is written");
        let pass = library.begin_shows_pass(me).wait().expect("it is written");
        let listed = shows.iter().map(|(show, _)| show.clone()).collect();
        library.apply_shows_page(pass, page(0, listed)).wait().expect("it is written");
        library.finish_shows_pass(pass, 0, THEN).wait().expect("it is written");
        let reader = library.reader().expect("it opens");
        for (show, episodes) in shows {
            let at = reader.find_show(me, &show.key).expect("it reads").expect("it is there").at;
            look(&library, at, episodes);
        }
        me
    }

    /// Keeps a login of this client at Spotify itself.
    pub(super) fn log_in(&self, account: Option<&str>) {
        const CLIENT: &str = "0123456789abcdef0123456789abcdef";
        DirBuilder::new().recursive(true).mode(0o700).create(self.data()).expect("it can be created");
        DirBuilder::new().recursive(true).create(self.data().join("../config")).expect("it can be created");
        let config = format!("client_id = \"{CLIENT}\"\n");
        fs::write(self.data().join("../config/config.toml"), config).expect("it can be written");
        let now = Timestamp::now().to_string();
        let login = json!({
            "issuer": "https://accounts.spotify.com", "client_id": CLIENT, "access_token": "AT", "obtained_at": now,
            "expires_at": now, "refresh_token": "RT", "scope": "", "authorized_at": now,
            "account": account.map(|id| json!({ "id": id, "name": "Me", "premium": true })),
        });
        let mut file = fs::File::options();
        let mut file =
            file.create_new(true).write(true).mode(0o600).open(self.data().join("credentials.json")).expect("new");
        std::io::Write::write_all(&mut file, login.to_string().as_bytes()).expect("it can be written");
    }

    /// Names a folder of marks in the configuration.
    pub(super) fn share(&self, folder: &str) {
        let config = self.data().join("../config");
        DirBuilder::new().recursive(true).create(&config).expect("it can be created");
        fs::write(config.join("config.toml"), format!("[marks]\nfolder = {folder:?}\n")).expect("it can be written");
    }

    /// What a command says, in words parted by spaces.
    pub(super) fn run(&self, line: &str) -> Said {
        self.run_with(&line.split_whitespace().collect::<Vec<_>>())
    }

    pub(super) fn run_with(&self, words: &[&str]) -> Said {
        Said::from(self.0.command("--profile-dir p").args(words).output().expect("it starts"))
    }

    /// What a command that succeeds says, as JSON.
    pub(super) fn json(&self, words: &[&str]) -> Value {
        let said = self.run_with(&[words, &["--json"]].concat());
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{words:?}: {said:?}");
        serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.out))
    }

    /// One field of each object of an array.
    pub(super) fn each(&self, words: &[&str], field: &str) -> Vec<String> {
        let objects = self.json(words);
        let text = |object: &Value| object[field].as_str().map_or_else(|| object[field].to_string(), str::to_owned);
        objects.as_array().expect("an array").iter().map(text).collect()
    }
}

/// The date `days` before today.
pub(super) fn ago(days: i64) -> String {
    ZonedDateTime::now().date().checked_sub(days.days()).expect("in range").to_string()
}

pub(super) fn shows() -> Vec<(Show, Vec<Episode>)> {
    let news = Show { added_at: "2024-05-01T10:00:00Z".parse().ok(), ..named(NEWS, "Éclair News & Views", 4) };
    let trains = Show { added_at: "2025-05-01T10:00:00Z".parse().ok(), ..named(TRAINS, "Night Trains", 2) };
    let odd =
        Show { publisher: None, added_at: None, total_episodes: None, ..named("odd/id", "Ödd \u{1b}[31mShow", 1) };
    let notes = "<p>About <b>sleepers</b> at 12:34, see <a href=\"https://example.org/a?b=1\">the page</a> and \
                 <a href=\"javascript:alert(1)\">a trap</a>.</p><p>Second.</p>";
    let at = |position, one: Episode| Episode { position, ..one };
    let started = Progress::InProgress { position: Duration::from_secs(754) };
    vec![
        (
            news,
            vec![
                at(0, episode(LATEST, &ago(0), "Morning", "<p>Today's <i>news</i></p>")),
                at(1, Episode { progress: started, ..episode("News2", &ago(3), "Evening", "") }),
                at(2, Episode { progress: Progress::Played, ..episode("News3", "2024-05-02", "Morning", "") }),
                at(3, episode("News4", "2024-05", "Of a month", "")),
            ],
        ),
        (
            trains,
            vec![
                at(0, episode("Train1", &ago(40), "The Sleeper to Vienna", notes)),
                at(1, episode("Train2", "2024", "Sleeper cars, a history", "")),
            ],
        ),
        (odd, vec![Episode { duration: Duration::ZERO, ..episode("=odd id", "", "=HYPERLINK(\"x\")", "") }]),
    ]
}

pub(super) fn named(id: &str, name: &str, total: u32) -> Show {
    Show { name: CleanText::new(name), total_episodes: Some(total), ..show(id) }
}
