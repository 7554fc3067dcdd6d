//! The order of day and month, and the names of months and days, in a person's locale.
//!
//! A table of the languages whose names are short enough for a narrow column. Any other language has English names, with the
//! day first.

use jiff::civil::Date;

/// How dates are written. The default is English, with the day first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateLocale(&'static Language);

/// What comes first, and what stands between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// `12 Nov`
    Day,
    /// `12. Nov`
    DayDot,
    /// `12 nov`, in full `12 de noviembre`
    DayOf,
    /// `Nov 12`
    Month,
    /// `11/12`: numbers, the year first
    Numbers,
}

#[derive(Debug, PartialEq, Eq)]
struct Language {
    /// Of a locale, such as `de` or `en_US`.
    codes: &'static [&'static str],
    order: Order,
    /// Of the months, with spaces between. At most four columns each.
    short: &'static str,
    /// As after a day.
    full: &'static str,
    /// Monday first.
    days: &'static str,
}

const fn language(codes: &'static [&'static str], order: Order, [short, full, days]: [&'static str; 3]) -> Language {
    Language { codes, order, short, full, days }
}

const NAMES: &str = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
const FULL: &str = "January February March April May June July August September October November December";
const DAYS: &str = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday";

const ENGLISH: Language = language(&["en"], Order::Day, [NAMES, FULL, DAYS]);

