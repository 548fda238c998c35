//! The one gate for files: what it is, whether it is fit, what it says, what is shown of it.

use super::{Pictures, Unfit, exif, jpeg, office, pdf, picture, png, sniff, webp};
use crate::domain::{MediaType, PhotoFacts};

/// What is too much. Checked from headers, before anything is decoded or unpacked.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most bytes.
    pub bytes: u64,
    /// The most pixels of a picture.
    pub pixels: u64,
    /// The most bytes that a document may unpack to.
    pub inflated_bytes: u64,
    /// The most parts of a document.
    pub entries: usize,
    /// Whether only pictures are taken.
    pub pictures_only: bool,
}

/// A file that is fit to be kept.
#[derive(Clone, Debug)]
pub struct Inspected {
    /// What it is.
    pub media: MediaType,
    /// Width and height as it is seen; none for documents.
    pub size: Option<[u32; 2]>,
    /// What it says of itself.
    pub photo: PhotoFacts,
    /// What was made of it; none for documents.
    pub pictures: Option<Pictures>,
}

/// Looks a file through. Takes up to seconds of computing: not for a thread that serves.
///
/// # Errors
/// [`Unfit`] with the reason.
pub fn inspect(bytes: &[u8], limits: &Limits) -> Result<Inspected, Unfit> {
    if bytes.len() as u64 > limits.bytes {
        return Err(Unfit::TooLarge {
            limit: limits.bytes,
        });
    }
    let media = sniff(bytes)?;
    if limits.pictures_only && !media.is_image() {
        return Err(Unfit::NoPicture);
    }
    let document = |media| {
        Ok(Inspected {
            media,
            size: None,
            photo: PhotoFacts::default(),
            pictures: None,
        })
    };
    let (plain, exif) = match media {
        MediaType::Pdf => {
            pdf::check(bytes)?;
            return document(MediaType::Pdf);
        }
        MediaType::Docx | MediaType::Xlsx => return document(office::check(bytes, limits)?),
        MediaType::Jpeg => {
            let file = jpeg::parse(bytes)?;
            check_size(file.width, file.height, limits)?;
            (file.plain(), file.exif)
        }
        MediaType::Png => {
            let file = png::parse(bytes)?;
            check_size(file.width, file.height, limits)?;
            (file.plain(), file.exif)
        }
        MediaType::Webp => {
            let file = webp::parse(bytes)?;
            check_size(file.width, file.height, limits)?;
            (file.plain(), file.exif)
        }
    };
    let (photo, turned) = exif::read(exif);
    let (pictures, size) = picture::make(plain, media, turned, limits.pixels)?;
    Ok(Inspected {
        media,
        size: Some(size),
        photo,
        pictures: Some(pictures),
    })
}

fn check_size(width: u32, height: u32, limits: &Limits) -> Result<(), Unfit> {
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(Unfit::TooManyPixels {
            width,
            height,
            limit: limits.pixels,
        });
    }
    Ok(())
}

#[cfg(test)]
#[path = "inspect_tests.rs"]
mod tests;
