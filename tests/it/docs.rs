//! Documents that are drawn from tables are as fresh as the tables.

mod configuration;
mod troubleshooting;

use std::{fmt::Write as _, fs, path::Path};

use spotpods_tui::app::{
    Context, Keymap,
    input::{
        chord::Chord,
        keymap::{Preset, Rebinding, Row},
    },
    theme::ROLES,
};

/// `docs/KEYS.md` as it should be.
fn keys() -> String {
    let keymap = Keymap::default();
    let mut page = "# Keys\n\n\
        Drawn from the keymap, like the footer and the help (`?`). To rebind a command, name its context and command in\n\
        `config.toml`; a list gives it several keys, an empty one none:\n\n\
        ```toml\n[keymap]\npreset = \"vim\"\n\n[keymap.list]\nsort = [\"s\", \"g s\"]\n\n[keymap.main]\n\
        first = [\"g g\", \"Home\"]\npause-sync = []\n```\n\n\
        A key is a character, or `Space Enter Esc Tab Shift-Tab Backspace Delete Up Down Left Right Home End PgUp PgDn`, with\n\
        `Ctrl-` or `Alt-` before it. Keys with spaces between them are a sequence of up to four: after its first key, the keys\n\
        that go on are shown, and Esc or any other key ends it. No key of its own may begin a sequence in a place that can be\n\
        open at the same time; in a text field there are none. `preset` is `vim` (the tables below), `emacs` or `arrows`\n\
        (the tables at the end); rows of your own count before it. What cannot be is reported with its line.\n\n\
        There are no function keys. `Ctrl-` takes a small letter: a terminal sends no capital with it, and `Ctrl-i`, `Ctrl-j`,\n\
        `Ctrl-m` and `Ctrl-[` as `Tab`, `Enter`, `Enter` and `Esc`.\n\n\
        A number before a step repeats it: `4 j`. Before the first or the last row it means that row: `3 G`. Digits that open a\n\
        tab begin a number with Alt: `Alt-1 0 j`.\n\n\
        A command that has no key is reached by its name: `:about`. Commands of your own: [COMMANDS.md](COMMANDS.md).\n"
        .to_owned();
    let listed = |keys: &[Chord]| keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" ");
    for context in Context::all() {
        let _ = write!(page, "\n## {}\n\n`[keymap.{}]`\n\n", context.title(), context.name());
        page.push_str("| keys | command | what it does |\n|---|---|---|\n");
        for row in keymap.rows_in(context) {
            let name = format!("`:{}`", row.name);
            let keys = if row.chords.is_empty() { name } else { escaped(&listed(&row.chords)) };
            let _ = writeln!(page, "| {keys} | `{}` | {} |", row.name, row.help);
        }
    }
    for (name, preset) in Preset::ALL {
        let changes = preset.changes();
        if changes.is_empty() {
            continue;
        }
        let _ = write!(page, "\n## Preset `{name}`\n\nWhat differs from the tables above.\n\n");
        page.push_str("| context | command | keys |\n|---|---|---|\n");
        for (binding, keys) in changes {
            let _ =
                writeln!(page, "| `{}` | `{}` | {} |", binding.context.name(), binding.name, escaped(&listed(&keys)));
        }
    }
    page
}

/// A cell of a table.
fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|")
}

/// `docs/THEMES.md` as it should be.
fn themes() -> String {
    let mut page = "# Themes\n\n\
        `theme` in `config.toml` is `terminal` (the default: the terminal's own palette), `auto` (dark or light, as the\n\
        terminal says of its background; dark if it says nothing), `dark`, `light`, `high-contrast` or `mono`.\n\n\
        With `terminal`, the selected row is a shade of the background and keeps its colours, where the terminal tells its\n\
        background and takes colours of 24 bits (`COLORTERM=truecolor`); elsewhere it is reversed, and white on dark grey in the\n\
        panes without the focus.\n\n\
        A table changes the style of single roles:\n\n\
        ```toml\n[theme]\nname = \"dark\"\naccent = \"bold #7aa2f7\"\nselected = \"on #2a2f3a\"\n```\n\n\
        A style is a list of colours and attributes: a name (`cyan`, `lightred`, `darkgray`), a number from 0 to 255 or\n\
        `#7aa2f7`; `on` before the background; `bold`, `dim`, `italic`, `underlined`, `reversed`. A wrong role or colour is\n\
        reported with its line. `NO_COLOR` and `--color never` draw everything as `mono`.\n\n\
        | role | what it is for |\n|---|---|\n"
        .to_owned();
    for (name, help, _) in ROLES {
        let _ = writeln!(page, "| `{name}` | {help} |");
    }
    page
}

#[test]
fn the_pages_of_keys_themes_and_configuration_are_drawn_from_their_tables() {
    let pages = [
        ("KEYS.md", keys(), "| `s` | `sort` |"),
        ("THEMES.md", themes(), "| `accent` |"),
        ("CONFIGURATION.md", configuration::page(), "### `sync.daily_budget`"),
    ];
    let mut stale = Vec::new();
    for (name, fresh, row) in pages {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        let written = fs::read_to_string(&path).unwrap_or_default();
        if written != fresh {
            let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            fs::write(&copy, &fresh).expect("the target folder can be written");
            stale.push(format!("docs/{name} is stale; copy {} over it", copy.display()));
        }
        assert!(fresh.contains(row), "{name}");
    }
    assert!(stale.is_empty(), "{stale:#?}");
}