#[rustfmt::skip]
const LANGUAGES: &[Language] = &[
    language(&["en_US", "en_PH"], Order::Month, [NAMES, FULL, DAYS]),
    ENGLISH,
    language(&["ja", "zh", "ko"], Order::Numbers, [NAMES, FULL, DAYS]),
    language(&["de"], Order::DayDot, [
        "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    ]),
    language(&["fr"], Order::Day, [
        "janv févr mars avr mai juin juil août sept oct nov déc",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
    ]),
    language(&["es"], Order::DayOf, [
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "lunes martes miércoles jueves viernes sábado domingo",
    ]),
    language(&["pt"], Order::DayOf, [
        "jan fev mar abr mai jun jul ago set out nov dez",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    ]),
    language(&["it"], Order::Day, [
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    ]),
    language(&["nl"], Order::Day, [
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    ]),
    language(&["sv"], Order::Day, [
        "jan feb mars apr maj juni juli aug sep okt nov dec",
        "januari februari mars april maj juni juli augusti september oktober november december",
        "måndag tisdag onsdag torsdag fredag lördag söndag",
    ]),
    language(&["da"], Order::DayDot, [
        "jan feb mar apr maj jun jul aug sep okt nov dec",
        "januar februar marts april maj juni juli august september oktober november december",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    ]),
    language(&["nb", "no", "nn"], Order::DayDot, [
        "jan feb mar apr mai jun jul aug sep okt nov des",
        "januar februar mars april mai juni juli august september oktober november desember",
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    ]),
    language(&["pl"], Order::Day, [
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    ]),
    language(&["cs"], Order::DayDot, [
        "led úno bře dub kvě čvn čvc srp zář říj lis pro",
        "ledna února března dubna května června července srpna září října listopadu prosince",
        "pondělí úterý středa čtvrtek pátek sobota neděle",
    ]),
];

impl Default for DateLocale {
    fn default() -> Self {
        Self(&ENGLISH)
    }
}

impl DateLocale {
    /// The locale of a name such as `de_DE.UTF-8`, as `LC_TIME` has it.
    pub fn of(name: &str) -> Self {
        let place = name.split(['.', '@']).next().unwrap_or_default();
        let language = place.split(['_', '-']).next().unwrap_or_default();
        let find = |code: &str| LANGUAGES.iter().find(|language| language.codes.contains(&code));
        find(&place.replace('-', "_")).or_else(|| find(language)).map_or_else(Self::default, Self)
    }

    /// A day of this year, in at most seven columns: `12 Nov`.
    pub fn day(self, date: Date) -> String {
        let (day, month) = (date.day(), self.short(date));
        match self.0.order {
            Order::Day | Order::DayOf => format!("{day} {month}"),
            Order::DayDot => format!("{day}. {month}"),
            Order::Month => format!("{month} {day}"),
            Order::Numbers => format!("{:02}/{day:02}", date.month()),
        }
    }

    /// A month of this year: `Nov`.
    pub fn month(self, date: Date) -> String {
        match self.0.order {
            Order::Day | Order::DayDot | Order::DayOf | Order::Month => self.short(date).to_owned(),
            Order::Numbers => format!("{}/{:02}", date.year(), date.month()),
        }
    }

    /// A month of another year, in at most seven columns: `Nov '24`, or `11/2024` where some names are longer.
    pub fn month_of_year(self, date: Date) -> String {
        if self.0.order == Order::Numbers {
            self.month(date)
        } else if self.0.short.split(' ').any(|name| name.chars().count() > 3) {
            format!("{:02}/{:04}", date.month(), date.year())
        } else {
            format!("{} '{:02}", self.short(date), date.year().rem_euclid(100))
        }
    }

    /// A day with its year, for running text: `12 Nov 2026`.
    pub fn whole_day(self, date: Date) -> String {
        let (day, year) = (self.day(date), date.year());
        match self.0.order {
            Order::Day | Order::DayDot | Order::DayOf => format!("{day} {year}"),
            Order::Month => format!("{day}, {year}"),
            Order::Numbers => format!("{year}/{day}"),
        }
    }

    /// A month with its year, for running text: `Nov 2026`.
    pub fn whole_month(self, date: Date) -> String {
        let is_number = self.0.order == Order::Numbers;
        if is_number { self.month(date) } else { format!("{} {}", self.short(date), date.year()) }
    }

    /// A day with its name, as a heading: `Thursday 12 November`, with the year if it is another one.
    pub fn heading(self, date: Date, this_year: i16) -> String {
        let (weekday, day) = (name(self.0.days, date.weekday().to_monday_zero_offset()), date.day());
        let month = name(self.0.full, date.month() - 1);
        let text = match self.0.order {
            Order::Day => format!("{weekday} {day} {month}"),
            Order::DayDot => format!("{weekday} {day}. {month}"),
            Order::DayOf => format!("{weekday} {day} de {month}"),
            Order::Month => format!("{weekday}, {month} {day}"),
            Order::Numbers => return self.whole_day(date),
        };
        match self.0.order {
            _ if date.year() == this_year => text,
            Order::Day | Order::DayDot => format!("{text} {}", date.year()),
            Order::DayOf => format!("{text} de {}", date.year()),
            Order::Month | Order::Numbers => format!("{text}, {}", date.year()),
        }
    }

    /// A month as a heading: `November 2026`.
    pub fn month_heading(self, date: Date) -> String {
        // Elsewhere the full name is that after a day.
        if self.0.full == FULL && self.0.order != Order::Numbers {
            format!("{} {}", name(self.0.full, date.month() - 1), date.year())
        } else {
            self.whole_month(date)
        }
    }

    fn short(self, date: Date) -> &'static str {
        name(self.0.short, date.month() - 1)
    }
}

/// The name at a position.
fn name(names: &'static str, at: i8) -> &'static str {
    usize::try_from(at).ok().and_then(|at| names.split(' ').nth(at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::width::width;

    #[test]
    fn a_locale_is_found_by_language_and_country() {
        let day = date(2026, 11, 12);
        for (name, short, long, heading) in [
            ("de_DE.UTF-8", "12. Nov", "12. Nov 2026", "Donnerstag 12. November"),
            ("en_US.UTF-8", "Nov 12", "Nov 12, 2026", "Thursday, November 12"),
            ("en_GB", "12 Nov", "12 Nov 2026", "Thursday 12 November"),
            ("fr_CA@x", "12 nov", "12 nov 2026", "jeudi 12 novembre"),
            ("es", "12 nov", "12 nov 2026", "jueves 12 de noviembre"),
            ("ja_JP.UTF-8", "11/12", "2026/11/12", "2026/11/12"),
            ("C.UTF-8", "12 Nov", "12 Nov 2026", "Thursday 12 November"),
            ("", "12 Nov", "12 Nov 2026", "Thursday 12 November"),
            ("tlh", "12 Nov", "12 Nov 2026", "Thursday 12 November"),
        ] {
            let locale = DateLocale::of(name);
            assert_eq!((locale.day(day).as_str(), locale.whole_day(day).as_str()), (short, long), "{name}");
            assert_eq!(locale.heading(day, 2026), heading, "{name}");
            assert!(locale.heading(day, 2025).contains("2026"), "{name}");
        }
    }

    #[test]
    fn every_language_has_a_name_for_each_month_and_day() {
        for Language { codes, short, full, days, .. } in LANGUAGES {
            let counts = [short, full, days].map(|names| names.split(' ').filter(|name| !name.is_empty()).count());
            assert_eq!(counts, [12, 12, 7], "{codes:?}");
        }
    }

    #[test]
    fn every_short_date_takes_at_most_seven_columns() {
        for language in LANGUAGES {
            let locale = DateLocale(language);
            for month in 1..=12 {
                let day = date(2024, month, 28);
                for text in [locale.day(day), locale.month(day), locale.month_of_year(day)] {
                    assert!(width(&text) <= 7, "{text} of {:?}", language.codes);
                }
            }
        }
    }
}
