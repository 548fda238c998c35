//! What is made of a picture: two sizes for pages, and a copy that says nothing but what it shows.

use std::io::Cursor;

use image::{
    DynamicImage, ImageFormat, ImageReader, Rgb, RgbImage, codecs::jpeg::JpegEncoder,
    imageops::FilterType, metadata::Orientation,
};

use super::Unfit;
use crate::domain::MediaType;

/// The longer side of the small size, in pixels.
const THUMB: u32 = 320;
/// The longer side of the size for reading, in pixels.
const VIEW: u32 = 1600;
const THUMB_QUALITY: u8 = 78;
const VIEW_QUALITY: u8 = 84;
/// For a picture that had to be turned and so to be compressed anew.
const PLAIN_QUALITY: u8 = 92;

/// A picture and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// The file.
    pub bytes: Vec<u8>,
    /// What it is.
    pub media: MediaType,
}

/// What is made of a picture once, when it comes. The sizes are JPEG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pictures {
    /// As it is, without what it says of itself.
    pub plain: Plain,
    /// At most 1600 pixels wide and high.
    pub view: Vec<u8>,
    /// At most 320 pixels wide and high.
    pub thumb: Vec<u8>,
}

/// Decodes a picture without metadata and makes the others of it. `pixels` bounds what is decoded.
///
/// # Errors
/// [`Unfit::Damaged`] when it cannot be decoded.
pub(super) fn make(
    plain: Vec<u8>,
    media: MediaType,
    turned: u8,
    pixels: u64,
) -> Result<(Pictures, [u32; 2]), Unfit> {
    let mut picture = decode(&plain, media, pixels)?;
    let orientation = Orientation::from_exif(turned).unwrap_or(Orientation::NoTransforms);
    let plain = if orientation == Orientation::NoTransforms {
        Plain {
            bytes: plain,
            media,
        }
    } else {
        picture.apply_orientation(orientation);
        upright(&picture)?
    };
    let size = [picture.width(), picture.height()];
    let view = smaller(&picture, VIEW);
    let thumb = smaller(&view, THUMB);
    let pictures = Pictures {
        plain,
        thumb: jpeg(&thumb, THUMB_QUALITY)?,
        view: jpeg(&view, VIEW_QUALITY)?,
    };
    Ok((pictures, size))
}

fn decode(bytes: &[u8], media: MediaType, pixels: u64) -> Result<DynamicImage, Unfit> {
    let format = match media {
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Png => ImageFormat::Png,
        MediaType::Webp => ImageFormat::WebP,
        MediaType::Pdf | MediaType::Docx | MediaType::Xlsx => return Err(Unfit::NoPicture),
    };
    let mut limits = image::Limits::default();
    // Eight bytes a pixel is the deepest there is; and some room to work in.
    limits.max_alloc = Some(pixels.saturating_mul(8).saturating_add(64 << 20));
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    reader
        .decode()
        .map_err(|error| Unfit::damaged(error.to_string()))
}

/// A smaller copy in plain colours; a picture that is small already keeps its size.
fn smaller(picture: &DynamicImage, longest: u32) -> DynamicImage {
    let scaled = if picture.width() <= longest && picture.height() <= longest {
        picture.clone()
    } else if picture.width().max(picture.height()) > longest.saturating_mul(4) {
        // Far larger: averaged first, which is quick, then brought to size.
        picture
            .thumbnail(longest * 2, longest * 2)
            .resize(longest, longest, FilterType::CatmullRom)
    } else {
        picture.resize(longest, longest, FilterType::CatmullRom)
    };
    DynamicImage::ImageRgb8(on_white(&scaled))
}

/// JPEG knows no transparency: what shines through is white.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let rgba = picture.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [red, green, blue, alpha] = rgba.get_pixel(x, y).0.map(u32::from);
        let over = |colour: u32| {
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        Rgb([over(red), over(green), over(blue)])
    })
}

fn upright(picture: &DynamicImage) -> Result<Plain, Unfit> {
    if !picture.color().has_alpha() {
        let bytes = jpeg(&DynamicImage::ImageRgb8(picture.to_rgb8()), PLAIN_QUALITY)?;
        return Ok(Plain {
            bytes,
            media: MediaType::Jpeg,
        });
    }
    let mut out = Cursor::new(Vec::new());
    picture
        .write_to(&mut out, ImageFormat::Png)
        .map_err(|error| Unfit::damaged(error.to_string()))?;
    Ok(Plain {
        bytes: out.into_inner(),
        media: MediaType::Png,
    })
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, Unfit> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality)
        .encode_image(picture)
        .map_err(|error| Unfit::damaged(error.to_string()))?;
    Ok(out)
}
