//! `sync` killed at random moments (security H1). `.ci/kill-sync ROUNDS` makes more rounds than `cargo test` does.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use rustix::fs::inotify::WatchFlags;
use spotpods_tui::demo::Logged;

use crate::{
    chance::{Chance, rounds},
    changes::Changes,
    coherence::{PageOf, Shelf},
    profile::{Profile, copied},
    terminal::Terminal,
};

/// The library's file and its log begin so.
const LIBRARY: &str = "library.db";
/// Requests that may be under way or answered and not written when it is killed: four of each.
const WINDOW: usize = 8;

/// What all rounds came to.
#[derive(Debug, Default)]
struct Sum {
    kills: usize,
    /// Kills before anything of a round was on disk, and with something of it, but not all, on disk.
    early: usize,
    within: usize,
    /// Libraries that were whole in the end.
    libraries: usize,
    /// How far the library was at each kill, in tenths.
    tenths: [usize; 11],
    /// Pages that were asked for again.
    repeated: usize,
    /// Kills before which a page was seen on disk or told of.
    acknowledged: usize,
}

/// The one synchronisation that is killed again and again until nothing is left to kill.
struct Library<'a> {
    profile: &'a Profile,
    /// The pages on disk.
    pages: BTreeSet<PageOf>,
    /// How often each page was asked for.
    asked: BTreeMap<(String, u32), usize>,
    kills: usize,
}

#[test]
fn h1_a_kill_at_any_moment_of_a_synchronisation_loses_no_page_leaves_no_half_one_and_asks_for_none_twice() {
    let rounds = rounds("KILLS", 100);
    let mut chance = Chance::new();
    let profile = Profile::logged_in();
    let empty = profile.copy("empty");
    // How often the whole writes to the library: moments are chosen within it.
    let uninterrupted = Library::anew(&profile, &empty);
    let writes = Changes::of(&profile.data(), WatchFlags::MODIFY);
    let terminal = uninterrupted.start();
    let whole = writes.wait(LIBRARY, usize::MAX, &terminal);
    assert!(terminal.ends().success());
    let shelf = Shelf::open(&profile.library());
    shelf.is_whole_so_far();
    let (contents, all) = (shelf.contents(), shelf.pages().len());
    drop(shelf);

    let mut sum = Sum::default();
    let mut library = Library::anew(&profile, &empty);
    for _ in 0..rounds {
        if !library.round(&mut chance, whole, all, &mut sum) {
            library.is_complete(&contents, &mut sum);
            library = Library::anew(&profile, &empty);
        }
    }
    let said = profile.run("sync --json");
    assert_eq!(said.code, Some(0), "{said:?}");
    library.is_complete(&contents, &mut sum);
    println!("{rounds} rounds; {all} pages, {whole} writes without a kill: {sum:?}");
    let kills = sum.kills;
    assert!(kills * 2 >= usize::try_from(rounds).expect("few"), "killed too late too often: {sum:?}");
    assert!(sum.within * 4 >= kills, "killed too early too often: {sum:?}");
}

impl<'a> Library<'a> {
    fn anew(profile: &'a Profile, empty: &Path) -> Self {
        profile.restore(empty);
        Self { profile, pages: BTreeSet::new(), asked: BTreeMap::new(), kills: 0 }
    }

