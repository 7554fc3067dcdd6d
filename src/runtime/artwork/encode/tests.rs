use image::Rgb;

use super::*;

fn room(protocol: Protocol) -> Room {
    Room { protocol, size: Size::new(20, 10), cell: Size::new(10, 20), depth: Depth::Full }
}

/// A PNG: the upper half red, the lower one blue.
fn cover(width: u32, height: u32) -> Vec<u8> {
    let pixel = |_, y| if y < height / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) };
    png(&image::RgbImage::from_fn(width, height, pixel).into()).expect("it is encoded")
}

fn decoded(base64: &str) -> DynamicImage {
    decode(&STANDARD.decode(base64).expect("base64")).expect("a PNG")
}

#[test]
fn a_picture_of_kitty_fills_its_cells_and_is_neither_cropped_nor_tinted() {
    let Ok(Picture::Kitty(square)) = picture(&cover(640, 640), room(Protocol::Kitty)) else { panic!("a picture") };
    let square = decoded(&square).to_rgba8();
    assert_eq!(square.dimensions(), (200, 200));
    assert_eq!((square.get_pixel(0, 0).0, square.get_pixel(199, 199).0), ([255, 0, 0, 255], [0, 0, 255, 255]));
    let Ok(Picture::Kitty(wide)) = picture(&cover(640, 320), room(Protocol::Kitty)) else { panic!("a picture") };
    let wide = decoded(&wide).to_rgba8();
    assert_eq!(wide.dimensions(), (200, 200));
    let column: Vec<_> = [0, 49, 50, 149, 150].map(|y| wide.get_pixel(0, y).0[3]).to_vec();
    assert_eq!(column, [0, 0, 255, 255, 0], "it is in the middle, as wide as before");
}

#[test]
fn iterm2_gets_cells_and_sixel_a_sequence_that_leaves_no_text() {
    let Ok(Picture::Sequence(inline)) = picture(&cover(64, 64), room(Protocol::Iterm2)) else { panic!("a picture") };
    let (head, data) = inline.split_once(':').expect("data");
    assert!(head.starts_with("\x1b]1337;File=inline=1;size=") && head.contains(";width=20;height=10;"), "{head}");
    assert_eq!(decoded(data.trim_end_matches('\x07')).width(), 200);
    let Ok(Picture::Sequence(sixel)) = picture(&cover(64, 64), room(Protocol::Sixel)) else { panic!("a picture") };
    assert!(sixel.contains("\x1bP") && sixel.ends_with("\x1b\\"));
}

#[test]
fn half_blocks_have_two_pixels_in_a_cell_and_the_colours_of_the_terminal() {
    let blocks = |depth| {
        let blocks = picture(&cover(640, 640), Room { depth, ..room(Protocol::Blocks) });
        if let Ok(Picture::Blocks(rows)) = blocks { rows } else { panic!("half blocks") }
    };
    let full = blocks(Depth::Full);
    assert_eq!((full.len(), full[0].len()), (10, 20));
    let has = |block: &Block, color| block.1 == color || block.2 == color;
    assert!(has(&full[0][0], Color::Rgb(255, 0, 0)) && has(&full[9][19], Color::Rgb(0, 0, 255)));
    let palette = blocks(Depth::Palette);
    assert!(has(&palette[0][0], Color::Indexed(196)) && has(&palette[9][19], Color::Indexed(21)));
}

#[test]
fn the_nearest_colour_of_the_palette_is_taken() {
    for (rgb, index) in
        [((0, 0, 0), 16), ((255, 255, 255), 231), ((95, 135, 175), 67), ((18, 18, 18), 233), ((250, 3, 2), 196)]
    {
        let (red, green, blue) = rgb;
        assert_eq!(color(Color::Rgb(red, green, blue), Depth::Palette), Color::Indexed(index), "{rgb:?}");
    }
}

/// A PNG that says it has this size, with little in it.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = cover(8, 8);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let mut crc = flate2::Crc::new();
    crc.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    bytes
}

#[test]
fn k6_a_picture_that_is_too_large_is_refused_before_it_is_decoded() {
    for (width, height) in [(30_000, 30_000), (4097, 1), (1, 4097), (u32::MAX, u32::MAX), (0, 0), (0, 5)] {
        assert!(picture(&bomb(width, height), room(Protocol::Kitty)).is_err(), "{width}x{height}");
    }
    // Sixteen bits in four channels: 128 MiB.
    let mut deep = bomb(4096, 4096);
    (deep[24], deep[25]) = (16, 6);
    let mut crc = flate2::Crc::new();
    crc.update(&deep[12..29]);
    deep[29..33].copy_from_slice(&crc.sum().to_be_bytes());
    assert!(picture(&deep, room(Protocol::Kitty)).is_err());
}

#[test]
fn k6_no_bytes_fail_to_be_a_picture_or_an_error() {
    let whole = cover(32, 32);
    for length in 0..whole.len() {
        let _ = picture(&whole[..length], room(Protocol::Sixel));
    }
    for at in 0..whole.len() {
        let mut broken = whole.clone();
        broken[at] ^= 0xff;
        let _ = picture(&broken, room(Protocol::Blocks));
    }
    for wrong in [&b""[..], b"GIF89a", b"<svg/>", b"\xff\xd8\xff\xe0", b"RIFF....WEBP"] {
        assert!(picture(wrong, room(Protocol::Kitty)).is_err());
    }
}
