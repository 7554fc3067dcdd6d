//! A wrong value or a misspelled name in a message, and what may be meant.

use super::width::truncate;

/// The most names that are suggested.
const MOST: usize = 3;
/// The most columns of a value in a message.
const COLUMNS: usize = 60;

/// Completes "there is no …; ": the names that may be meant, and where all of them are listed.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>, all: &str) -> String {
    let near = nearest(written, known);
    if near.is_empty() { all.to_owned() } else { format!("did you mean {}? {all}", one_of(&near)) }
}

/// The known names that are close enough to suggest, whatever their case, the closest first.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    // The section before a dot makes a name longer, but no nearer.
    let name = written.rsplit('.').next().unwrap_or(written);
    let bound = (name.chars().count() / 3).max(1);
    // A capital is no mistake of its own: `SYNC` is all of `sync`.
    let written = written.to_lowercase();
    let distance = |name: &'a str| (strsim::damerau_levenshtein(&written, &name.to_lowercase()), name);
    let mut near: Vec<_> = known.into_iter().map(distance).filter(|(distance, _)| *distance <= bound).collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().map(|(_, name)| name).take(MOST).collect()
}

/// "`a`, `b` or `c`".
pub fn one_of(names: &[&str]) -> String {
    let Some((last, first)) = names.split_last() else { return String::new() };
    let first: Vec<_> = first.iter().map(|name| format!("`{name}`")).collect();
    if first.is_empty() { format!("`{last}`") } else { format!("{} or `{last}`", first.join(", ")) }
}

/// A wrong value for a message, as it is written but on one line and not long.
pub fn quoted(value: &str) -> String {
    format!("`{}`", truncate(&value.replace(char::is_control, " "), COLUMNS, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_quoted_on_one_line_and_shortened() {
        assert_eq!((quoted("1h"), quoted("a\nb")), ("`1h`".to_owned(), "`a b`".to_owned()));
        assert_eq!(quoted(&"x".repeat(70)), format!("`{}…`", "x".repeat(59)));
    }

    #[test]
    fn a_misspelled_name_brings_those_that_may_be_meant() {
        let known = ["client_id", "redirect_uri", "ui", "sort", "port", "sort"];
        assert_eq!(nearest("clientid", known), ["client_id"]);
        assert_eq!(nearest("redirect-url", known), ["redirect_uri"]);
        assert_eq!(nearest("sport", known), ["port", "sort"]);
        assert_eq!(nearest("UI", known), ["ui"]);
        assert_eq!(nearest("volume", known), [""; 0]);
        let known = ["artwork.show", "artwork.protocol", "artwork"];
        assert_eq!(nearest("artwork.protcol", known), ["artwork.protocol"]);
        assert_eq!(nearest("artwork.space", known), [""; 0]);
    }

    #[test]
    fn a_suggestion_names_where_all_are_listed() {
        let all = "PAGE lists all";
        assert_eq!(did_you_mean("sorts", ["sort", "port"], all), "did you mean `sort`? PAGE lists all");
        assert_eq!(did_you_mean("zort", ["sort", "port"], all), "did you mean `port` or `sort`? PAGE lists all");
        assert_eq!(did_you_mean("volume", ["sort", "port"], all), all);
    }
}
