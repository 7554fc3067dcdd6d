//! The style of every role: what the program draws has a role, and a theme gives each role its style.
//!
//! Colour alone carries no meaning: a mark, a word or the place repeats it. Each colour has one meaning: the accent is
//! the focus and the selection, bold is unplayed, dim is played and what may be passed over.

use ratatui::style::{Color, Modifier, Style};

use super::terminal::{Background, Rgb};
use crate::domain::{ThemeName, near::did_you_mean};

/// The style of every role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Running text, and what everything is drawn on.
    pub text: Style,
    /// Played episodes, dates, lengths, punctuation, help.
    pub muted: Style,
    /// The title of the pane with the focus, its rule, the cursor, the open tab.
    pub accent: Style,
    /// The lines between panes, and the scroll thumb.
    pub border: Style,
    /// A key in a text.
    pub key: Style,
    /// The selected row of the pane with the focus. What has a colour of its own keeps it, unless this has one.
    pub selected: Style,
    /// The selected row of any other pane.
    pub selected_elsewhere: Style,
    /// An unplayed episode.
    pub unplayed: Style,
    /// An episode in progress.
    pub in_progress: Style,
    /// What matches a filter or a search.
    pub matched: Style,
    /// A heading in notes and in lists.
    pub heading: Style,
    /// A link in notes.
    pub link: Style,
    /// A timestamp in notes.
    pub timestamp: Style,
    pub warning: Style,
    pub error: Style,
}

/// Access to a role.
pub type Role = fn(&mut Theme) -> &mut Style;

/// Every role: its name in the configuration, its use, and its field.
pub const ROLES: &[(&str, &str, Role)] = &[
    ("text", "running text, and what everything is drawn on", |theme| &mut theme.text),
    ("muted", "played episodes, dates, lengths, punctuation, help", |theme| &mut theme.muted),
    ("accent", "the title of the pane with the focus, its rule, the cursor, the open tab", |theme| &mut theme.accent),
    ("border", "the lines between panes, and the scroll thumb", |theme| &mut theme.border),
    ("key", "a key in a text", |theme| &mut theme.key),
    ("selected", "the selected row of the pane with the focus; a foreground here counts for the whole row", |theme| {
        &mut theme.selected
    }),
    ("selected_elsewhere", "the selected row of any other pane", |theme| &mut theme.selected_elsewhere),
    ("unplayed", "an unplayed episode", |theme| &mut theme.unplayed),
    ("in_progress", "an episode in progress", |theme| &mut theme.in_progress),
    ("matched", "what matches a filter or a search", |theme| &mut theme.matched),
    ("heading", "a heading in notes", |theme| &mut theme.heading),
    ("link", "a link in notes", |theme| &mut theme.link),
    ("timestamp", "a timestamp in notes", |theme| &mut theme.timestamp),
    ("warning", "a warning", |theme| &mut theme.warning),
    ("error", "an error", |theme| &mut theme.error),
];

const PLAIN: Style = Style::new();
const BOLD: Style = PLAIN.add_modifier(Modifier::BOLD);
const DIM: Style = PLAIN.add_modifier(Modifier::DIM);
const UNDERLINED: Style = PLAIN.add_modifier(Modifier::UNDERLINED);
const REVERSED: Style = PLAIN.add_modifier(Modifier::REVERSED);

const fn rgb(hex: u32) -> Color {
    let [_, red, green, blue] = hex.to_be_bytes();
    Color::Rgb(red, green, blue)
}

