//! Formats durations.

use std::time::Duration;

/// Formats a position: `1:02:03`, or `4:05` below an hour.
pub fn clock(duration: Duration) -> String {
    let total = duration.as_secs();
    let (hours, minutes, seconds) = (total / 3600, total / 60 % 60, total % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// Parses a position: `1:02:03`, `4:05`, or a number of seconds. Minutes and seconds after a colon have two digits.
pub fn parse(text: &str) -> Option<Duration> {
    let parts: Vec<&str> = text.split(':').collect();
    let (first, rest) = parts.split_first()?;
    let number = |part: &str| -> Option<u64> {
        let is_plain = (1..=6).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        is_plain.then(|| part.parse().ok()).flatten()
    };
    let mut total = number(first).filter(|_| rest.len() <= 2)?;
    for part in rest {
        total = total * 60 + number(part).filter(|value| part.len() == 2 && *value < 60)?;
    }
    Some(Duration::from_secs(total))
}

/// Formats a length for lists: `12h`, `1h02`, `34m`, `45s`. Empty for zero, which means unknown.
pub fn length(duration: Duration) -> String {
    let total = duration.as_secs();
    let minutes = total.div_ceil(60);
    match total {
        0 => String::new(),
        1..60 => format!("{total}s"),
        _ if minutes >= 600 => format!("{}h", minutes / 60),
        _ if minutes >= 60 => format!("{}h{:02}", minutes / 60, minutes % 60),
        _ => format!("{minutes}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_shows_hours_only_where_there_are_any() {
        assert_eq!(clock(Duration::from_secs(0)), "0:00");
        assert_eq!(clock(Duration::from_secs(245)), "4:05");
        assert_eq!(clock(Duration::from_secs(3723)), "1:02:03");
    }

    #[test]
    fn a_clock_is_parsed_again() {
        for seconds in [0, 59, 60, 245, 3_599, 3_723, 360_000] {
            let duration = Duration::from_secs(seconds);
            assert_eq!(parse(&clock(duration)), Some(duration), "{seconds}");
        }
        assert_eq!(parse("754"), Some(Duration::from_secs(754)));
        for text in ["", ":", "1:", "1:2", "1:60", "1:00:00:00", "-1", "1.5", "9999999", "１:00"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_length_rounds_up_to_the_minute() {
        assert_eq!(length(Duration::ZERO), "");
        assert_eq!(length(Duration::from_secs(45)), "45s");
        assert_eq!(length(Duration::from_secs(61)), "2m");
        assert_eq!(length(Duration::from_secs(3599)), "1h00");
        assert_eq!(length(Duration::from_mins(62)), "1h02");
        assert_eq!(length(Duration::from_mins(6010)), "100h");
    }
}
