//! Formats durations.

use std::time::Duration;

/// Formats a position: `1:02:03`, or `4:05` below an hour.
pub fn clock(duration: Duration) -> String {
    let total = duration.as_secs();
    let (hours, minutes, seconds) = (total / 3600, total / 60 % 60, total % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
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
    fn a_length_rounds_up_to_the_minute() {
        assert_eq!(length(Duration::ZERO), "");
        assert_eq!(length(Duration::from_secs(45)), "45s");
        assert_eq!(length(Duration::from_secs(61)), "2m");
        assert_eq!(length(Duration::from_secs(3599)), "1h00");
        assert_eq!(length(Duration::from_mins(62)), "1h02");
        assert_eq!(length(Duration::from_mins(6010)), "100h");
    }
}
