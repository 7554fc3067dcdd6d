//! The addresses of a cover in several sizes.

/// Pictures of one cover, each with the pixels of a side. Spotify has 640, 300 and 64.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Images(Vec<(u32, String)>);

impl Images {
    /// The most sizes kept.
    const MOST: usize = 4;
    /// The most bytes of an address.
    const LONGEST: usize = 300;

    /// Keeps what looks like a web address. A side of 0 is unknown.
    pub fn new(images: impl IntoIterator<Item = (u32, String)>) -> Self {
        let is_address = |url: &str| {
            let is_web = url.starts_with("https://") || url.starts_with("http://");
            is_web && url.len() <= Self::LONGEST && url.bytes().all(|byte| byte.is_ascii_graphic())
        };
        Self(images.into_iter().filter(|(_, url)| is_address(url)).take(Self::MOST).collect())
    }

    /// The address of the smallest picture that has `side` pixels, else of the largest.
    pub fn nearest(&self, side: u32) -> Option<&str> {
        let enough = self.0.iter().filter(|(own, _)| *own >= side).min_by_key(|(own, _)| *own);
        enough.or_else(|| self.0.iter().max_by_key(|(own, _)| *own)).map(|(_, url)| url.as_str())
    }

    /// As the library stores them: a line each, the side before the address.
    pub fn text(&self) -> String {
        self.0.iter().map(|(side, url)| format!("{side} {url}")).collect::<Vec<_>>().join("\n")
    }

    /// Reads what [`Images::text`] wrote.
    pub fn parse(text: &str) -> Self {
        let line = |line: &str| line.split_once(' ').and_then(|(side, url)| Some((side.parse().ok()?, url.to_owned())));
        Self::new(text.lines().filter_map(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn images(sides: &[u32]) -> Images {
        Images::new(sides.iter().map(|side| (*side, format!("https://i.scdn.co/{side}"))))
    }

    #[test]
    fn the_size_nearest_to_what_is_drawn_is_chosen() {
        let all = images(&[640, 300, 64]);
        for (drawn, chosen) in [(20, "64"), (64, "64"), (65, "300"), (300, "300"), (301, "640"), (9_999, "640")] {
            assert_eq!(all.nearest(drawn), Some(format!("https://i.scdn.co/{chosen}").as_str()), "{drawn}");
        }
        assert_eq!(images(&[0]).nearest(300), Some("https://i.scdn.co/0"));
        assert_eq!(images(&[]).nearest(300), None);
    }

    #[test]
    fn what_is_stored_is_read_again_and_anything_else_is_nothing() {
        let all = images(&[640, 300, 64]);
        assert_eq!(Images::parse(&all.text()), all);
        let long = format!("64 https://{}", "x".repeat(400));
        for wrong in ["", "64", "x https://a", "64 file:///etc/passwd", "64 https://a b", "64 javascript:x", &long] {
            assert_eq!(Images::parse(wrong), Images::default(), "{wrong}");
        }
    }
}
