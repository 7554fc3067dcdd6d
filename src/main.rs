//! The program: reports of panics are set up, everything else is the library's.

use std::{
    io::{self, IsTerminal as _},
    process::ExitCode,
};

use color_eyre::config::{HookBuilder, Theme};

fn main() -> ExitCode {
    let theme = if io::stderr().is_terminal() { Theme::dark() } else { Theme::new() };
    // The only error is that somebody installed a hook before; then that one reports.
    let _ = HookBuilder::default().theme(theme).display_env_section(false).install();
    spotpods_tui::cli::run(std::env::args_os())
}
