//! The list of libraries and their licences is that of `Cargo.lock`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
    process::Command,
};

use serde_json::Value;

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// `assets/licences.txt` as it should be: what the binary for Linux holds, with all features.
fn licences() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let asked = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1", "--all-features"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root)
        .output()
        .expect("cargo runs");
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let metadata: Value = serde_json::from_slice(&asked.stdout).expect("JSON");
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|node| (text(&node, "id").to_owned(), node)).collect();
    let own = text(&metadata["resolve"], "root").to_owned();
    let (mut linked, mut open) = (BTreeSet::new(), vec![own.clone()]);
    while let Some(id) = open.pop() {
        for next in list(&nodes[&id]["deps"]) {
            // Neither what builds nor what tests is in the binary.
            let is_linked = list(&next["dep_kinds"]).iter().any(|kind| kind["kind"].is_null());
            let id = text(&next, "pkg").to_owned();
            if is_linked && linked.insert(id.clone()) {
                open.push(id);
            }
        }
    }
    let mut page = String::new();
    for package in list(&metadata["packages"]).iter().filter(|package| linked.contains(text(package, "id"))) {
        let (name, version, licence) = (text(package, "name"), text(package, "version"), text(package, "license"));
        assert!(!licence.is_empty(), "{name} names no licence");
        let _ = writeln!(page, "{name} {version}: {licence}");
    }
    let mut lines: Vec<_> = page.lines().collect();
    lines.sort_unstable();
    lines.join("\n") + "\n"
}

#[test]
fn the_list_of_licences_is_fresh() {
    let written = include_str!("../../assets/licences.txt");
    let fresh = licences();
    assert!(fresh.lines().count() > 100 && fresh.contains("\nratatui 0."), "{fresh}");
    if written != fresh {
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("licences.txt");
        fs::write(&copy, &fresh).expect("the target folder can be written");
        panic!("assets/licences.txt is stale; copy {} over it", copy.display());
    }
}