/// A theme that does not take the colours of the terminal: of each two, the first is for a dark background, the second for a light
/// one.
const fn own_colors(is_light: bool) -> Theme {
    const fn pick(is_light: bool, dark: u32, light: u32) -> Color {
        rgb(if is_light { light } else { dark })
    }
    let accent = pick(is_light, 0x6c_b6ff, 0x05_50ae);
    Theme {
        text: PLAIN.fg(pick(is_light, 0xd7_dae0, 0x24_292f)).bg(pick(is_light, 0x16_181d, 0xfb_fbf9)),
        muted: PLAIN.fg(pick(is_light, 0x89_909c, 0x62_6b75)),
        accent: BOLD.fg(accent),
        border: PLAIN.fg(pick(is_light, 0x3b_414d, 0xc9_cfd6)),
        key: BOLD,
        selected: PLAIN.bg(pick(is_light, 0x2b_3342, 0xdb_e6f4)),
        selected_elsewhere: PLAIN.bg(pick(is_light, 0x21_252d, 0xed_eff2)),
        unplayed: BOLD,
        in_progress: PLAIN.fg(pick(is_light, 0xe3_b341, 0x7d_4e00)),
        matched: UNDERLINED.fg(accent),
        heading: BOLD,
        link: UNDERLINED.fg(pick(is_light, 0x79_b8ff, 0x09_5fc0)),
        timestamp: PLAIN.fg(pick(is_light, 0xb9_9cf5, 0x66_39ba)),
        warning: PLAIN.fg(pick(is_light, 0xf0_9a5a, 0x9a_3d00)),
        error: BOLD.fg(pick(is_light, 0xff_7b72, 0xb4_121f)),
    }
}

/// How far the background of a selected row is from the terminal's, in percent: with the focus, and elsewhere.
const SHADES: (u8, u8) = (16, 8);

/// A theme that follows the terminal's background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Follows {
    dark: Theme,
    light: Theme,
    /// Selected rows have a shade of the background, and their text keeps its colours.
    has_shades: bool,
}

impl Follows {
    /// Whether a theme follows the background, and how. Shades need 24 bits of colour.
    pub fn of(name: ThemeName, is_full_color: bool) -> Option<Self> {
        let (dark, light) = match name {
            ThemeName::Auto => (ThemeName::Dark, ThemeName::Light),
            ThemeName::Terminal if is_full_color => (name, name),
            ThemeName::Terminal | ThemeName::Dark | ThemeName::Light | ThemeName::HighContrast | ThemeName::Mono => {
                return None;
            }
        };
        let has_shades = name == ThemeName::Terminal;
        Some(Self { dark: Theme::of(dark), light: Theme::of(light), has_shades })
    }

    /// The theme on a background; the dark one if that is unknown.
    pub fn on(&self, background: Option<Background>) -> Theme {
        let mut theme = if background.is_some_and(Background::is_light) { self.light } else { self.dark };
        if let Some(Background::Color(color)) = background
            && self.has_shades
        {
            let on = |Rgb(red, green, blue)| PLAIN.bg(Color::Rgb(red, green, blue));
            theme.selected = on(color.shaded(SHADES.0));
            theme.selected_elsewhere = on(color.shaded(SHADES.1));
        }
        theme
    }

    /// Gives a role another style in both, as [`Theme::set`].
    ///
    /// # Errors
    /// As there.
    pub fn set(&mut self, role: &str, style: &str) -> Result<(), String> {
        self.dark.set(role, style)?;
        self.light.set(role, style)?;
        self.has_shades &= !role.starts_with("selected");
        Ok(())
    }
}

impl Default for Theme {
    fn default() -> Self {
        Self::of(ThemeName::default())
    }
}

impl Theme {
    /// A theme of the program on a background.
    pub fn on(name: ThemeName, is_full_color: bool, background: Option<Background>) -> Self {
        Follows::of(name, is_full_color).map_or_else(|| Self::of(name), |follows| follows.on(background))
    }

