//! What the packages install is there, and says what the program says of itself.

use std::{fs, path::Path};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn the_debian_package_has_files_that_are_there_or_made() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("a manifest");
    let deb = &manifest["package"]["metadata"]["deb"];
    let made = read("packaging/generate");
    let assets: Vec<_> =
        deb["assets"].as_array().expect("a list").iter().map(|row| row[0].as_str().expect("a path")).collect();
    assert!(assets.len() > 8, "{assets:?}");
    for asset in assets {
        match asset.strip_prefix("target/package/") {
            // The units are made in a loop.
            Some(file) => assert!(made.contains(file) || file.starts_with("spotpods-tui-sync."), "{file}"),
            None => assert!(asset == "target/release/spotpods-tui" || root().join(asset).is_file(), "{asset}"),
        }
    }
}

#[test]
fn the_desktop_file_starts_the_program_in_a_terminal() {
    let file = read("packaging/spotpods-tui.desktop");
    for line in ["Exec=spotpods-tui", "Icon=spotpods-tui", "Terminal=true"] {
        assert!(file.lines().any(|known| known == line), "{line}");
    }
    assert!(read("packaging/spotpods-tui.svg").starts_with("<svg "));
}

#[test]
fn each_package_describes_the_program_as_its_manifest_does_and_leaves_the_release_to_be_filled_in() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("a manifest");
    let description = manifest["package"]["description"].as_str().expect("text");
    for name in ["packaging/aur/PKGBUILD.in", "packaging/aur/SRCINFO.in"] {
        assert!(read(name).contains(description), "{name}");
    }
    for name in ["packaging/aur/PKGBUILD.in", "packaging/aur/SRCINFO.in", "packaging/homebrew/spotpods-tui.rb.in"] {
        let template = read(name);
        for field in ["@REPOSITORY@", "@VERSION@", "@SOURCE_SHA256@"] {
            assert!(template.contains(field), "{name} has no {field}");
        }
    }
}

#[test]
fn one_file_names_the_repository() {
    let address = read("packaging/repository");
    let host = address.trim().strip_prefix("https://").and_then(|rest| rest.split('/').next()).expect("an address");
    let files = [
        "Cargo.toml",
        "README.md",
        "packaging/README.md",
        "packaging/fill",
        "packaging/deb",
        "packaging/nix/flake.nix",
    ];
    for name in files.into_iter().chain([".github/workflows/release.yml", "packaging/aur/PKGBUILD.in"]) {
        assert!(!read(name).contains(host), "{name} names {host}");
    }
}

/// The actions that a workflow uses.
fn actions(workflow: &str) -> Vec<&str> {
    workflow.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: ")).collect()
}

#[test]
fn j6_workflows_pin_their_actions_and_begin_without_permissions() {
    let folder = fs::read_dir(root().join(".github/workflows")).expect("a folder");
    let mut count = 0;
    for entry in folder {
        let path = entry.expect("an entry").path();
        let text = fs::read_to_string(&path).expect("text");
        assert!(text.lines().any(|line| line == "permissions: {}"), "{}", path.display());
        assert!(text.contains("\nconcurrency:\n"), "{}", path.display());
        for action in actions(&text) {
            let (hash, version) = action.split_once('@').and_then(|(_, pin)| pin.split_once(" # v")).expect(action);
            assert!(hash.len() == 40 && hash.chars().all(|char| char.is_ascii_hexdigit()), "{action}");
            assert!(version.split('.').count() == 3, "{action}");
            count += 1;
        }
        assert_eq!(text.matches("actions/checkout@").count(), text.matches("persist-credentials: false").count());
    }
    assert!(count > 8, "{count}");
}
