//! Documents that are drawn from tables are as fresh as the tables.

use std::{fmt::Write as _, fs, path::Path};

use spotpods_tui::app::{Context, Keymap, keymap::Rebinding};

/// `docs/KEYS.md` as it should be.
fn keys() -> String {
    let keymap = Keymap::default();
    let mut page = "# Keys\n\n\
        Drawn from the keymap, like the footer and the help (`?`). To bind a command anew, name its context and command \
        in\n`config.toml`; a list gives it several keys, an empty one none:\n\n\
        ```toml\n[keymap.list]\nsort = [\"S\", \"Ctrl-s\"]\n```\n"
        .to_owned();
    for context in Context::ALL {
        let _ = write!(page, "\n## {}\n\n`[keymap.{}]`\n\n", context.title(), context.name());
        page.push_str("| keys | command | what it does |\n|---|---|---|\n");
        for (binding, keys) in keymap.bindings(context) {
            let keys: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
            let _ = writeln!(page, "| {} | `{}` | {} |", keys.join(" "), binding.name, binding.help);
        }
    }
    page
}

#[test]
fn the_list_of_keys_is_drawn_from_the_keymap() {
    let fresh = keys();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/KEYS.md");
    let written = fs::read_to_string(&path).unwrap_or_default();
    if written != fresh {
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("KEYS.md");
        fs::write(&copy, &fresh).expect("the target folder can be written");
        panic!("docs/KEYS.md is stale; copy {} over it", copy.display());
    }
    assert!(fresh.contains("| `s` | `sort` |"), "the page lists the keys");
}

#[test]
fn every_key_of_the_list_can_be_bound_under_the_names_it_gives() {
    for context in Context::ALL {
        let names: Vec<_> = Keymap::default().bindings(context).map(|(binding, _)| binding.name).collect();
        for name in names {
            let keys = ["Ctrl-Alt-F".to_owned()];
            let (_, said) = Keymap::rebound(&[Rebinding { context: context.name(), name, keys: &keys }]);
            assert_eq!(said, [Ok(())], "{name}");
        }
    }
}
