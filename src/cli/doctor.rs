pub(super) fn run(
    a: super::arguments::DoctorArguments,
    c: &crate::config::Config,
    e: &crate::config::Environment,
    o: &mut super::Output<'_>,
) -> Result<super::Exit, super::exit::Failure> {
    let _ = (a.json, c, e, o);
    Ok(super::Exit::Done)
}
