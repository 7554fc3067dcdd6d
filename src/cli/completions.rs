//! `completions`: the completion script of a shell, and in it the names of shows, profiles and devices.
//!
//! What `clap` generates knows the commands and options. The names come from the disk, through `complete-names`.

use std::fmt::Write as _;

use clap::{Arg, Command};
use clap_complete::Shell;

use super::{Output, Result, names::Kind};

/// The command that prints the names.
pub(super) const NAMES: &str = "complete-names";

pub(super) fn run(shell: Shell, output: &mut Output<'_>) -> Result<()> {
    Ok(output.line(script(shell).trim_end())?)
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

/// The arguments that are names, each with the commands that lead to it and in the order of the commands.
fn with_names(command: &Command) -> Vec<(&str, &Arg)> {
    let inner = command.get_subcommands().filter(|inner| !inner.is_hide_set()).flat_map(with_names);
    let own = command.get_arguments().filter(|argument| Kind::of(argument).is_some());
    own.map(|argument| (command.get_name(), argument)).chain(inner).collect()
}

fn with_bash(script: &str) -> String {
    // clap_complete takes the hyphen of the name for the gap before a subcommand in the labels, and not where it sets them.
    let mut script = script.replace("spotpods__subcmd__tui", "spotpods__tui");
    script.push_str(
        r#"
_spotpods__tui_with_names() {
    _spotpods__tui "$@"
    local name names=()
    case "${COMP_WORDS[COMP_CWORD]}" in -*) return ;; esac
    while IFS= read -r name; do
        names+=("$name")
    done < <("$1" complete-names --bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    if ((${#names[@]})); then
        COMPREPLY=("${names[@]}")
    fi
}
complete -F _spotpods__tui_with_names -o bashdefault -o default spotpods-tui
"#,
    );
    script
}

fn with_zsh(script: &str, command: &Command) -> String {
    const HEAD: &str = "_spotpods-tui() {\n";
    let begins = |argument: &Arg| match argument.get_long() {
        Some(long) => format!("'--{long}=["),
        None => format!("{} -- ", argument.get_id()),
    };
    let arguments: Vec<_> = with_names(command).into_iter().map(|(_, argument)| begins(argument)).collect();
    let mut text = String::new();
    for line in script.lines() {
        let entry = if line.starts_with("':") { line.trim_start_matches(['\'', ':']) } else { line };
        let is_name = arguments.iter().any(|argument| entry.starts_with(argument));
        let line = if is_name { line.replace(":_default'", ":_spotpods-tui_names'") } else { line.to_owned() };
        let _ = writeln!(text, "{line}");
        if line.as_str() == HEAD.trim_end() {
            // `_arguments` changes the words below. Of `--option=value` the option counts.
            text.push_str(
                "    local -a spotpods_words=(\"${(@Q)words[2,CURRENT-1]}\")\n    \
                     [[ $words[CURRENT] == --*=* ]] && spotpods_words+=(\"${words[CURRENT]%%=*}\")\n    \
                     local spotpods_program=$words[1]\n",
            );
        }
    }
    let names = r#"_spotpods-tui_names() {
    local -a names
    names=("${(@f)$("$spotpods_program" complete-names -- "${spotpods_words[@]}" 2>/dev/null)}")
    names=("${(@)names:#}")
    compadd -M 'm:{[:lower:]}={[:upper:]}' -a names
}

"#;
    text.replacen(HEAD, &format!("{names}{HEAD}"), 1)
}

fn with_fish(mut script: String, command: &Command) -> String {
    script.push_str(
        "function __fish_spotpods_tui_names\n    set -l words (commandline -opc)\n    \
         set -l option (string match -r '^--[^=]+(?==)' -- (commandline -ct))\n    \
         $words[1] complete-names -- $words[2..-1] $option 2>/dev/null\nend\n",
    );
    for (name, argument) in with_names(command) {
        let place = match argument.get_long() {
            // Of every command.
            Some(long) if argument.is_global_set() => format!("-l {long} -x"),
            Some(long) => format!("-n \"__fish_spotpods_tui_using_subcommand {name}\" -l {long} -x"),
            None => format!("-n \"__fish_spotpods_tui_using_subcommand {name}\" -f"),
        };
        let line = format!("complete -c spotpods-tui {place} -a \"(__fish_spotpods_tui_names)\"\n");
        // A global option is one of each command.
        if !script.contains(&line) {
            script.push_str(&line);
        }
    }
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_argument_that_is_a_name_has_the_names_in_the_scripts() {
        let mut command = crate::cli::command();
        command.build();
        let names = with_names(&command);
        let shows = names.iter().filter(|(_, argument)| argument.is_positional());
        assert_eq!(shows.map(|(name, _)| *name).collect::<Vec<_>>(), ["episodes", "follow", "unfollow", "open"]);
        let devices: Vec<_> = names.iter().filter(|(_, argument)| argument.get_id() == "device").collect();
        assert_eq!(devices.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["play"]);
        let zsh = script(Shell::Zsh);
        let is_option = |line: &&str| ["'--profile=[", "'--device=["].iter().any(|option| line.starts_with(option));
        let options: Vec<_> = zsh.lines().filter(is_option).collect();
        assert!(options.len() > 20 && options.iter().all(|line| line.contains(":_spotpods-tui_names'")), "{options:?}");
        assert_eq!(zsh.matches(":_spotpods-tui_names'").count(), options.len() + 4);
        assert_eq!(script(Shell::Fish).matches("\"(__fish_spotpods_tui_names)\"").count(), 4 + 1 + 1);
        assert!(script(Shell::Bash).contains("\n        spotpods__tui__subcmd__auth)"));
        assert_eq!(script(Shell::Bash).matches(&format!("\"$1\" {NAMES} --bash")).count(), 1);
    }
}
