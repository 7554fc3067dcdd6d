//! `complete-names`: names for the completion of a shell, as they are on disk: of shows, of profiles, and of the device that
//! was chosen last.
//!
//! The completion scripts call it with the words of the line so far. Where no such name is wanted, and where there is no
//! library, it prints nothing: a completion has no place for messages.

use std::io;

use clap::{Arg, Args, Command};

use super::{Context, Output, Result, Snapshot};
use crate::{
    config::{Environment, Flags},
    domain::ShowSort,
};

#[derive(Debug, Args)]
pub(super) struct NamesArguments {
    /// The words are as bash has them, quotes included, and the last one is being typed; print matching names, quoted
    #[arg(long)]
    bash: bool,
    /// The words of the line after the name of the program
    words: Vec<String>,
}

pub(super) fn run(arguments: NamesArguments, environment: Environment, output: &mut Output<'_>) -> Result<()> {
    let mut words = arguments.words;
    let typed = if arguments.bash { words.pop() } else { None };
    if arguments.bash {
        words = words.iter().map(|word| Typed::read(word).text).collect();
    }
    let Some((kind, flags)) = wanted(&words, &environment) else { return Ok(()) };
    let names = names(kind, &flags, environment).unwrap_or_default();
    match typed.map(|typed| Typed::read(&typed)) {
        None => names.iter().try_for_each(|name| output.line(name))?,
        Some(typed) => {
            let begins = typed.text.to_lowercase();
            let found = names.iter().filter(|name| name.to_lowercase().starts_with(&begins));
            found.map(|name| typed.quoted(name)).try_for_each(|name| output.line(name))?;
        }
    }
    Ok(())
}

/// What has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Show,
    Profile,
    Device,
}

impl Kind {
    /// Whose name an argument is.
    pub(super) fn of(argument: &Arg) -> Option<Self> {
        let mut names = argument.get_value_names().into_iter().flatten().flat_map(|name| name.split('|'));
        match argument.get_id().as_str() {
            "profile" => Some(Self::Profile),
            "device" => Some(Self::Device),
            "show" if argument.is_positional() => Some(Self::Show),
            _ => (argument.is_positional() && names.any(|name| name == "SHOW")).then_some(Self::Show),
        }
    }
}

/// The kind of the next word, if it is such a name, and the options of the line.
fn wanted(words: &[String], environment: &Environment) -> Option<(Kind, Flags)> {
    let mut root = super::command();
    root.build();
    let (mut command, mut flags, mut at): (&Command, _, _) = (&root, Flags::default(), 0);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix("--").filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)));
            let argument = command.get_arguments().find(|argument| argument.get_long() == Some(name))?;
            if argument.get_action().takes_values() {
                let Some(value) = value.or_else(|| words.next().map(String::as_str)) else {
                    return Kind::of(argument).map(|kind| (kind, flags));
                };
                match argument.get_id().as_str() {
                    "profile_dir" => flags.profile_dir = Some(in_home(value, environment).into()),
                    "profile" => flags.profile = Some(value.parse().ok()?),
                    "config" => flags.config = Some(in_home(value, environment).into()),
                    _ => {}
                }
            }
        } else if let Some(inner) = command.find_subcommand(word).filter(|_| at == 0) {
            command = inner;
        } else {
            at += 1;
        }
    }
    let argument = command.get_positionals().nth(at)?;
    Kind::of(argument).map(|kind| (kind, flags))
}

/// A path as the shell would read it.
fn in_home(path: &str, environment: &Environment) -> String {
    match (path.strip_prefix("~/"), environment.var("HOME")) {
        (Some(rest), Some(home)) => format!("{home}/{rest}"),
        (Some(_) | None, _) => path.to_owned(),
    }
}

fn names(kind: Kind, flags: &Flags, environment: Environment) -> Result<Vec<String>> {
    let context = Context::without_log(flags, environment)?;
    let snapshot = || Snapshot::open(&context, &mut Output::new(&mut io::sink(), &mut io::sink()));
    Ok(match kind {
        Kind::Show => snapshot()?.shows(ShowSort::Name)?.iter().map(|row| row.show.name.to_string()).collect(),
        Kind::Profile => context.config.paths.profiles().iter().map(ToString::to_string).collect(),
        Kind::Device => snapshot()?.device()?.map(|device| device.name.to_string()).into_iter().collect(),
    })
}

/// A word that is being typed in bash.
#[derive(Debug, PartialEq, Eq)]
struct Typed {
    /// What it means.
    text: String,
    /// The quote that is open.
    quote: Option<char>,
}

