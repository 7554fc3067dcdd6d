//! Checks that a library file is whole: sound, no page in part, counters that agree with the rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use rusqlite::{Connection, OpenFlags};

/// Episodes on a page.
const PAGE: u32 = 50;

/// A page of episodes: the show's id and the offset. All ids of the demo are numbers in here: see [`Shelf::key`].
pub(crate) type PageOf = (Vec<u8>, u32);

/// Which page each episode is on, by its id.
pub(crate) type Places = BTreeMap<Vec<u8>, PageOf>;

/// A library that was opened beside the program.
pub(crate) struct Shelf(Connection);

impl Shelf {
    /// Opens it as the next start of the program would: what a killed one left is recovered.
    pub(crate) fn open(path: &Path) -> Self {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).expect("it opens");
        db.busy_timeout(crate::terminal::PATIENCE).expect("it is set");
        Self(db)
    }

    /// Opens it for a look while the program writes.
    pub(crate) fn look(path: &Path) -> Option<Self> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
        db.busy_timeout(crate::terminal::PATIENCE).ok()?;
        Some(Self(db))
    }

    /// Whether every page reads and every row and its indexes agree. A row that a flipped bit gave another number may be
    /// left behind, out of reach of every query.
    pub(crate) fn is_intact(&self) -> bool {
        self.texts("PRAGMA integrity_check") == ["ok"]
    }

    /// Fails unless the file is sound and everything in it agrees with everything else; `false` for one in which nothing
    /// was written yet.
    #[must_use]
    pub(crate) fn is_sound(&self) -> bool {
        assert!(self.is_intact(), "{:?}", self.texts("PRAGMA integrity_check"));
        if self.number("PRAGMA user_version") == 0 {
            assert_eq!(self.number("SELECT count(*) FROM sqlite_schema"), 0);
            return false;
        }
        for index in ["title_words", "all_words"] {
            let check = format!("INSERT INTO {index} ({index}) VALUES ('integrity-check')");
            self.0.execute_batch(&check).unwrap_or_else(|error| panic!("{index}: {error}"));
        }
        for (what, query) in DISAGREEMENTS {
            let found = self.texts(query);
            assert!(found.is_empty(), "{what}: {found:?}");
        }
        true
    }

    /// The same, and no page is there in part: the rows on disk are those that the cursors tell of. For a library whose
    /// shows have not changed since the first of them was fetched.
    pub(crate) fn is_whole_so_far(&self) {
        if self.is_sound() {
            let (rows, expected) = (self.rows(), self.expected());
            let odd: Vec<_> = rows.symmetric_difference(&expected).take(3).collect();
            let shows = "SELECT hex(key), pass, next_offset, gaps, complete, total, remote_total, read_total, oldest_first,
                look_offset, (SELECT group_concat(DISTINCT position / 50) FROM episodes WHERE show = s.id) FROM shows s";
            let (on_disk, by_cursors) = (rows.len(), expected.len());
            assert!(odd.is_empty(), "{on_disk} on disk, {by_cursors} by cursors: {odd:?} {:#?}", self.lines(shows));
        }
    }

    /// Every position of every show that is on disk.
    fn rows(&self) -> BTreeSet<PageOf> {
        self.positions("SELECT s.key, e.position FROM episodes e JOIN shows s ON s.id = e.show")
    }

    /// Every position that the cursors tell of: the pages before the next one, but for those that are missing.
    fn expected(&self) -> BTreeSet<PageOf> {
        let mut positions = BTreeSet::new();
        for (key, pages, total) in self.cursors() {
            for page in pages {
                positions.extend((page..(page + PAGE).min(total)).map(|position| (key.clone(), position)));
            }
        }
        positions
    }

    /// The pages of episodes that are on disk, by the cursors.
    pub(crate) fn pages(&self) -> BTreeSet<PageOf> {
        if self.number("SELECT count(*) FROM sqlite_schema WHERE name = 'shows'") == 0 {
            return BTreeSet::new();
        }
        let of = |(key, pages, _): (Vec<u8>, Vec<u32>, u32)| pages.into_iter().map(move |page| (key.clone(), page));
        self.cursors().into_iter().flat_map(of).collect()
    }

    fn cursors(&self) -> Vec<(Vec<u8>, Vec<u32>, u32)> {
        let query = "SELECT key, pass, next_offset, gaps, ifnull(remote_total, 0) FROM shows";
        let mut statement = self.0.prepare(query).expect("it reads");
        let rows = statement.query_map([], |row| {
            let (pass, next, total): (u32, u32, u32) = (row.get(1)?, row.get(2)?, row.get(4)?);
            let gaps: String = row.get(3)?;
            let gaps: Vec<u32> = gaps.split_ascii_whitespace().map(|gap| gap.parse().expect("a number")).collect();
            let read = if pass == 0 { 0 } else { next.min(total) };
            let pages = (0..read).step_by(PAGE as usize).filter(|page| !gaps.contains(page)).collect();
            Ok((row.get(0)?, pages, total))
        });
        rows.expect("it reads").map(|row| row.expect("a row")).collect()
    }

    /// Everything that a person could see of it, and everything that decides what is fetched, row by row; not what
    /// depends on when it was fetched.
    pub(crate) fn contents(&self) -> Vec<String> {
        let shows =
            "SELECT 'show', hex(s.key), s.position, name, folded, publisher, remote_total, flags, media, languages,
            copyrights, added_at, missed_at IS NULL, total, unplayed, in_progress, latest_day, latest_precision, pass,
            next_offset, complete, skipped, read_total, read_remote, gaps, look_offset, oldest_first, failed_at,
            kind, hex(text) FROM shows s JOIN show_notes n ON n.show = s.id";
        let episodes = "SELECT 'episode', hex(s.key), hex(e.key), e.name, day, precision, duration, e.position, state,
            remote, resumed, mark, e.flags, e.languages, e.seen, n.kind, hex(n.text)
            FROM episodes e JOIN shows s ON s.id = e.show JOIN notes n ON n.id = e.notes";
        let index = "SELECT 'found', hex(e.key) FROM all_words w JOIN episodes e ON e.id = w.rowid
            WHERE all_words MATCH 'a* OR e* OR s*'";
        let titles = "SELECT 'title', hex(e.key) FROM title_words w JOIN episodes e ON e.id = w.rowid
            WHERE title_words MATCH 'a* OR e* OR s*'";
        let mut lines: Vec<String> =
            [shows, episodes, index, titles].iter().flat_map(|query| self.lines(query)).collect();
        lines.sort_unstable();
        lines
    }

    /// On which page each episode is, counted from the newest: where the list begins with the oldest, its end is read
    /// first.
    pub(crate) fn places(&self) -> Places {
        let query = "SELECT e.key, s.key, iif(s.oldest_first, s.remote_total - 1 - e.position, e.position)
            FROM episodes e JOIN shows s ON s.id = e.show";
        let mut statement = self.0.prepare(query).expect("it reads");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get::<_, u32>(2)? / PAGE))));
        rows.expect("it reads").map(|row| row.expect("a row")).collect()
    }

    /// What a person could see of the episodes, whichever way they came, row by row.
    pub(crate) fn episodes(&self) -> BTreeSet<String> {
        let lines = self.lines(
            "SELECT hex(s.key), hex(e.key), e.name, day, precision, duration, state, mark, e.flags, n.kind, hex(n.text)
             FROM episodes e JOIN shows s ON s.id = e.show JOIN notes n ON n.id = e.notes",
        );
        lines.into_iter().collect()
    }

    fn lines(&self, query: &str) -> Vec<String> {
        let mut statement = self.0.prepare(query).expect("it reads");
        let columns = statement.column_count();
        let rows = statement.query_map([], |row| {
            let cell = |column| row.get::<_, rusqlite::types::Value>(column).map(|value| format!("{value:?}"));
            (0..columns).map(cell).collect::<Result<Vec<_>, _>>()
        });
        rows.expect("it reads").map(|row| row.expect("a row").join(" ")).collect()
    }

    fn positions(&self, query: &str) -> BTreeSet<PageOf> {
        let mut statement = self.0.prepare(query).expect("it reads");
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("it reads");
        rows.map(|row| row.expect("a row")).collect()
    }

    fn texts(&self, query: &str) -> Vec<String> {
        let mut statement = self.0.prepare(query).expect("it reads");
        let rows = statement.query_map([], |row| row.get::<_, rusqlite::types::Value>(0)).expect("it reads");
        rows.map(|row| match row.expect("a row") {
            rusqlite::types::Value::Text(text) => text,
            other => format!("{other:?}"),
        })
        .collect()
    }

    pub(crate) fn number(&self, query: &str) -> i64 {
        self.0.query_row(query, [], |row| row.get(0)).expect("a number")
    }

    pub(crate) fn change(&self, statement: &str) {
        self.0.execute_batch(statement).expect("it is written");
    }
}