    /// Starts a synchronisation and kills it; `false` where it was complete before.
    fn round(&mut self, chance: &mut Chance, whole: usize, all: usize, sum: &mut Sum) -> bool {
        let demo = &self.profile.demo;
        let seen = demo.requested();
        let writes = Changes::of(&self.profile.data(), WatchFlags::MODIFY);
        let terminal = self.start();
        // Half of the moments are early, so that many rounds are needed and many kills meet pages being written.
        let most = if chance.below(2) == 0 { whole / 2 } else { whole / 10 };
        let count = chance.below(u64::try_from(most).expect("few"));
        writes.wait(LIBRARY, usize::try_from(count).expect("few"), &terminal);
        let looked = if chance.below(2) == 0 { self.look() } else { BTreeSet::new() };
        let told = told(&terminal.bytes(0));
        terminal.kill();
        let done = terminal.ends().success();

        let requests: Vec<_> = demo.requests_since(seen).iter().filter_map(page_of).collect();
        let on_disk = self.check();
        assert!(on_disk.is_superset(&self.pages), "pages of rounds before are lost");
        assert!(on_disk.is_superset(&looked), "pages that were seen on disk are lost");
        assert!(on_disk.len() >= self.pages.len() + told, "{told} pages were told of, {} came", on_disk.len());
        for page in &requests {
            let known = self.pages.iter().any(|(show, offset)| *offset == page.1 && is_id(show, &page.0));
            assert!(!known, "{page:?} is on disk and was asked for again");
            *self.asked.entry(page.clone()).or_default() += 1;
        }
        if !done {
            sum.note(on_disk.len(), self.pages.len(), all);
            sum.acknowledged += usize::from(told > 0 || looked.len() > self.pages.len());
            self.kills += 1;
        }
        self.pages = on_disk;
        !done
    }

    fn start(&self) -> Terminal {
        let mut program = self.profile.screen();
        program.arguments.insert(0, "sync".into());
        program.start()
    }

    /// What is on disk while it runs.
    fn look(&self) -> BTreeSet<PageOf> {
        let disk = self.profile.library().exists().then(|| Shelf::look(&self.profile.library())).flatten();
        disk.map_or_else(BTreeSet::new, |disk| disk.pages())
    }

    /// What is on disk afterwards, which must be whole. Looked at in a copy: what a kill leaves behind is for the next
    /// start to put right.
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

    /// The library is what one is that was never interrupted, and cost no more than each kill had under way.
    fn is_complete(&self, contents: &[String], sum: &mut Sum) {
        let disk = Shelf::open(&self.profile.library());
        disk.is_whole_so_far();
        let found = disk.contents();
        assert!(found == contents, "{}", first_difference(&found, contents));
        let repeated: usize = self.asked.values().map(|times| times - 1).sum();
        assert!(self.asked.values().all(|times| *times <= 1 + self.kills), "{:?}", self.asked);
        assert!(repeated <= WINDOW * self.kills, "{repeated} pages asked for again after {} kills", self.kills);
        sum.repeated += repeated;
        sum.libraries += 1;
    }
}

impl Sum {
    fn note(&mut self, on_disk: usize, before: usize, all: usize) {
        self.kills += 1;
        self.tenths[on_disk * 10 / all] += 1;
        if on_disk == before {
            self.early += 1;
        } else if on_disk < all {
            self.within += 1;
        }
    }
}

/// How many pages the last words on the terminal tell of.
fn told(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let last = |label: &str| text.rsplit_once(label).and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    last("New episodes: ").unwrap_or(0)
}

/// The page a request is for.
fn page_of(request: &Logged) -> Option<(String, u32)> {
    let url = url::Url::parse("http://demo").ok()?.join(&request.target).ok()?;
    let id = request.path().strip_prefix("/v1/shows/")?.strip_suffix("/episodes")?.to_owned();
    let offset = url.query_pairs().find(|(name, _)| name == "offset").map_or(Some(0), |(_, text)| text.parse().ok())?;
    Some((id, offset))
}

/// Whether a key in the library, a number of 128 bits, is this id, which has its base-62 digits.
fn is_id(key: &[u8], id: &str) -> bool {
    const DIGITS: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let digit = |byte| DIGITS.find(byte).expect("a digit") as u128;
    let number = id.chars().fold(0_u128, |number, byte| number * 62 + digit(byte));
    key == number.to_be_bytes()
}

fn first_difference(found: &[String], wanted: &[String]) -> String {
    let found: BTreeSet<_> = found.iter().collect();
    let wanted: BTreeSet<_> = wanted.iter().collect();
    let (more, less) = (found.difference(&wanted).next(), wanted.difference(&found).next());
    format!("{} rows, wanted {}; first: {more:?} instead of {less:?}", found.len(), wanted.len())
}
