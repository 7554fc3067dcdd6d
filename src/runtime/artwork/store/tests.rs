use std::os::unix::fs::PermissionsExt as _;

use super::*;

const DAY: Duration = Duration::from_hours(24);

fn store(folder: &tempfile::TempDir, limit: u64) -> Store {
    Store::new(folder.path().join("cache").join("covers"), limit)
}

/// Makes a file this old.
fn age(store: &Store, url: &str, age: Duration) {
    let file = File::options().append(true).open(store.file(url)).expect("it is kept");
    file.set_modified(SystemTime::now() - age).expect("it can be set");
}

fn files(store: &Store) -> usize {
    fs::read_dir(&store.folder).expect("it is there").count()
}

#[test]
fn what_is_kept_is_private_and_named_after_its_address_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(&folder, 1 << 20);
    assert_eq!(store.read("https://a"), None);
    store.write("https://a", b"cover").expect("it is kept");
    store.write("https://a/../../x", b"other").expect("it is kept");
    assert_eq!(store.read("https://a").as_deref(), Some(&b"cover"[..]));
    let mode = |path: &std::path::Path| path.metadata().expect("it is there").permissions().mode() & 0o777;
    assert_eq!((mode(&store.folder), mode(&store.file("https://a"))), (0o700, 0o600));
    assert_eq!(store.file("https://a/../../x").parent(), Some(store.folder.as_path()));
    store.delete("https://a");
    assert_eq!((store.read("https://a"), files(&store)), (None, 1));
}

#[test]
fn an_old_cover_is_not_read_and_goes_with_the_next_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = store(&folder, 1 << 20);
    for (url, old) in [("https://a", 29), ("https://b", 31)] {
        store.write(url, b"cover").expect("it is kept");
        age(&store, url, old * DAY);
    }
    assert_eq!((store.read("https://a").is_some(), store.read("https://b")), (true, None));
    store.write("https://c", b"cover").expect("it is kept");
    assert_eq!(files(&store), 2);
}

#[test]
fn the_oldest_go_beyond_the_limit_and_with_a_limit_of_0_nothing_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let few = store(&folder, 250);
    for (url, old) in [("https://a", 3), ("https://b", 2), ("https://c", 1)] {
        few.write(url, &[0; 100]).expect("it is kept");
        age(&few, url, old * DAY);
    }
    let kept = ["https://a", "https://b", "https://c"].map(|url| few.read(url).is_some());
    assert_eq!(kept, [false, true, true]);
    let other = tempfile::tempdir().expect("a folder");
    let none = store(&other, 0);
    none.write("https://a", b"cover").expect("nothing to do");
    assert!(none.read("https://a").is_none() && !none.folder.exists());
}