/// What must not be found, each with its query.
const DISAGREEMENTS: [(&str, &str); 8] = [
    (
        "counters that are not the rows counted",
        "SELECT name FROM shows s WHERE (total, unplayed, in_progress) IS NOT (SELECT count(*),
            count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1) FROM episodes WHERE show = s.id)",
    ),
    (
        "a newest date that is not the newest",
        "SELECT name FROM shows s WHERE latest_day IS NOT (SELECT max(day) FROM episodes WHERE show = s.id)",
    ),
    ("episodes of no show", "SELECT id FROM episodes WHERE show NOT IN (SELECT id FROM shows)"),
    ("episodes without notes", "SELECT id FROM episodes WHERE notes NOT IN (SELECT id FROM notes)"),
    ("notes of no episode", "SELECT id FROM notes WHERE id NOT IN (SELECT notes FROM episodes)"),
    ("shows without notes", "SELECT id FROM shows WHERE id NOT IN (SELECT show FROM show_notes)"),
    (
        "episodes that are not in the index",
        "SELECT id FROM (SELECT id FROM episodes EXCEPT SELECT id FROM all_words_docsize)
         UNION ALL SELECT id FROM (SELECT id FROM episodes EXCEPT SELECT id FROM title_words_docsize)",
    ),
    (
        "index entries of no episode",
        "SELECT id FROM (SELECT id FROM all_words_docsize EXCEPT SELECT id FROM episodes)
         UNION ALL SELECT id FROM (SELECT id FROM title_words_docsize EXCEPT SELECT id FROM episodes)",
    ),
];
