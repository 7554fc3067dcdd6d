//! Formats counts.

use std::fmt::Display;

/// Formats a count with its noun: `1 episode`, `1,200 episodes`.
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == N::from(1) { one } else { many })
}

/// Formats a whole number with its digits in groups of three: `1,200`.
pub fn grouped<N: Display>(count: N) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_come_in_groups_of_three() {
        for (count, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(count), text);
        }
        assert_eq!(
            (counted(1, "page", "pages"), counted(1200, "page", "pages")),
            ("1 page".into(), "1,200 pages".into())
        );
    }
}
