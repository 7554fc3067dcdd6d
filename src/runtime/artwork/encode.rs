//! Decodes a cover within limits, fits it into its cells without cropping it, and encodes it for the terminal.

use std::io::Cursor;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use image::{
    DynamicImage, ImageFormat, ImageReader, Limits, RgbaImage,
    imageops::{self, FilterType},
};
use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    style::Color,
    widgets::Widget as _,
};
use ratatui_image::{
    Image,
    protocol::{Protocol as Encoded, halfblocks::Halfblocks, sixel::Sixel},
};

use crate::app::artwork::{Depth, Picture, Protocol, Room, picture::Block};

/// The most pixels of a side.
const LONGEST_SIDE: u32 = 4096;
/// The most bytes that decoding may take.
const MEMORY: u64 = 60 << 20;

/// The picture of the bytes of a JPEG or PNG.
pub(super) fn picture(bytes: &[u8], room: Room) -> Result<Picture, String> {
    let image = decode(bytes)?;
    match room.protocol {
        Protocol::Blocks => blocks(&image, room),
        Protocol::Kitty => Ok(Picture::Kitty(STANDARD.encode(png(&padded(&image, room))?))),
        Protocol::Iterm2 => {
            let png = png(&padded(&image, room))?;
            let Size { width, height } = room.size;
            let head = format!("size={};width={width};height={height};preserveAspectRatio=1", png.len());
            let sequence = format!("\x1b]1337;File=inline=1;{head};doNotMoveCursor=1:{}\x07", STANDARD.encode(png));
            Ok(Picture::Sequence(sequence))
        }
        Protocol::Sixel => {
            let (width, height) = pixels(room);
            let sixel = Sixel::new(fitted(&image, width, height), room.size, false).map_err(|error| no(&error))?;
            Ok(Picture::Sequence(sixel.data))
        }
    }
}

/// Checks the size before anything is decoded (security K6).
fn decode(bytes: &[u8]) -> Result<DynamicImage, String> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| no(&error))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let image = reader.decode().map_err(|error| no(&error))?;
    if image.width() == 0 || image.height() == 0 {
        return Err(no(&"it is empty"));
    }
    Ok(image)
}

fn no(error: &dyn std::fmt::Display) -> String {
    format!("it is no picture that can be drawn: {error}")
}

fn pixels(room: Room) -> (u32, u32) {
    let of = |cells: u16, each: u16| u32::from(cells) * u32::from(each);
    (of(room.size.width, room.cell.width), of(room.size.height, room.cell.height))
}

/// As large as fits, with its own proportions.
fn fitted(image: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    let is_huge = image.width() > 4 * width && image.height() > 4 * height;
    let smaller = is_huge.then(|| image.thumbnail(2 * width, 2 * height));
    smaller.as_ref().unwrap_or(image).resize(width, height, FilterType::CatmullRom)
}

/// In the middle of its cells, so that terminals that fill them do not stretch it.
fn padded(image: &DynamicImage, room: Room) -> DynamicImage {
    let (width, height) = pixels(room);
    let fitted = fitted(image, width, height);
    if (fitted.width(), fitted.height()) == (width, height) {
        return fitted.to_rgb8().into();
    }
    let mut canvas = RgbaImage::new(width, height);
    let [x, y] = [(width - fitted.width()) / 2, (height - fitted.height()) / 2].map(i64::from);
    imageops::overlay(&mut canvas, &fitted.to_rgba8(), x, y);
    canvas.into()
}

fn png(image: &DynamicImage) -> Result<Vec<u8>, String> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).map_err(|error| no(&error))?;
    Ok(bytes.into_inner())
}

fn blocks(image: &DynamicImage, room: Room) -> Result<Picture, String> {
    let image = fitted(image, room.size.width.into(), 2 * u32::from(room.size.height));
    let cells = |pixels: u32| u16::try_from(pixels).unwrap_or(u16::MAX);
    let size = Size { width: cells(image.width()), height: cells(image.height().div_ceil(2)) };
    let encoded = Encoded::Halfblocks(Halfblocks::new(image, size).map_err(|error| no(&error))?);
    let area = Rect::from((ratatui::layout::Position::ORIGIN, size));
    let mut buffer = Buffer::empty(area);
    Image::new(&encoded).render(area, &mut buffer);
    let cell = |x, y| {
        let cell = buffer.cell((x, y))?;
        let symbol = cell.symbol().chars().next().unwrap_or(' ');
        Some(Block(symbol, color(cell.fg, room.depth), color(cell.bg, room.depth)))
    };
    Ok(Picture::Blocks((0..size.height).map(|y| (0..size.width).filter_map(|x| cell(x, y)).collect()).collect()))
}

/// The colour, or the nearest one of the cube or the greys of the palette of 256.
fn color(color: Color, depth: Depth) -> Color {
    let Color::Rgb(red, green, blue) = color else { return color };
    match depth {
        Depth::Full => Color::Rgb(red, green, blue),
        Depth::Palette => {
            let own = [red, green, blue].map(u32::from);
            let steps = own.map(|part| if part < 48 { 0 } else { (part.max(75) - 35) / 40 });
            let level = |step: u32| if step == 0 { 0 } else { 55 + 40 * step };
            let shade = ((own.iter().sum::<u32>() / 3).max(8) - 8).div_ceil(10).min(23);
            let grey = 8 + 10 * shade;
            let far = |other: [u32; 3]| own.iter().zip(other).map(|(a, b)| a.abs_diff(b).pow(2)).sum::<u32>();
            let is_grey = far([grey; 3]) < far(steps.map(level));
            let chosen = if is_grey { 232 + shade } else { 16 + steps.iter().fold(0, |index, step| 6 * index + step) };
            Color::Indexed(u8::try_from(chosen).unwrap_or(u8::MAX))
        }
    }
}

#[cfg(test)]
mod tests;
