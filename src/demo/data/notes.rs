//! Show notes as their authors write them: HTML of paragraphs, lists, headings and links, timestamps as plain text.

use std::fmt::Write as _;

use super::{Dice, Quirk, Show};

/// Text that attacks a terminal, a browser and the layout.
const HOSTILE: &str = "<script>alert(1)</script><p>Bells \u{7} and escapes \u{1b}[2J\u{1b}]52;c;b3duZWQ=\u{7}, \
    \u{202e}right to left\u{2069}, zero\u{200b}width\u{feff}, \u{85}next line, &#27;[31m as an entity, \
    e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301} marks.</p>\
    <p><a href=\"javascript:alert(1)\">a script</a> <a href=\"file:///etc/passwd\">a file</a> \
    <a href=\"https://example.com/\u{1b}[0m\">an escape</a> <a href=\"-flag\">a flag</a></p>\
    <div><div><ul><li>unclosed <b>bold <i>and <ul><li>nested";

impl Show<'_> {
    /// The description, as HTML.
    pub(crate) fn html(&self) -> String {
        let site = self.site();
        let hostile = if self.quirk() == Some(Quirk::Hostile) { HOSTILE } else { "" };
        let about = escape(&self.text.about);
        format!("<p>{about}</p>{hostile}<p><a href=\"https://{site}\" rel=\"nofollow\">{site}</a></p>")
    }
}

/// The notes of an episode.
pub(super) fn html(show: &Show<'_>, number: u32, subject: &str, duration_ms: u32, dice: &mut Dice) -> String {
    let mut html = String::new();
    let guest = dice.pick(&show.pool.guests).cloned().unwrap_or_default();
    let fill = |text: &str| {
        // The show before the topic: a topic is never a template.
        let text = text.replace("{s}", &show.text.name).replace("{g}", &guest).replace("{t}", subject);
        escape(&text)
    };
    let lead = dice.pick(own(&show.pool.leads, &show.voice.leads)).map(|lead| fill(lead)).unwrap_or_default();
    let _ = write!(html, "<p>{lead}</p>");
    let details = own(&show.pool.details, &show.voice.details);
    let first = dice.below(u32::try_from(details.len()).unwrap_or(0)) as usize;
    for detail in details.iter().cycle().skip(first).take(1 + dice.below(2) as usize) {
        let _ = write!(html, "<p>{}</p>", fill(detail));
    }
    if dice.percent(75) {
        chapters(&mut html, show, duration_ms, dice);
    }
    if dice.percent(60) {
        links(&mut html, show, number, dice);
    }
    let outro = dice.pick(&show.voice.outros).map(|outro| fill(outro)).unwrap_or_default();
    let site = show.site();
    let _ = write!(
        html,
        "<p>{outro}<br /><a href=\"https://{site}/{}\" rel=\"nofollow\">{site}/{}</a></p>",
        number + 1,
        number + 1
    );
    if show.quirk() == Some(Quirk::Hostile) {
        html.push_str(HOSTILE);
    }
    html
}

/// The texts of the show's pool, or those of its language if the pool has none.
fn own<'a>(kind: &'a [String], language: &'a [String]) -> &'a [String] {
    if kind.is_empty() { language } else { kind }
}

/// Chapter marks, as a list or as lines of one paragraph, at slightly irregular intervals.
fn chapters(html: &mut String, show: &Show<'_>, duration_ms: u32, dice: &mut Dice) {
    let points = &show.pool.points;
    let seconds = duration_ms / 1000;
    let count = u32::try_from(points.len()).unwrap_or(0).min(3 + dice.below(5));
    let part = seconds / (count + 1);
    let marks = points.iter().take(count as usize).zip(1_u32..).map(|(point, place)| {
        let at = place * part - dice.below(part.div_ceil(3));
        (at, point.as_str())
    });
    let marks: Vec<_> = std::iter::once((0, show.voice.intro.as_str())).chain(marks).collect();
    let _ = write!(html, "<h3>{}</h3>", escape(&show.voice.chapters));
    let is_list = dice.percent(60);
    let lines = marks.iter().map(|(at, point)| {
        let (at, point) = (stamp(*at, seconds, is_list), escape(point));
        if is_list { format!("<li>({at}) {point}</li>") } else { format!("{at} {point}") }
    });
    let lines: Vec<_> = lines.collect();
    if is_list {
        html.extend(["<ul>", &lines.concat(), "</ul>"]);
    } else {
        html.extend(["<p>", &lines.join("<br />"), "</p>"]);
    }
}

/// `00:01:21`, or `1:21` in an episode of less than an hour unless `long`.
fn stamp(at: u32, seconds: u32, long: bool) -> String {
    let (hours, minutes, rest) = (at / 3600, at / 60 % 60, at % 60);
    if long || seconds >= 3600 { format!("{hours:02}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

fn links(html: &mut String, show: &Show<'_>, number: u32, dice: &mut Dice) {
    let labels = &show.voice.labels;
    let (site, skip) = (show.site(), dice.below(2) as usize);
    let _ = write!(html, "<h3>{}</h3><ul>", escape(&show.voice.links));
    for (label, place) in labels.iter().skip(skip).take(3).zip(1_u32..) {
        let label = escape(label);
        let _ = write!(
            html,
            "<li><a href=\"https://{site}/{}/{place}?from=notes&amp;v=1\" rel=\"nofollow\">{label}</a></li>",
            number + 1
        );
    }
    html.push_str("</ul>");
}

/// Text as HTML. Apostrophes become the numeric entity that Spotify sends.
pub(crate) fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// The `description` field: HTML without tags.
pub(crate) fn stripped(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = after.split_once('>').unwrap_or((after, ""));
        if tag.starts_with('/') || tag.starts_with("br") {
            text.push(' ');
        }
        rest = after;
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}
