//! `devices`: the players of the account. Finds the one that an argument names.

use serde::Serialize;

use super::{
    Context, Failure, Output, Result,
    arguments::ListArguments,
    listing::Listing,
    online,
    table::{Column, DisplayOptions, QUIET, STRONG, plain},
};
use crate::domain::{CleanText, Device, DeviceId, width::width, words};

/// The widest column of names.
const NAME: usize = 40;

/// A device. Unknown values are `null`.
#[derive(Serialize)]
struct DeviceObject<'a> {
    id: Option<&'a str>,
    name: &'a str,
    r#type: &'a str,
    is_active: bool,
    is_restricted: bool,
    volume_percent: Option<u8>,
}

pub(super) fn run(arguments: ListArguments, context: &Context, output: &mut Output<'_>) -> Result<()> {
    let devices = online::run(context, output, async |online, _| online.devices().await)?;
    let display = DisplayOptions::of_stdout(&context.config, &context.environment);
    let mut listing = Listing::new(arguments.json, || Ok(columns(&devices)), display, output)?;
    devices.iter().try_for_each(|device| listing.push(device, || Ok(object(device))))?;
    if listing.end()? == 0 && !arguments.json {
        output.note("No devices: start Spotify on a phone, a computer or a speaker")?;
    }
    Ok(())
}

fn object(device: &Device) -> DeviceObject<'_> {
    DeviceObject {
        id: device.id.as_ref().map(DeviceId::as_str),
        name: device.name.as_str(),
        r#type: device.kind.as_str(),
        is_active: device.is_active,
        is_restricted: device.is_restricted,
        volume_percent: device.volume,
    }
}

fn columns(devices: &[Device]) -> Vec<Column<Device>> {
    let widest = |text: fn(&Device) -> &CleanText| devices.iter().map(|d| width(text(d).as_str())).max().unwrap_or(0);
    vec![
        Column::left("NAME", widest(|device| &device.name).clamp(4, NAME), |device: &Device| {
            plain(device.name.as_str())
        })
        .styled(STRONG),
        Column::left("TYPE", widest(|device| &device.kind).clamp(4, NAME), |device| plain(device.kind.as_str())),
        Column::right("VOLUME", 6, |device| {
            plain(device.volume.map_or_else(|| "-".to_owned(), |volume| format!("{volume}%")))
        }),
        Column::left("STATE", 10, |device| {
            plain(if !device.can_be_used() {
                "restricted"
            } else if device.is_active {
                "active"
            } else {
                "-"
            })
        }),
        Column::left("ID", 0, |device: &Device| plain(device.id.as_ref().map_or("-", DeviceId::as_str))).styled(QUIET),
    ]
}

/// The device with an id, a name, or a part of a name. Exits with 1 if none matches or it takes no commands, and with 2 if
/// several match.
pub(super) fn find(devices: &[Device], wanted: &str) -> Result<(DeviceId, CleanText)> {
    let folded = words::folded(wanted.trim());
    let by_id = |device: &Device| device.id.as_ref().is_some_and(|id| id.as_str() == wanted);
    let by_name = |device: &Device| words::folded(device.name.as_str()) == folded;
    let by_part = |device: &Device| !folded.is_empty() && words::folded(device.name.as_str()).contains(&folded);
    let ways: [&dyn Fn(&Device) -> bool; 3] = [&by_id, &by_name, &by_part];
    let found = ways.iter().map(|is| devices.iter().filter(|device| is(device)).collect::<Vec<_>>());
    let found = found.into_iter().find(|found| !found.is_empty()).unwrap_or_default();
    let names = |devices: &mut dyn Iterator<Item = &Device>| {
        devices.map(|device| device.name.as_str().to_owned()).collect::<Vec<_>>().join(", ")
    };
    let wanted = CleanText::new(wanted);
    match found.as_slice() {
        [device] => match &device.id {
            Some(id) if device.can_be_used() => Ok((id.clone(), device.name.clone())),
            Some(_) | None => Err(Failure::failed(format_args!("{} does not accept commands from apps", device.name))),
        },
        [] if devices.is_empty() => {
            let why = "no device matches, and Spotify lists none. Start Spotify on a phone, a computer or a speaker";
            Err(Failure::failed(why))
        }
        [] => {
            let names = names(&mut devices.iter());
            Err(Failure::failed(format_args!("no device matches \"{wanted}\"; there are: {names}")))
        }
        several => {
            let names = names(&mut several.iter().copied());
            Err(Failure::usage(format_args!("\"{wanted}\" matches several devices: {names}; use an id")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Exit;

    fn device(id: &str, name: &str, is_restricted: bool) -> Device {
        let (id, name) = (DeviceId::parse(id), CleanText::new(name));
        Device { id, name, kind: CleanText::new("speaker"), is_active: false, is_restricted, volume: None }
    }

    #[test]
    fn a_device_is_found_by_id_name_or_part_of_a_name() {
        let devices = [device("d1", "Kitchen", false), device("d2", "Kitchen Two", false), device("d3", "Büro", true)];
        let found = |wanted| find(&devices, wanted).map(|(id, _)| id.to_string()).map_err(|failure| failure.exit());
        assert_eq!(found("d2"), Ok("d2".to_owned()));
        assert_eq!(found("kitchen"), Ok("d1".to_owned()), "the exact name wins");
        assert_eq!(found("two"), Ok("d2".to_owned()));
        assert_eq!(found("KITCH"), Err(Some(Exit::Usage)));
        assert_eq!(found("buro"), Err(Some(Exit::Failed)), "restricted");
        assert_eq!(found("garage"), Err(Some(Exit::Failed)));
        assert_eq!(found(""), Err(Some(Exit::Failed)));
    }
}
