//! `completions`: the completion script of a shell, and in it the names of shows.
//!
//! What `clap` generates knows the commands and options. The names come from the library, through `complete-titles`.

use std::fmt::Write as _;

use clap::Command;
use clap_complete::Shell;

use super::{Exit, exit::Failure, output::Output, titles::is_title};

/// The command that prints the names.
pub(super) const TITLES: &str = "complete-titles";

pub(super) fn run(shell: Shell, output: &mut Output<'_>) -> Result<Exit, Failure> {
    output.line(script(shell).trim_end())?;
    Ok(Exit::Done)
}

fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    let mut command = super::command();
    let name = command.get_name().to_owned();
    clap_complete::generate(shell, &mut command, name, &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => with_bash(&script),
        Shell::Zsh => with_zsh(&script, &command),
        Shell::Fish => with_fish(script, &command),
        _ => script,
    }
}

/// The commands with a show, and the name of that argument.
fn with_titles(command: &Command) -> impl Iterator<Item = (&str, &str)> {
    command.get_subcommands().filter_map(|inner| {
        let argument = inner.get_positionals().find(|argument| is_title(argument))?;
        Some((inner.get_name(), argument.get_id().as_str()))
    })
}

fn with_bash(script: &str) -> String {
    // clap_complete takes the hyphen of the name for the gap before a subcommand in the labels, and not where it sets them.
    let mut script = script.replace("spotpods__subcmd__tui", "spotpods__tui");
    script.push_str(
        r#"
_spotpods__tui_with_titles() {
    _spotpods__tui "$@"
    local title titles=()
    case "${COMP_WORDS[COMP_CWORD]}" in -*) return ;; esac
    while IFS= read -r title; do
        titles+=("$title")
    done < <("$1" complete-titles --bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    if ((${#titles[@]})); then
        COMPREPLY=("${titles[@]}")
    fi
}
complete -F _spotpods__tui_with_titles -o bashdefault -o default spotpods-tui
"#,
    );
    script
}

fn with_zsh(script: &str, command: &Command) -> String {
    const HEAD: &str = "_spotpods-tui() {\n";
    let arguments: Vec<_> = with_titles(command).map(|(_, argument)| format!("{argument} -- ")).collect();
    let mut text = String::new();
    for line in script.lines() {
        let entry = line.trim_start_matches('\'').trim_start_matches(':');
        let is_titled = line.starts_with("':") && arguments.iter().any(|argument| entry.starts_with(argument));
        let line = if is_titled { line.replace(":_default'", ":_spotpods-tui_titles'") } else { line.to_owned() };
        let _ = writeln!(text, "{line}");
        if line.as_str() == HEAD.trim_end() {
            // `_arguments` changes the words below.
            text.push_str(
                "    local -a spotpods_words=(\"${(@Q)words[2,CURRENT-1]}\")\n    local spotpods_program=$words[1]\n",
            );
        }
    }
    let titles = r#"_spotpods-tui_titles() {
    local -a titles
    titles=("${(@f)$("$spotpods_program" complete-titles -- "${spotpods_words[@]}" 2>/dev/null)}")
    titles=("${(@)titles:#}")
    compadd -M 'm:{[:lower:]}={[:upper:]}' -a titles
}

"#;
    text.replacen(HEAD, &format!("{titles}{HEAD}"), 1)
}

fn with_fish(mut script: String, command: &Command) -> String {
    script.push_str(
        "function __fish_spotpods_tui_titles\n    set -l words (commandline -opc)\n    \
         $words[1] complete-titles -- $words[2..-1] 2>/dev/null\nend\n",
    );
    for (name, _) in with_titles(command) {
        let _ = writeln!(
            script,
            "complete -c spotpods-tui -n \"__fish_spotpods_tui_using_subcommand {name}\" -f -a \"(__fish_spotpods_tui_titles)\""
        );
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_with_a_show_has_their_names_in_the_scripts() {
        let mut command = crate::cli::command();
        command.build();
        let names: Vec<_> = with_titles(&command).map(|(name, _)| name).collect();
        assert_eq!(names, ["episodes", "follow", "unfollow", "open"]);
        assert_eq!(script(Shell::Zsh).matches(":_spotpods-tui_titles'").count(), names.len());
        assert_eq!(script(Shell::Fish).matches("(__fish_spotpods_tui_titles)").count(), names.len());
        assert!(script(Shell::Bash).contains("\n        spotpods__tui__subcmd__auth)"));
        assert_eq!(script(Shell::Bash).matches(&format!("\"$1\" {TITLES} --bash")).count(), 1);
    }
}
