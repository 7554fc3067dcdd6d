//! `sync` killed at chosen moments (security H1). They follow from a seed: `cargo test` always makes the same 100 rounds,
//! `.ci/kill-sync ROUNDS` makes more with another seed.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use rustix::fs::inotify::WatchFlags;
use serde_json::Value;
use spotpods_tui::demo::{FaultScript, Logged};

use crate::{
    chance::{Chance, rounds},
    changes::Changes,
    coherence::{PageOf, Shelf},
    profile::{Profile, copied},
    terminal::Terminal,
};

/// The beginning of the names of the library's file and its WAL.
const LIBRARY: &str = "library.db";
/// Pages that may be requested and not written when the program is killed: four in flight, four answered.
const WINDOW: usize = 8;

/// The moments of all kills.
#[derive(Debug, Default)]
struct Moments {
    kills: usize,
    /// Before any page was on disk.
    before_the_first_page: usize,
    /// By the tenth of all pages that was on disk.
    tenths: [usize; 10],
    /// After the last page was on disk.
    after_the_last_page: usize,
    /// While requested pages were not on disk.
    in_flight: usize,
    /// Right after pages of this round were read from the disk.
    seen: usize,
    /// Pages requested again.
    repeated: usize,
    /// Libraries that became whole.
    libraries: usize,
}

/// How far a round goes before the kill: whichever comes first. The kernel reports writes late and several as one on a busy
/// machine, so the service withholds the pages after the last one, and no synchronisation ends while its kill is due.
struct Limit {
    writes: Option<usize>,
    /// How many pages the service answers.
    pages: usize,
}

/// One library, whose synchronisation is killed until it is complete.
struct Library<'a> {
    profile: &'a Profile,
    /// The pages on disk.
    pages: BTreeSet<PageOf>,
    /// How often each page was requested.
    requested: BTreeMap<PageOf, usize>,
    kills: usize,
}

#[test]
fn h1_a_kill_at_any_moment_of_a_synchronisation_loses_no_page_and_leaves_none_incomplete() {
    let rounds = rounds("KILLS", 100);
    let mut chance = Chance::new();
    let profile = Profile::logged_in();
    // All rounds together request more than in a day.
    profile.configure("[sync]\ndaily_budget = \"unlimited\"\n");
    let empty = profile.copy("empty");
    // How often a whole synchronisation writes to the library: the moments are chosen within it.
    let uninterrupted = Library::new(&profile, &empty);
    let writes = Changes::of(&profile.data(), WatchFlags::MODIFY);
    let terminal = uninterrupted.start();
    let whole = writes.wait(LIBRARY, usize::MAX, &terminal);
    assert!(terminal.ends().success());
    let shelf = Shelf::open(&profile.library());
    shelf.is_whole_so_far();
    let (contents, all) = (shelf.contents(), shelf.pages());
    drop(shelf);

    let mut moments = Moments::default();
    let mut library = Library::new(&profile, &empty);
    for round in 0..rounds {
        let mut below = |bound: usize| -> usize { chance.below(bound as u64).try_into().expect("few") };
        // Some moments are early, so that many rounds are needed and many kills meet pages being written. Others are those at
        // which the program waits for pages.
        let writes = match below(3) {
            0 => None,
            1 => Some(below(whole / 2)),
            _ => Some(below(whole / 10)),
        };
        // A few more pages than are written by then. The first kill comes before any page.
        let pages = writes.map_or(0, |writes| writes * all.len() / whole) + below(WINDOW);
        let limit = Limit { writes, pages: if round == 0 { 0 } else { pages } };
        let looks = chance.below(2) == 0;
        if !library.round(&limit, looks, &all, &mut moments) {
            library.is_complete(&contents, &mut moments);
            library = Library::new(&profile, &empty);
        }
    }
    let said = profile.run("sync --json");
    assert_eq!((said.code, &said.object()["end"]), (Some(0), &Value::from("complete")), "{said:?}");
    library.is_complete(&contents, &mut moments);
    println!("{rounds} rounds; {} pages, {whole} writes without a kill: {moments:?}", all.len());
    moments.differ(usize::try_from(rounds).expect("few"));
}

impl<'a> Library<'a> {
    fn new(profile: &'a Profile, empty: &Path) -> Self {
        profile.restore(empty);
        Self { profile, pages: BTreeSet::new(), requested: BTreeMap::new(), kills: 0 }
    }

