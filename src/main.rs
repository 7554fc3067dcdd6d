//! The program: installs the panic reports and runs the command line.

use std::{
    io::{self, IsTerminal as _},
    process::ExitCode,
};

use color_eyre::config::{HookBuilder, Theme};

fn main() -> ExitCode {
    let theme = if io::stderr().is_terminal() { Theme::dark() } else { Theme::new() };
    // Fails only if a hook is installed already.
    let _ = HookBuilder::default().theme(theme).display_env_section(false).install();
    spotpods_tui::cli::run(std::env::args_os())
}
