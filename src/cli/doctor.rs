//! `doctor`: prints what [`doctor`] finds.

use super::{Context, Output, Result, arguments::DoctorArguments, context, meter::Meter};
use crate::{
    auth::Connections,
    domain::LoginState,
    library::Checked,
    runtime::{
        doctor::{self, LoginFound, Subject},
        problem,
    },
};

/// Prints the report. Exits with 0 whatever it found.
pub(super) fn run(arguments: DoctorArguments, context: &Context, output: &mut Output<'_>) -> Result<()> {
    let guard = context.guard();
    let subject = Subject {
        config: &context.config,
        environment: &context.environment,
        clock: &context.clock,
        vault: context.vault(),
        guard: &guard,
        origins: context::origins(&context.config).map_err(|failure| failure.message()),
        whole: arguments.check,
    };
    let mut meter = Meter::of_stderr();
    // An error of stderr ends no check.
    let sections = doctor::sections(
        &subject,
        || login(context),
        |checked| {
            let (stage, text) = match checked {
                Checked::Pages { done, total } => (0, format!("Checking the library: {} %", done * 100 / total.max(1))),
                Checked::Rows => (1, "Checking the library: all pages read, comparing rows".to_owned()),
            };
            let _ = meter.show(stage, || text, output);
        },
    );
    let _ = meter.clear(output);
    if arguments.json {
        output.line(doctor::object(&sections))?;
    } else {
        for line in doctor::lines(&sections) {
            output.line(line)?;
        }
    }
    Ok(())
}

/// Opens the login.
fn login(context: &Context) -> LoginFound {
    let found =
        |problem: Option<String>| LoginFound { state: Some(LoginState::LoggedOut), authorized_at: None, problem };
    let settings = match context.login() {
        Ok(None) => return LoginFound { state: None, authorized_at: None, problem: None },
        Ok(Some(settings)) => settings,
        Err(failure) => return found(Some(failure.message())),
    };
    match Connections::new(settings.origins.clone(), &context.guard()).open(settings, context.vault()) {
        Ok(access) => LoginFound {
            state: Some(access.session.state()),
            authorized_at: access.session.authorized_at(),
            problem: None,
        },
        Err(cause) => found(Some(problem::vault(&cause).line())),
    }
}