    /// Starts a synchronisation and kills it at its limit; `false` if it was complete before.
    fn round(&mut self, limit: &Limit, looks: bool, all: &BTreeSet<PageOf>, moments: &mut Moments) -> bool {
        let demo = &self.profile.demo;
        let before = demo.live().world.log.total();
        let answered = if limit.pages == 0 { String::new() } else { format!("ok x{}; ", limit.pages) };
        demo.script(&format!("GET /v1/shows/*/episodes: {answered}hang forever")).expect("reads");
        let bell = self.profile.bell();
        let changes = Changes::of(&self.profile.data(), WatchFlags::MODIFY);
        let terminal = self.start();
        changes.wait_unless(LIBRARY, limit.writes.unwrap_or(usize::MAX), &terminal, &bell, || {
            let pages = || demo.requests().iter().skip(before).filter_map(page_of).count();
            demo.live().world.log.total() > before + limit.pages && pages() > limit.pages
        });
        let seen = if looks { self.look() } else { BTreeSet::new() };
        terminal.kill();
        let done = terminal.ends().success();
        demo.live().world.faults = FaultScript::default();

        let requested: Vec<_> = demo.requests().iter().skip(before).filter_map(page_of).collect();
        for page in &requested {
            *self.requested.entry(page.clone()).or_default() += 1;
        }
        let requested: BTreeSet<_> = requested.into_iter().collect();
        let on_disk = self.check();
        assert!(on_disk.is_superset(&self.pages), "pages of rounds before are lost");
        assert!(on_disk.is_superset(&seen), "pages that were read from the disk are lost");
        assert!(requested.is_disjoint(&self.pages), "pages on disk were requested again");
        assert!(on_disk.is_subset(all), "pages that do not exist");
        let came: BTreeSet<_> = on_disk.difference(&self.pages).cloned().collect();
        assert!(came.is_subset(&requested), "pages came that were not requested");
        let lost = requested.difference(&on_disk).count();
        assert!(lost <= WINDOW, "{lost} pages were requested and not written");
        assert!(!done || (lost == 0 && on_disk == *all), "it ended as complete with {} pages", on_disk.len());
        if !done {
            self.kills += 1;
            moments.note(on_disk.len(), all.len(), lost, !seen.is_subset(&self.pages));
        }
        self.pages = on_disk;
        !done
    }

    fn start(&self) -> Terminal {
        let mut program = self.profile.screen();
        program.arguments.insert(0, "sync".into());
        program.start()
    }

    /// The pages on disk while it runs.
    fn look(&self) -> BTreeSet<PageOf> {
        let disk = self.profile.library().exists().then(|| Shelf::look(&self.profile.library())).flatten();
        disk.map_or_else(BTreeSet::new, |disk| disk.pages())
    }

    /// The pages on disk after a kill, which must be whole. Reads a copy, because the next start must recover what the
    /// kill left.
    fn check(&self) -> BTreeSet<PageOf> {
        let copy = self.profile.folder.path().join("check");
        let _ = std::fs::remove_dir_all(&copy);
        copied(&self.profile.data(), &copy);
        let _ = std::fs::remove_file(copy.join("library.db-shm"));
        let path = copy.join("library.db");
        if !path.exists() {
            return BTreeSet::new();
        }
        let disk = Shelf::open(&path);
        disk.is_whole_so_far();
        disk.pages()
    }

    /// The library equals one that was never interrupted, and no kill cost more than the pages in flight.
    fn is_complete(&self, contents: &[String], moments: &mut Moments) {
        let disk = Shelf::open(&self.profile.library());
        disk.is_whole_so_far();
        let found = disk.contents();
        assert!(found == contents, "{}", first_difference(&found, contents));
        let repeated: usize = self.requested.values().map(|times| times - 1).sum();
        assert!(self.requested.values().all(|times| *times <= 1 + self.kills), "{:?}", self.requested);
        assert!(repeated <= WINDOW * self.kills, "{repeated} pages requested again after {} kills", self.kills);
        moments.repeated += repeated;
        moments.libraries += 1;
    }
}

impl Moments {
    fn note(&mut self, on_disk: usize, all: usize, lost: usize, is_seen: bool) {
        self.kills += 1;
        self.in_flight += usize::from(lost > 0);
        self.seen += usize::from(is_seen);
        match (on_disk * 10).checked_div(all) {
            Some(_) if on_disk == 0 => self.before_the_first_page += 1,
            Some(tenth) if tenth < 10 => self.tenths[tenth] += 1,
            Some(_) | None => self.after_the_last_page += 1,
        }
    }

    /// Fails unless kills hit the synchronisation everywhere: before its first page, in every third of it, with pages in
    /// flight, and right after pages were written.
    fn differ(&self, rounds: usize) {
        assert!(self.kills * 2 >= rounds, "most rounds were complete before the kill: {self:?}");
        assert!(self.before_the_first_page > 0, "{self:?}");
        assert!([0..3, 3..6, 6..10].into_iter().all(|part| self.tenths[part].iter().sum::<usize>() > 0), "{self:?}");
        assert!(self.in_flight * 4 >= self.kills, "{self:?}");
        assert!(self.seen > 0, "{self:?}");
        assert!(self.libraries > 1, "{self:?}");
    }
}

/// The page a request is for.
fn page_of(request: &Logged) -> Option<PageOf> {
    let url = url::Url::parse("http://demo").ok()?.join(&request.target).ok()?;
    let id = request.path().strip_prefix("/v1/shows/")?.strip_suffix("/episodes")?;
    let offset = url.query_pairs().find(|(name, _)| name == "offset").map_or(Some(0), |(_, text)| text.parse().ok())?;
    Some((key_of(id), offset))
}

/// The key of an id in the library: its base-62 digits as a number of 128 bits.
fn key_of(id: &str) -> Vec<u8> {
    const DIGITS: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let digit = |byte| DIGITS.find(byte).expect("a digit") as u128;
    id.chars().fold(0_u128, |number, byte| number * 62 + digit(byte)).to_be_bytes().to_vec()
}

fn first_difference(found: &[String], wanted: &[String]) -> String {
    let found: BTreeSet<_> = found.iter().collect();
    let wanted: BTreeSet<_> = wanted.iter().collect();
    let (more, less) = (found.difference(&wanted).next(), wanted.difference(&found).next());
    format!("{} rows, wanted {}; first: {more:?} instead of {less:?}", found.len(), wanted.len())
}