impl Typed {
    fn read(word: &str) -> Self {
        let (mut text, mut quote) = (String::new(), None);
        let mut signs = word.chars().peekable();
        while let Some(sign) = signs.next() {
            match (sign, quote) {
                ('\'' | '"', None) => quote = Some(sign),
                (sign, Some(open)) if sign == open => quote = None,
                ('\\', None) => text.extend(signs.next()),
                ('\\', Some('"')) => {
                    let escaped = signs.next_if(|next| matches!(next, '"' | '$' | '`' | '\\'));
                    text.push(escaped.unwrap_or('\\'));
                }
                (sign, _) => text.push(sign),
            }
        }
        Self { text, quote }
    }

    /// A title as it goes on after the open quote, or without one.
    fn quoted(&self, title: &str) -> String {
        let mut text = String::with_capacity(title.len());
        for sign in title.chars() {
            match self.quote {
                Some('\'') if sign == '\'' => text.push_str("'\\'"),
                Some('"') if matches!(sign, '"' | '$' | '`' | '\\') => text.push('\\'),
                None if sign.is_ascii() && !sign.is_ascii_alphanumeric() && !"_-./,+%".contains(sign) => {
                    text.push('\\');
                }
                Some(_) | None => {}
            }
            text.push(sign);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn at(line: &str) -> Option<(Kind, Flags)> {
        let words: Vec<_> = line.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        wanted(&words, &Environment::bare("/").with("HOME", "/home/me"))
    }

    /// Of a line that goes on with the name of a show.
    fn of(line: &str) -> Option<Flags> {
        at(line).filter(|(kind, _)| *kind == Kind::Show).map(|(_, flags)| flags)
    }

    #[test]
    fn a_show_is_wanted_where_the_table_of_arguments_has_one() {
        for line in
            ["episodes", "episodes --json", "unfollow", "follow", "open", "--ascii episodes", "episodes --since 2026"]
        {
            assert!(of(line).is_some(), "{line}");
        }
        for line in [
            "",
            "shows",
            "episodes Some",
            "notes",
            "sync",
            "no-such",
            "episodes --since",
            "episodes --no-such",
            "auth login",
        ] {
            assert!(of(line).is_none(), "{line}");
        }
    }

    #[test]
    fn profiles_and_devices_are_wanted_after_their_options() {
        let kind = |line| at(line).map(|(kind, _)| kind);
        for line in ["--profile", "sync --profile", "auth login --profile", "play x --profile"] {
            assert_eq!(kind(line), Some(Kind::Profile), "{line}");
        }
        assert_eq!(kind("play --device"), Some(Kind::Device));
        assert_eq!(kind("play x --device"), Some(Kind::Device));
        for line in ["play --device kitchen", "--profile work", "devices", "devices --device", "play --device=x"] {
            assert_eq!(kind(line), None, "{line}");
        }
        let folder = at("--profile-dir /p sync --profile").and_then(|(_, flags)| flags.profile_dir);
        assert_eq!(folder.as_deref(), Some(Path::new("/p")));
    }

    #[test]
    fn the_profile_of_the_line_is_the_one_that_is_read() {
        let folder = |line| of(line).and_then(|flags| flags.profile_dir);
        assert_eq!(folder("--profile-dir /p episodes").as_deref(), Some(Path::new("/p")));
        assert_eq!(folder("episodes --profile-dir=~/p").as_deref(), Some(Path::new("/home/me/p")));
        let profile = |line| of(line).map(|flags| flags.profile.unwrap_or_default().name().to_owned());
        assert_eq!(profile("--profile work episodes").as_deref(), Some("work"));
        assert_eq!(profile("episodes --profile=work").as_deref(), Some("work"));
        assert_eq!(profile("--profile a/b episodes"), None, "no profile, no titles of another one");
    }

    #[test]
    fn a_title_is_quoted_as_the_word_was_begun() {
        let title = "Bob's \"$HOME\" `id` \\ show: part 1!";
        for (word, quoted) in [
            ("Bo", r#"Bob\'s\ \"\$HOME\"\ \`id\`\ \\\ show\:\ part\ 1\!"#),
            ("\"Bob's", r#"Bob's \"\$HOME\" \`id\` \\ show: part 1!"#),
            ("'Bob", r#"Bob'\''s "$HOME" `id` \ show: part 1!"#),
        ] {
            assert_eq!(Typed::read(word).quoted(title), quoted);
        }
        for (word, text) in [(r#"Bob\'s\ \"\$"#, "Bob's \"$"), (r#""Bob's \"\$ \x"#, "Bob's \"$ \\x"), ("'a b", "a b")]
        {
            assert_eq!(Typed::read(word).text, text);
        }
    }
}