#[test]
fn every_key_of_the_list_can_be_bound_under_the_names_it_gives() {
    for context in Context::all() {
        let keymap = Keymap::default();
        for Row { name, .. } in keymap.rows_in(context) {
            let keys = ["Ctrl-Alt-Delete".to_owned()];
            let (_, said) = Keymap::default().rebound(&[Rebinding { context: context.name(), name, keys: &keys }]);
            assert_eq!(said, [Ok(())], "{name}");
        }
    }
}

/// The command lines of this program that a text has, from the program's name to the end or to a redirection.
fn command_lines(text: &str) -> Vec<Vec<&str>> {
    let lines = text.lines().filter(|line| line.starts_with("ExecStart=") || line.starts_with("17 * * * * "));
    lines
        .map(|line| {
            line.split_whitespace()
                .skip_while(|word| !word.contains("spotpods-tui"))
                .map(|word| word.trim_matches('"'))
                .take_while(|word| *word != ">/dev/null")
                .collect()
        })
        .collect()
}

#[test]
fn timers_run_commands_that_exist_and_the_files_that_are_copied_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| fs::read_to_string(root.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (unit, sync, readme) =
        (read("assets/systemd/spotpods-tui-sync.service"), read("docs/SYNC.md"), read("README.md"));
    let lines: Vec<_> = [&unit, &sync, &readme].into_iter().flat_map(|text| command_lines(text)).collect();
    assert_eq!(lines.len(), 3);
    for line in lines {
        let parsed = spotpods_tui::cli::command().try_get_matches_from(&line);
        assert!(parsed.is_ok_and(|found| found.subcommand_name() == Some("sync")), "{line:?}");
    }
    let copied = sync.lines().find(|line| line.starts_with("cp ")).expect("the units are copied");
    assert!(readme.lines().any(|line| line == copied), "README and SYNC copy the same");
    for file in copied.split_whitespace().filter(|word| word.starts_with("assets/")) {
        assert!(root.join(file).is_file(), "{file}");
    }
}

#[test]
fn the_files_that_architecture_and_glossary_name_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = [include_str!("../../docs/ARCHITECTURE.md"), include_str!("../../docs/GLOSSARY.md")].concat();
    let is_file = |word: &&str| !word.contains(' ') && Path::new(word).extension().is_some_and(|end| end == "rs");
    let files: Vec<_> = pages.split('`').filter(is_file).collect();
    assert!(files.len() > 80, "{files:?}");
    for file in files {
        assert!(root.join(file).is_file() || root.join("src").join(file).is_file(), "{file}");
    }
}

#[test]
fn every_name_of_the_summary_is_documented() {
    let page = include_str!("../../docs/SYNC.md");
    let source = include_str!("../../src/cli/sync/summary.rs");
    let object = source.split("json!({").nth(1).and_then(|rest| rest.split("})").next()).expect("the object");
    let names: Vec<_> = object.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once('"')).collect();
    assert!(names.len() > 10, "{names:?}");
    for (name, _) in names {
        assert!(page.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_page_on_privacy_names_every_file_of_a_profile_and_no_other() {
    use spotpods_tui::config::Paths;
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/PRIVACY.md")).expect("it is there");
    let paths = Paths::below(Path::new("/p"));
    let named = paths.of_profile(&"name".parse().expect("a name"));
    let hashed = |path: std::path::PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let (kind, rest) = name.split_once('-').expect("a hash");
        format!("{kind}-HASH.{}", rest.split_once('.').expect("an extension").1)
    };
    let name = |path: std::path::PathBuf| path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
    let mut files = vec![
        name(paths.config_file.clone()),
        name(paths.credentials_file()),
        "client.json".to_owned(),
        "keyring.id".to_owned(),
        "computer-id".to_owned(),
        "covers/".to_owned(),
        name(paths.library_file()),
        format!("profiles/{}/", name(named.data_dir).to_uppercase()),
        name(paths.log_file()),
        hashed(paths.quota_file(None)),
        hashed(paths.requests_file(None)),
        name(paths.player_file()),
        name(paths.tour_file()),
        name(paths.demo_port_file()),
    ];
    let cells = page.lines().filter_map(|line| line.strip_prefix("| `~/")?.split('`').next());
    let mut listed: Vec<_> =
        cells.map(|path| path.split_once("spotpods-tui/").expect("a folder of ours").1.to_owned()).collect();
    files.sort();
    listed.sort();
    assert_eq!(listed, files);
}

/// The hosts of the https addresses in a text.
fn hosts(text: &str) -> impl Iterator<Item = &str> {
    let is_host = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let host = move |rest| str::split(rest, |c| !is_host(c)).next().unwrap_or_default();
    text.split("https://").skip(1).map(host).filter(|host| host.contains('.'))
}

#[test]
fn the_page_on_privacy_names_every_host_of_the_code_and_where_requests_go() {
    use spotpods_tui::spotify::Origins;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/PRIVACY.md")).expect("it is there");
    let rows = page.split("## What is sent").nth(1).expect("a section").lines();
    let to: Vec<_> = rows.filter_map(|line| line.strip_prefix("| `")?.split_once('`')).map(|(host, _)| host).collect();
    let origins = [Origins::ACCOUNTS, Origins::API].map(|origin| hosts(origin).next().expect("a host"));
    assert_eq!(to, origins);
    // What the code names besides is opened in the browser, or printed.
    let (mut folders, mut named) = (vec![root.join("src")], std::collections::BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.ends_with("tests") || path.ends_with("tests.rs") || path.ends_with("demo") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap_or_default();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            named.extend(lines.flat_map(hosts).map(str::to_owned));
        }
    }
    assert!(named.len() > 3 && origins.iter().all(|host| named.contains(*host)), "{named:?}");
    let absent: Vec<_> = named.iter().filter(|host| !page.contains(host.as_str())).collect();
    assert_eq!(absent, Vec::<&String>::new());
}