    pub const fn of(name: ThemeName) -> Self {
        match name {
            ThemeName::Terminal => Self {
                accent: BOLD.fg(Color::Cyan),
                // Reversed, so that not only a colour tells it from the other panes. Both colours: a piece with a colour of
                // its own would be a block of it.
                selected: REVERSED.fg(Color::Reset).bg(Color::Reset),
                // The terminal's own background may be light or dark, and so may be its other colours.
                selected_elsewhere: PLAIN.fg(Color::White).bg(Color::DarkGray),
                in_progress: PLAIN.fg(Color::Yellow),
                matched: UNDERLINED.fg(Color::Cyan),
                link: UNDERLINED.fg(Color::Blue),
                timestamp: PLAIN.fg(Color::Magenta),
                warning: PLAIN.fg(Color::Red),
                error: BOLD.fg(Color::Red),
                ..Self::MONO
            },
            // While the background is unknown.
            ThemeName::Auto | ThemeName::Dark => own_colors(false),
            ThemeName::Light => own_colors(true),
            ThemeName::HighContrast => Self {
                text: PLAIN.fg(Color::White).bg(Color::Black),
                muted: PLAIN,
                accent: BOLD.fg(rgb(0x00_ffff)),
                border: PLAIN,
                // Both colours, as in the terminal's theme.
                selected: REVERSED.fg(Color::White).bg(Color::Black),
                in_progress: BOLD.fg(rgb(0xff_ff00)),
                matched: UNDERLINED.fg(rgb(0x00_ffff)),
                link: UNDERLINED.fg(rgb(0x80_c8ff)),
                timestamp: PLAIN.fg(rgb(0xff_a0ff)),
                warning: BOLD.fg(rgb(0xff_a060)),
                error: BOLD.fg(rgb(0xff_6060)),
                ..Self::MONO
            },
            ThemeName::Mono => Self::MONO,
        }
    }

    /// No role has a colour (`NO_COLOR`, `--color never`).
    const MONO: Self = Self {
        text: PLAIN,
        muted: DIM,
        accent: BOLD,
        border: DIM,
        key: BOLD,
        selected: REVERSED,
        selected_elsewhere: PLAIN,
        unplayed: BOLD,
        in_progress: PLAIN,
        matched: UNDERLINED,
        heading: BOLD,
        link: UNDERLINED,
        timestamp: UNDERLINED,
        warning: BOLD,
        error: BOLD,
    };

    /// Gives a role another style, as the configuration writes it: colours and attributes, `on` before the background:
    /// `bold #7aa2f7`, `white on 236`.
    ///
    /// # Errors
    /// A sentence about the word that is wrong. Nothing is changed.
    pub fn set(&mut self, role: &str, style: &str) -> Result<(), String> {
        let Some((.., of)) = ROLES.iter().find(|(name, ..)| *name == role) else {
            // `name` stands in the same table.
            let names = ROLES.iter().map(|(name, ..)| *name).chain(["name"]);
            return Err(format!(
                "`{role}` is not a role; {}",
                did_you_mean(role, names, "docs/THEMES.md lists all roles")
            ));
        };
        *of(self) = parse(style)?;
        Ok(())
    }
}

/// The attributes of a style by name.
const ATTRIBUTES: [(&str, Modifier); 5] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
];

/// The names of colours that a wrong one may mean.
const COLORS: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "gray",
    "darkgray",
    "lightred",
    "lightgreen",
    "lightyellow",
    "lightblue",
    "lightmagenta",
    "lightcyan",
    "white",
];

fn parse(text: &str) -> Result<Style, String> {
    let mut style = PLAIN;
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let attribute = ATTRIBUTES.iter().find(|(name, _)| *name == word);
        style = match (attribute, word) {
            (Some((_, attribute)), _) => style.add_modifier(*attribute),
            (None, "on") => style.bg(color(words.next().unwrap_or_default())?),
            (None, word) => style.fg(color(word)?),
        };
    }
    Ok(style)
}

