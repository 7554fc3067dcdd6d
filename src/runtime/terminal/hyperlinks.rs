//! Whether the terminal takes links (OSC 8). One that does not know them may print them.

use crate::config::{Environment, Hyperlinks};

/// The first version of tmux that passes links on.
const TMUX: (u32, u32) = (3, 4);
/// The first version of VTE without a crash on long links.
const VTE: u32 = 5_000;
/// The first version of Konsole.
const KONSOLE: u32 = 201_200;

/// Programs by `TERM_PROGRAM`, terminals by how their `TERM` begins.
const PROGRAMS: [&str; 9] =
    ["iTerm.app", "WezTerm", "ghostty", "vscode", "mintty", "rio", "Hyper", "WarpTerminal", "Tabby"];
const TERMS: [&str; 7] = ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm", "contour", "rio"];

/// Whether to write links: as configured, or by what the environment says about the terminal.
pub fn takes_links(choice: Hyperlinks, environment: &Environment) -> bool {
    let var = |name| environment.var(name);
    let is_from = |name, least| var(name).and_then(|version| version.parse::<u32>().ok()).is_some_and(|it| it >= least);
    match choice {
        Hyperlinks::Always => true,
        Hyperlinks::Never => false,
        Hyperlinks::Auto if var("STY").is_some() => false,
        Hyperlinks::Auto if var("TMUX").is_some() => tmux(environment).is_some_and(|version| version >= TMUX),
        Hyperlinks::Auto => {
            let term = var("TERM").unwrap_or_default();
            TERMS.iter().any(|known| term.starts_with(known))
                || var("TERM_PROGRAM").is_some_and(|program| PROGRAMS.contains(&program))
                || ["WT_SESSION", "KITTY_WINDOW_ID"].into_iter().any(|name| var(name).is_some())
                || is_from("VTE_VERSION", VTE)
                || is_from("KONSOLE_VERSION", KONSOLE)
        }
    }
}

/// The version of tmux, `3.4` or `3.5a`; `None` before 3.2, which does not say.
fn tmux(environment: &Environment) -> Option<(u32, u32)> {
    environment.var("TERM_PROGRAM").filter(|program| *program == "tmux")?;
    let (major, minor) = environment.var("TERM_PROGRAM_VERSION")?.trim_start_matches("next-").split_once('.')?;
    let minor: String = minor.chars().take_while(char::is_ascii_digit).collect();
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(choice: Hyperlinks, variables: &[(&str, &str)]) -> bool {
        let environment = variables.iter().fold(Environment::bare("/"), |all, (name, value)| all.with(*name, *value));
        takes_links(choice, &environment)
    }

    #[test]
    fn links_are_written_where_the_terminal_is_known_to_take_them() {
        let known: [&[(&str, &str)]; 7] = [
            &[("TERM", "xterm-kitty")],
            &[("TERM", "foot-extra")],
            &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")],
            &[("TERM", "xterm-256color"), ("VTE_VERSION", "7006")],
            &[("TERM", "xterm-256color"), ("KONSOLE_VERSION", "230800")],
            &[("TMUX", "/tmp/tmux,1,0"), ("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.5a")],
            &[("TMUX", "/tmp/tmux,1,0"), ("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "next-3.6")],
        ];
        let unknown: [&[(&str, &str)]; 6] = [
            &[],
            &[("TERM", "xterm-256color")],
            &[("TERM", "xterm-256color"), ("VTE_VERSION", "4205")],
            &[("TMUX", "/tmp/tmux,1,0"), ("VTE_VERSION", "7006")],
            &[("TMUX", "/tmp/tmux,1,0"), ("TERM_PROGRAM", "tmux"), ("TERM_PROGRAM_VERSION", "3.3a")],
            &[("STY", "1.pts"), ("VTE_VERSION", "7006")],
        ];
        for variables in known {
            assert!(takes(Hyperlinks::Auto, variables), "{variables:?}");
            assert!(!takes(Hyperlinks::Never, variables), "{variables:?}");
        }
        for variables in unknown {
            assert!(!takes(Hyperlinks::Auto, variables), "{variables:?}");
            assert!(takes(Hyperlinks::Always, variables), "{variables:?}");
        }
    }
}
