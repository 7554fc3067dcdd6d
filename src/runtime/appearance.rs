//! Keymap, theme and display as the configuration wants them, and what is wrong in it there.

mod own;

use jiff::SignedDuration;

use crate::{
    app::{
        Keymap,
        cx::DisplayOptions,
        input::keymap::Rebinding,
        own::OwnCommand,
        theme::{Follows, Theme},
    },
    config::{ColorMode, Config, DateStyle, Environment, KeyBinding, When, keys},
    domain::{CleanText, DateLocale, Multiplexer, ThemeName},
};

/// The keymap with the person's own keys and commands, and these commands. Adds a warning for each line that is left out.
pub fn keymap(config: &Config, warnings: &mut Vec<String>) -> (Keymap, Vec<OwnCommand>) {
    let (broken, sound): (Vec<_>, Vec<_>) = config.keymap.iter().partition(|binding| binding.is_wrong);
    let keymap = rebound(&config.get(keys::KEY_PRESET).keymap(), &sound, warnings);
    // For what else is wrong with these.
    rebound(&keymap, &broken, warnings);
    own::commands(config, keymap, warnings)
}

fn rebound(keymap: &Keymap, bindings: &[&KeyBinding], warnings: &mut Vec<String>) -> Keymap {
    let rows = bindings.iter().map(|row| Rebinding { context: &row.context, name: &row.command, keys: &row.keys });
    let (keymap, outcomes) = keymap.rebound(&rows.collect::<Vec<_>>());
    for (binding, outcome) in bindings.iter().zip(outcomes) {
        let wrong = outcome.err().into_iter().flatten();
        warnings.extend(wrong.map(|why| format!("{}: {}", binding.source, CleanText::new(&why))));
    }
    keymap
}

/// How things are displayed. Adds a warning for each line that is left out.
pub fn display(config: &Config, environment: &Environment, warnings: &mut Vec<String>) -> DisplayOptions {
    let no_color = config.get(keys::COLOR) == ColorMode::Never;
    let theme = theme(config, warnings);
    // A screen reader spells signs out.
    let is_linear = config.get(keys::LINEAR);
    let ascii = config.get(keys::ASCII) || environment.lacks_utf8() || is_linear;
    let links = config.get(keys::HYPERLINKS);
    let multiplexer = environment.multiplexer();
    let opens_links = multiplexer.map_or(environment.terminal().opens_links, Multiplexer::passes_links);
    let style = config.get(keys::DATES);
    let locale = match style {
        // Most languages have names that are not ASCII.
        DateStyle::Locale if !ascii => DateLocale::of(environment.locale_of_dates()),
        DateStyle::Locale | DateStyle::Relative | DateStyle::Iso => DateLocale::default(),
    };
    DisplayOptions {
        ascii,
        iso_dates: style == DateStyle::Iso,
        locale,
        theme,
        own_theme: (!config.roles.is_empty() && !no_color).then_some(theme),
        no_color,
        follows: follows(config, environment.has_full_color()),
        is_full_color: environment.has_full_color(),
        hyperlinks: !is_linear && (links == When::Always || links == When::Auto && opens_links),
        asks_for_links: !is_linear && links == When::Auto && multiplexer.is_none(),
    }
}

/// How the configured theme with the person's own styles follows the background, if it does. Wrong styles were reported.
fn follows(config: &Config, is_full_color: bool) -> Option<Follows> {
    if config.get(keys::COLOR) == ColorMode::Never {
        return None;
    }
    let mut follows = Follows::of(config.get(keys::THEME), is_full_color)?;
    for row in &config.roles {
        let _ = follows.set(&row.role, &row.style);
    }
    Some(follows)
}

/// The theme with the person's own styles; without colours if they are off.
fn theme(config: &Config, warnings: &mut Vec<String>) -> Theme {
    let mut theme = Theme::of(config.get(keys::THEME));
    for row in &config.roles {
        if let Err(why) = theme.set(&row.role, &row.style) {
            warnings.push(format!("{}: {}", row.source, CleanText::new(&format!("theme.{}: {why}", row.role))));
        }
    }
    if config.get(keys::COLOR) == ColorMode::Never { Theme::of(ThemeName::Mono) } else { theme }
}

/// After how long the library is synchronised again; `None` for never.
pub fn interval(config: &Config) -> Option<SignedDuration> {
    match config.get(keys::INTERVAL) {
        0 => None,
        minutes => Some(SignedDuration::from_mins(minutes.into())),
    }
}

/// What is wrong in the configuration beyond its own check: unknown commands, keys that clash, unknown roles and colours.
pub fn warnings(config: &Config) -> Vec<String> {
    let mut warnings = Vec::new();
    keymap(config, &mut warnings);
    display(config, &Environment::default(), &mut warnings);
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Flags;

    #[test]
    fn the_theme_follows_the_background_where_colours_have_24_bits() {
        let flags = Flags { profile_dir: Some("/nowhere/p".into()), ..Flags::default() };
        let follows = |theme: &str, color: &str, depth: &str| {
            let mut config = Config::load(&flags, &Environment::bare("/nowhere")).expect("a folder is given");
            config.replace(keys::THEME, Some(theme));
            config.replace(keys::COLOR, Some(color));
            let environment = Environment::bare("/").with("COLORTERM", depth);
            display(&config, &environment, &mut Vec::new()).follows
        };
        for depth in ["truecolor", "24bit"] {
            assert_eq!(follows("terminal", "auto", depth), Follows::of(ThemeName::Terminal, true));
        }
        assert_eq!(follows("terminal", "auto", "yes"), None);
        assert_eq!(follows("terminal", "never", "truecolor"), None);
        assert_eq!(follows("dark", "auto", "truecolor"), None);
        assert!(follows("auto", "auto", "").is_some());
    }

    #[test]
    fn links_are_written_as_configured_or_by_what_the_terminal_can() {
        let of = |choice: &str, variables: &[(&str, &str)]| {
            let flags = Flags { profile_dir: Some("/nowhere/p".into()), ..Flags::default() };
            let mut config = Config::load(&flags, &Environment::bare("/nowhere")).expect("a folder is given");
            config.replace(keys::HYPERLINKS, Some(choice));
            let start = Environment::bare("/");
            let environment =
                variables.iter().fold(start, |environment, (name, value)| environment.with(*name, *value));
            let display = display(&config, &environment, &mut Vec::new());
            (display.hyperlinks, display.asks_for_links)
        };
        let (kitty, tmux) = ([("TERM", "xterm-kitty")], [("TERM", "xterm-kitty"), ("TMUX", "/tmp/tmux,1,0")]);
        assert_eq!((of("auto", &kitty), of("auto", &[("TERM", "xterm")])), ((true, true), (false, true)));
        assert_eq!((of("never", &kitty), of("always", &tmux)), ((false, false), (true, false)));
        assert_eq!(of("auto", &tmux), (false, false), "this tmux does not say that it passes links on");
    }
}