fn color(word: &str) -> Result<Color, String> {
    word.parse().map_err(|_| {
        let names = COLORS.into_iter().chain(ATTRIBUTES.map(|(name, _)| name));
        let described = "write a name such as `cyan`, a number from 0 to 255, or `#7aa2f7`";
        format!("`{word}` is not a colour; {}", did_you_mean(word, names, described))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(mut theme: Theme) -> Vec<Style> {
        ROLES.iter().map(|(.., of)| *of(&mut theme)).collect()
    }

    #[test]
    fn mono_has_no_colour() {
        for style in styles(Theme::of(ThemeName::Mono)) {
            assert_eq!((style.fg, style.bg, style.underline_color), (None, None, None), "{style:?}");
        }
    }

    #[test]
    fn the_terminals_theme_has_colours_of_its_own_palette_only() {
        for style in styles(Theme::default()) {
            for color in [style.fg, style.bg].into_iter().flatten() {
                assert!(!matches!(color, Color::Rgb(..) | Color::Indexed(_)), "{style:?}");
            }
        }
    }

    #[test]
    fn not_only_a_colour_of_16_tells_the_focused_selection_from_others() {
        for theme in [ThemeName::Terminal, ThemeName::HighContrast, ThemeName::Mono].map(Theme::of) {
            assert_ne!(theme.selected.add_modifier, theme.selected_elsewhere.add_modifier, "{theme:?}");
        }
    }

    /// WCAG 2.2 §1.4.3: 4.5 to 1 for text.
    #[test]
    fn text_of_the_coloured_themes_has_enough_contrast() {
        for theme in [ThemeName::Dark, ThemeName::Light].map(Theme::of) {
            let on = [theme.text, theme.selected, theme.selected_elsewhere].map(|style| style.bg.expect("a colour"));
            let of = [theme.text, theme.accent, theme.in_progress, theme.link, theme.timestamp, theme.error];
            let of = of.map(|style| style.fg.expect("a colour"));
            for (text, background) in of.iter().flat_map(|text| on.map(|on| (*text, on))) {
                assert!(contrast(text, background) >= 4.5, "{text} on {background}");
            }
            assert!(contrast(theme.muted.fg.expect("a colour"), on[0]) >= 4.5);
        }
    }

    fn contrast(one: Color, other: Color) -> f64 {
        let luminance = |color| {
            let Color::Rgb(red, green, blue) = color else { panic!("{color} is no RGB colour") };
            let linear = |value: u8| {
                let value = f64::from(value) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
        };
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn a_style_is_written_as_colours_and_attributes() {
        let mut theme = Theme::default();
        for (text, style) in [
            ("", PLAIN),
            ("cyan", PLAIN.fg(Color::Cyan)),
            ("bold #7aa2f7", BOLD.fg(rgb(0x7a_a2f7))),
            ("white on 236", PLAIN.fg(Color::White).bg(Color::Indexed(236))),
            ("on black underlined", UNDERLINED.bg(Color::Black)),
        ] {
            assert_eq!(theme.set("accent", text), Ok(()));
            assert_eq!(theme.accent, style, "{text}");
        }
    }

    #[test]
    fn a_wrong_role_or_colour_is_named_and_changes_nothing() {
        let mut theme = Theme::default();
        for (role, style, named) in [
            ("acent", "cyan", "`acent` is not a role; did you mean `accent`?"),
            ("nam", "dark", "`nam` is not a role; did you mean `name`?"),
            ("accent", "cian", "`cian` is not a colour; did you mean `cyan`?"),
            ("accent", "cyan on wite", "`wite` is not a colour; did you mean `white`?"),
            ("accent", "blod cyan", "`blod` is not a colour; did you mean `bold`?"),
            ("accent", "white on", "``"),
            ("text", "#12", "`#12`"),
        ] {
            let why = theme.set(role, style).expect_err("it is refused");
            assert!(why.starts_with(named), "{why}");
        }
        assert!(COLORS.iter().all(|name| theme.set("text", name).is_ok()));
        theme.text = Theme::default().text;
        assert_eq!(theme, Theme::default());
    }
}
