//! The one table of terminal programs: how each is recognised, and what it can.
//!
//! A program is recognised by its variables at the start, and by the name that it answers (XTVERSION). An unknown
//! program is assumed to support only what every terminal does.

/// A terminal program, and what is known about it.
#[derive(Debug, PartialEq, Eq)]
pub struct TerminalProgram {
    /// How the name that it answers begins.
    name: Option<&'static str>,
    /// How its `TERM` begins.
    term: Option<&'static str>,
    /// Its `TERM_PROGRAM`, or its `LC_TERMINAL`, which SSH passes on.
    program: &'static [&'static str],
    /// A variable of its own, and the least number of version in it.
    variable: Option<(&'static str, Option<u32>)>,
    /// Whether it opens links (OSC 8). One that does not know them may print them.
    pub opens_links: bool,
    /// Whether it draws pictures of iTerm2's protocol.
    pub draws_iterm2: bool,
    pub strings: ControlStrings,
}

/// Which control strings it skips if it does not know them, instead of printing them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlStrings {
    /// None, not even a title (OSC).
    None,
    /// All but those of applications (APC).
    NoApc,
    All,
}

/// Between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Multiplexer {
    /// With its version, from 3.2 on.
    Tmux(Option<(u32, u32)>),
    /// GNU screen.
    Screen,
}

const UNKNOWN: TerminalProgram = TerminalProgram {
    name: None,
    term: None,
    program: &[],
    variable: None,
    opens_links: false,
    draws_iterm2: false,
    strings: ControlStrings::All,
};

/// Opens links.
const LINKS: TerminalProgram = TerminalProgram { opens_links: true, ..UNKNOWN };

/// Has text and little more.
const BARE: TerminalProgram = TerminalProgram { strings: ControlStrings::None, ..UNKNOWN };

/// The first row that matches counts: a terminal that was started from another inherits its variables.
#[rustfmt::skip]
const TABLE: &[TerminalProgram] = &[
    TerminalProgram { term: Some("linux"), ..BARE },
    TerminalProgram { term: Some("dumb"), ..BARE },
    TerminalProgram { program: &["Apple_Terminal"], strings: ControlStrings::NoApc, ..UNKNOWN },
    TerminalProgram { name: Some("iTerm2"), program: &["iTerm.app", "iTerm2"], draws_iterm2: true, ..LINKS },
    TerminalProgram { name: Some("WezTerm"), term: Some("wezterm"), program: &["WezTerm"], draws_iterm2: true, ..LINKS },
    TerminalProgram { name: Some("mintty"), program: &["mintty"], draws_iterm2: true, ..LINKS },
    TerminalProgram { name: Some("ghostty"), term: Some("xterm-ghostty"), program: &["ghostty"], ..LINKS },
    TerminalProgram { name: Some("rio"), term: Some("rio"), program: &["rio"], ..LINKS },
    TerminalProgram { program: &["vscode", "Hyper", "WarpTerminal", "Tabby"], ..LINKS },
    TerminalProgram { name: Some("kitty"), term: Some("xterm-kitty"), variable: Some(("KITTY_WINDOW_ID", None)), ..LINKS },
    TerminalProgram { name: Some("foot"), term: Some("foot"), ..LINKS },
    TerminalProgram { name: Some("contour"), term: Some("contour"), ..LINKS },
    TerminalProgram { term: Some("alacritty"), ..LINKS },
    // Windows Terminal.
    TerminalProgram { variable: Some(("WT_SESSION", None)), ..LINKS },
    TerminalProgram { name: Some("Konsole"), variable: Some(("KONSOLE_VERSION", Some(201_200))), ..LINKS },
    // Before, VTE crashed on long links.
    TerminalProgram { variable: Some(("VTE_VERSION", Some(5_000))), ..LINKS },
];

impl TerminalProgram {
    /// The program with these variables. Without any sign of one, nothing beyond text is certain.
    pub fn of<'a>(variable: impl Fn(&str) -> Option<&'a str>) -> &'static Self {
        let term = variable("TERM");
        let programs = [variable("TERM_PROGRAM"), variable("LC_TERMINAL")];
        let has = |name: &str, least: Option<u32>| {
            let version = variable(name);
            let number = || version.and_then(|version| version.parse::<u32>().ok());
            version.is_some() && least.is_none_or(|least| number().is_some_and(|number| number >= least))
        };
        let is = |row: &&Self| {
            row.term.is_some_and(|known| term.is_some_and(|term| term.starts_with(known)))
                || programs.iter().flatten().any(|program| row.program.contains(program))
                || row.variable.is_some_and(|(name, least)| has(name, least))
        };
        TABLE.iter().find(is).unwrap_or(if term.is_some() { &UNKNOWN } else { &BARE })
    }

    /// The program that answers this name and version.
    pub fn answering(name: &str) -> &'static Self {
        let is = |row: &&Self| row.name.is_some_and(|known| name.starts_with(known));
        TABLE.iter().find(is).unwrap_or(&UNKNOWN)
    }
}

