//! Covers that the demo draws: a few shapes in colours of their own, the same for the same id.

use std::io::Write as _;

use flate2::{Compression, Crc, write::ZlibEncoder};

use super::data::Dice;

/// The sizes, as Spotify has them.
const SIDES: [u32; 3] = [640, 300, 64];

/// The PNG of a path such as `/image/ID/300`.
pub(super) fn at(path: &str) -> Option<Vec<u8>> {
    let (id, side) = path.strip_prefix("/image/")?.split_once('/')?;
    let side = side.parse().ok().filter(|side| SIDES.contains(side))?;
    Some(png(id, side))
}

type Pixel = [u8; 3];

fn png(id: &str, side: u32) -> Vec<u8> {
    let seed = id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    let cover = Cover::new(seed);
    for y in 0..side {
        let mut row = vec![0];
        row.extend((0..side).flat_map(|x| cover.pixel(x * 1000 / side, y * 1000 / side)));
        // Writing to memory does not fail, here and below.
        let _ = zlib.write_all(&row);
    }
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    // 8 bits, red, green and blue, no interlacing (PNG, third edition, 11.2.1).
    let head = [side.to_be_bytes().as_slice(), side.to_be_bytes().as_slice(), &[8, 2, 0, 0, 0]].concat();
    chunk(&mut file, *b"IHDR", &head);
    chunk(&mut file, *b"IDAT", &zlib.finish().unwrap_or_default());
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let body = [kind.as_slice(), data].concat();
    let mut crc = Crc::new();
    crc.update(&body);
    file.extend_from_slice(&u32::try_from(data.len()).unwrap_or(0).to_be_bytes());
    file.extend_from_slice(&body);
    file.extend_from_slice(&crc.sum().to_be_bytes());
}

/// A disc on a ground with a band, in units of a thousandth of the side.
struct Cover {
    colors: [Pixel; 3],
    disc: (u32, u32, u32),
    band: (u32, u32),
    is_upright: bool,
}

impl Cover {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed, &[]);
        let mut part = |least: u32| u8::try_from(least + dice.below(110)).unwrap_or(u8::MAX);
        let colors = [20, 140, 80].map(|least| [part(least), part(least), part(least)]);
        let disc = (250 + dice.below(500), 250 + dice.below(500), 150 + dice.below(200));
        Self { colors, disc, band: (dice.below(800), 80 + dice.below(160)), is_upright: dice.percent(50) }
    }

    fn pixel(&self, x: u32, y: u32) -> Pixel {
        let [ground, disc, band] = self.colors;
        let (across, down, radius) = self.disc;
        if x.abs_diff(across).pow(2) + y.abs_diff(down).pow(2) <= radius.pow(2) {
            return disc;
        }
        let along = if self.is_upright { x } else { y };
        if (self.band.0..self.band.0 + self.band.1).contains(&along) { band } else { ground }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_is_the_same_for_the_same_id_and_has_three_sizes() {
        for side in SIDES {
            let path = format!("/image/abc/{side}");
            let cover = at(&path).expect("there is one");
            assert_eq!(Some(&cover), at(&path).as_ref());
            assert_ne!(Some(cover), at(&format!("/image/abd/{side}")));
        }
        for path in ["/image/abc/65", "/image/abc", "/images/abc/64", "/image/abc/64/x"] {
            assert_eq!(at(path), None, "{path}");
        }
    }
}
