//! The shape of the sources: layers, purity, conduct, lengths, and that what lies beside them is used.
//!
//! [`rules`] has the rules and their own tests; [`source`] reads Rust as far as they need it.

mod rules;
mod source;

use std::{
    fs,
    path::{Path, PathBuf},
};

use rules::Source;

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder of the package, sorted.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![package().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(package()).expect("below the package").to_str().expect("a plain name").to_owned()
}

fn sources(folder: &str) -> Vec<Source> {
    let rust = files(folder).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs"));
    rust.map(|path| Source::new(&name(&path), &fs::read_to_string(&path).expect("UTF-8"))).collect()
}

/// Fails with everything that any source breaks.
fn hold(sources: &[Source], rule: fn(&Source) -> Vec<String>) {
    assert!(!sources.is_empty());
    let broken: Vec<String> = sources
        .iter()
        .flat_map(|source| rule(source).into_iter().map(|why| format!("{}: {why}", source.path)))
        .collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn dependencies_point_down() {
    hold(&sources("src"), rules::layers);
}

#[test]
fn views_and_tabs_are_matched_in_one_place() {
    hold(&sources("src"), rules::views);
    for text in [
        "fn f(id: ViewId) { match id { ViewId::Notes => (), _ => () } }",
        "fn f(id: ViewId) { match id {\n  ViewId::Shows\n  | ViewId::Feed(FeedId(_))\n  => (), _ => () } }",
        "fn f(id: ViewId) -> bool { matches!(id, ViewId::Feed(_)) }",
        "fn f(tab: Tab) { if let Tab::Feed(feed) = tab {} }",
        "fn f(tab: Tab) { let Tab::Feed(feed) = tab else { return }; }",
        "fn f(tab: Tab) -> bool { tab == Tab::Shows }",
        "fn f(id: ViewId) -> bool { ViewId::Feed(FeedId::NEW) != id }",
    ] {
        assert_ne!(rules::views(&Source::new("src/app/update/a.rs", text)).len(), 0, "{text}");
    }
    let calls = "fn f(views: &mut Views) { let tab = Tab::Shows; views.set_focus(ViewId::Notes); views.open(tab); }";
    assert_eq!(rules::views(&Source::new("src/app/update/a.rs", calls)), [""; 0]);
}

#[test]
fn files_import_each_other_only_up_to_the_limit_of_their_room() {
    let sources = sources("src");
    for (room, most) in rules::MAX_CIRCLE {
        assert!(sources.iter().any(|source| source.module == *room), "{room}");
        let circles = rules::circles(&sources, room);
        let large: Vec<_> = circles.iter().filter(|circle| circle.len() > *most).collect();
        assert!(large.is_empty(), "{large:#?}");
    }
}

#[test]
fn domain_and_app_are_pure() {
    hold(&sources("src"), rules::purity);
}

#[test]
fn lints_are_expected_with_a_reason_and_nothing_is_left_to_do() {
    hold(&sources("src"), rules::lints);
    hold(&sources("tests"), rules::lints);
}

#[test]
fn b17_a5_nothing_prints_shares_state_or_reads_the_network_where_it_may_not() {
    hold(&sources("src"), rules::conduct);
}

#[test]
fn every_module_and_public_type_has_a_doc_comment() {
    hold(&sources("src"), rules::docs);
}

#[test]
fn files_are_short_enough_to_read() {
    hold(&sources("src"), rules::length);
}

#[test]
fn modules_are_laid_out_without_mod_rs() {
    let odd: Vec<String> =
        ["src", "tests/it"].iter().flat_map(|folder| files(folder)).map(|path| name(&path)).collect();
    assert!(!odd.iter().any(|path| path.ends_with("/mod.rs")), "{odd:?}");
}

#[test]
fn main_is_under_40_lines() {
    let main = fs::read_to_string(package().join("src/main.rs")).expect("it exists");
    assert!(main.lines().count() < 40);
}

#[test]
fn the_map_in_the_crate_doc_has_every_module() {
    let lib = fs::read_to_string(package().join("src/lib.rs")).expect("it exists");
    let modules: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(modules.len() >= 10);
    for module in modules {
        assert!(lib.contains(&format!("//! | [`{module}`] | ")), "{module} is not on the map");
    }
}

#[test]
fn every_asset_is_used() {
    let mut readers: Vec<String> =
        sources("src").into_iter().chain(sources("tests")).map(|source| source.text).collect();
    for text in files("docs").into_iter().chain([package().join("README.md")]) {
        readers.push(fs::read_to_string(text).unwrap_or_default());
    }
    for asset in files("assets").iter().map(|path| name(path)) {
        assert!(readers.iter().any(|text| text.contains(&asset)), "{asset} is used nowhere");
    }
}