impl Multiplexer {
    pub fn of<'a>(variable: impl Fn(&str) -> Option<&'a str>) -> Option<Self> {
        let (screen, tmux) = (variable("STY").is_some(), variable("TMUX").is_some());
        // One that was started in the other inherits its variables, but TERM is set by the inner one. Only screen adds to the
        // TERM around it; a plain `screen` is also what tmux sets where `tmux` is not known.
        let is_inner = || !tmux || variable("TERM").is_some_and(|term| term.starts_with("screen."));
        if screen && is_inner() {
            return Some(Self::Screen);
        }
        if !tmux {
            return None;
        }
        let is_named = variable("TERM_PROGRAM") == Some("tmux");
        Some(Self::Tmux(variable("TERM_PROGRAM_VERSION").filter(|_| is_named).and_then(version)))
    }

    /// Whether it passes links on: tmux from 3.4.
    pub fn passes_links(self) -> bool {
        match self {
            Self::Tmux(version) => version.is_some_and(|version| version >= (3, 4)),
            Self::Screen => false,
        }
    }
}

/// The numbers of `3.4`, `3.5a` or `next-3.6`.
fn version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.trim_start_matches("next-").split_once('.')?;
    let minor = minor.trim_end_matches(|c: char| !c.is_ascii_digit());
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program(variables: &[(&str, &'static str)]) -> &'static TerminalProgram {
        TerminalProgram::of(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
    }

    fn multiplexer(variables: &[(&str, &'static str)]) -> Option<Multiplexer> {
        Multiplexer::of(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
    }

    #[test]
    fn every_program_is_recognised_by_each_of_its_signs() {
        for row in TABLE {
            let found = |variables: &[(&str, &'static str)]| assert_eq!(program(variables), row, "{variables:?}");
            if let Some(term) = row.term {
                found(&[("TERM", term)]);
            }
            for name in row.program {
                found(&[("TERM", "xterm-256color"), ("TERM_PROGRAM", name)]);
                found(&[("TERM", "xterm-256color"), ("LC_TERMINAL", name)]);
            }
            if let Some((name, least)) = row.variable {
                found(&[("TERM", "xterm-256color"), (name, if least.is_some() { "999999" } else { "1" })]);
            }
            if let Some(name) = row.name {
                assert_eq!(TerminalProgram::answering(&format!("{name} 1.2")), row);
            }
        }
    }

    #[test]
    fn an_unknown_terminal_has_no_special_abilities() {
        for variables in [
            &[("TERM", "xterm-256color")][..],
            &[("TERM", "xterm-256color"), ("VTE_VERSION", "4205")],
            &[("TERM", "xterm-256color"), ("KONSOLE_VERSION", "soon")],
        ] {
            assert_eq!(program(variables), &UNKNOWN, "{variables:?}");
        }
        assert_eq!(TerminalProgram::answering("XTerm(390)"), &UNKNOWN);
        assert_eq!((program(&[]), program(&[("TERM", "linux")]).strings), (&BARE, ControlStrings::None));
    }

    #[test]
    fn a_terminal_that_was_started_from_another_is_not_taken_for_it() {
        let inherited = [("TERM", "xterm-256color"), ("TERM_PROGRAM", "Apple_Terminal"), ("KITTY_WINDOW_ID", "1")];
        assert!(!program(&inherited).opens_links);
    }

    #[test]
    fn links_go_through_a_multiplexer_that_is_known_to_pass_them_on() {
        let tmux = |version| [("TMUX", "/tmp/tmux,1,0"), ("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", version)];
        for (version, passes) in [("3.5a", true), ("next-3.6", true), ("3.4", true), ("3.3a", false), ("", false)] {
            let found = multiplexer(&tmux(version)).expect("tmux");
            assert_eq!(found.passes_links(), passes, "{version}");
        }
        assert_eq!(multiplexer(&[("TMUX", "/tmp/tmux,1,0"), ("VTE_VERSION", "7006")]), Some(Multiplexer::Tmux(None)));
        assert_eq!(multiplexer(&[("TERM", "xterm")]), None);
    }

    #[test]
    fn of_two_multiplexers_the_inner_one_counts() {
        assert_eq!(multiplexer(&[("STY", "1.pts"), ("TERM", "screen")]), Some(Multiplexer::Screen));
        for (term, program, found) in [
            ("tmux-256color", "tmux", Multiplexer::Tmux(None)),
            ("screen-256color", "tmux", Multiplexer::Tmux(None)),
            ("screen", "xterm", Multiplexer::Tmux(None)),
            ("screen.xterm-256color", "tmux", Multiplexer::Screen),
        ] {
            let variables = [("STY", "1.pts"), ("TMUX", "/tmp/tmux,1,0"), ("TERM", term), ("TERM_PROGRAM", program)];
            assert_eq!(multiplexer(&variables), Some(found), "{term}");
        }
    }
}
