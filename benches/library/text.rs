//! Invented shows and episodes: words by Zipf's law, the same at each run.

use std::{fmt::Write as _, time::Duration};

use jiff::{ToSpan, civil::date};
use spotpods_tui::domain::{
    CleanText, Episode, EpisodeKey, MediaType, Notes, Page, Progress, ReleaseDate, Show, ShowKey, ShowKind, rich::Html,
};

pub(crate) fn html(notes: &Notes) -> usize {
    match notes {
        Notes::Html(html) | Notes::Plain(html) => html.untrusted().len(),
    }
}

pub(crate) fn page<T>(items: Vec<(u32, T)>, offset: u32, total: u32) -> Page<T> {
    let received = u32::try_from(items.len()).expect("a page");
    Page { items, skipped: 0, offset, limit: 50, received, total: Some(total), has_next: offset + 50 < total }
}

const COMMON: &str = "the of and to a in is that for it as was with be by on not he his but at are this have from or had an they \
    which one you were her all she there would their we him been has when who will more no if out so said what up its about into \
    than them can only other new some could time these two may then do first any my now such like our over man me even most made \
    after also did many before must through years where much your way well down should because each just those people how too \
    little state good very make world still own see men work long get here between both life being under never day same another \
    know while last might us great old year off come since against go came right used take three podcast episode show host guest \
    interview story stories science history music politics technology culture business health sports news daily weekly weekend \
    morning evening deep dive special part season bonus live questions answers listener mail feature investigation murder mystery \
    climate energy space ocean language brain data code rust linux privacy security election economy money market startup design \
    book film theatre comedy philosophy religion sponsor subscribe newsletter support patreon membership transcript links notes";
const SYLLABLES: &str = "ka lo mi ne ru ta se vo pi da gra ster lin mo ben cal dor fen gil hal jin kel lam mar nor ost pel quin ros \
    sal tor ul ven wil xan yor zel bri cho dra fle gle plo sch thr tion ment ness able ing er ly ism";
const CJK: &[&str] = &[
    "東京の音楽と歴史",
    "科学の話をしよう",
    "毎日ニュース解説",
    "中国历史漫谈",
    "今天我们聊聊人工智能",
    "음악 이야기",
];

/// Text by Zipf's law, the same at each run.
pub(crate) struct Text {
    words: Vec<String>,
    /// Word numbers, drawn beforehand.
    drawn: Vec<u16>,
    random: u64,
}

impl Text {
    pub(crate) fn new() -> Self {
        let mut text =
            Self { words: COMMON.split_whitespace().map(str::to_owned).collect(), drawn: Vec::new(), random: 7 };
        let syllables: Vec<&str> = SYLLABLES.split_whitespace().collect();
        while text.words.len() < 30_000 {
            let count = 2 + text.below(3);
            let word: String = (0..count).map(|_| syllables[text.below(syllables.len())]).collect();
            text.words.push(word);
        }
        let mut sum = 0.0;
        let sums: Vec<f64> = (0..text.words.len())
            .map(|n| {
                sum += 1.0 / (n as f64 + 3.0).powf(1.05);
                sum
            })
            .collect();
        text.drawn = (0..1_000_000)
            .map(|_| {
                let at = text.below(1 << 40) as f64 / (1_u64 << 40) as f64 * sum;
                sums.partition_point(|s| *s < at) as u16
            })
            .collect();
        text
    }

    fn below(&mut self, bound: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % bound as u64) as usize
    }

    fn words(&mut self, count: usize) -> String {
        let from = self.below(self.drawn.len() - count);
        let words: Vec<&str> =
            self.drawn[from..from + count].iter().map(|n| self.words[usize::from(*n)].as_str()).collect();
        words.join(" ")
    }

    fn notes(&mut self) -> Notes {
        let mut html = String::from("<p>");
        for _ in 0..5 + self.below(7) {
            let count = 8 + self.below(13);
            let _ = write!(html, "{}. ", self.words(count));
        }
        if self.below(100) < 6 {
            html.push_str(CJK[self.below(CJK.len())]);
        }
        Notes::Html(Html::new(&(html + "</p>")))
    }

    fn title(&mut self) -> String {
        // Half of the words of a title are of any kind, as rare as they come.
        let (common, rare) = (1 + self.below(4), 2 + self.below(4));
        let mut title = self.words(common);
        for _ in 0..rare {
            let n = self.below(self.words.len());
            let _ = write!(title, " {}", self.words[n]);
        }
        title
    }

    pub(crate) fn show(&mut self, number: u32, episodes: u32) -> Show {
        Show {
            key: ShowKey::from_remote(&format!("{number:05}sh0wAbCdEfGhIjKlM")),
            name: CleanText::new(&self.title()),
            publisher: None,
            notes: self.notes(),
            total_episodes: Some(episodes),
            explicit: false,
            languages: vec![CleanText::new("en")],
            media: MediaType::Audio,
            images: spotpods_tui::domain::Images::default(),
            kind: ShowKind::Podcast,
            copyrights: Vec::new(),
            added_at: None,
        }
    }

    pub(crate) fn episode(&mut self, show: &str, number: u32, total: u32) -> Episode {
        let day = date(2026, 11, 20).saturating_sub((i64::from(number) * 7).days());
        let show = show.get(..5).unwrap_or_default();
        let progress = match self.below(20) {
            0 => Progress::InProgress { position: Duration::from_mins(5) },
            1..10 => Progress::Played,
            _ => Progress::Unplayed,
        };
        Episode {
            key: EpisodeKey::from_remote(&format!("{show}{number:05}ep1sodeAbCdE")),
            name: CleanText::new(&format!("#{} {}", total - number, self.title())),
            released: Some(ReleaseDate::day(day)),
            duration: Duration::from_secs(600 + self.below(6600) as u64),
            progress,
            explicit: false,
            playable: true,
            languages: vec![CleanText::new("en")],
            notes: self.notes(),
            position: number,
        }
    }
}
