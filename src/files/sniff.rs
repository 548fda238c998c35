//! What a file is, by its first bytes. Names and declared types are not asked.

use super::Unfit;
use crate::domain::MediaType;

/// What a file claims to be by its first bytes; whether it is that is for [`super::inspect`] to
/// say. A zip archive is taken for a document here: which one, its parts tell.
///
/// # Errors
/// [`Unfit::UnknownType`] naming what it looks like.
pub fn sniff(bytes: &[u8]) -> Result<MediaType, Unfit> {
    let begins = |mark: &[u8]| bytes.starts_with(mark);
    if bytes.is_empty() {
        return Err(Unfit::Empty);
    }
    if begins(b"\xFF\xD8\xFF") {
        return Ok(MediaType::Jpeg);
    }
    if begins(b"\x89PNG\r\n\x1A\n") {
        return Ok(MediaType::Png);
    }
    if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(MediaType::Webp);
    }
    if begins(b"%PDF-") {
        return Ok(MediaType::Pdf);
    }
    if begins(b"PK\x03\x04") {
        return Ok(MediaType::Docx);
    }
    Err(Unfit::UnknownType {
        found: looks_like(bytes),
    })
}

/// A word for what is not kept, so that the sender knows what to convert.
fn looks_like(bytes: &[u8]) -> &'static str {
    let begins = |mark: &[u8]| bytes.starts_with(mark);
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    if begins(b"GIF8") {
        return "GIF";
    }
    if begins(b"BM") {
        return "BMP";
    }
    if begins(b"II*\0") || begins(b"MM\0*") {
        return "TIFF";
    }
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..12) {
            Some(b"heic" | b"heix" | b"mif1" | b"msf1" | b"heim" | b"heis") => "HEIC",
            Some(b"avif") => "AVIF",
            _ => "MP4",
        };
    }
    if begins(b"\xD0\xCF\x11\xE0") {
        return "DOC/XLS";
    }
    if begins(b"MZ") || begins(b"\x7FELF") {
        return "EXE";
    }
    if begins(b"PK\x05\x06") || begins(b"Rar!") || begins(b"7z\xBC\xAF") || begins(b"\x1F\x8B") {
        return "ZIP/RAR/7Z/GZ";
    }
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    if ["<html", "<!doctype", "<script", "<svg", "<?xml"]
        .iter()
        .any(|mark| text.contains(mark))
    {
        return "HTML/SVG/XML";
    }
    "?"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_is_named() {
        for (bytes, name) in [
            (&b"GIF89a=1;alert(1)//"[..], "GIF"),
            (b"\0\0\0\x18ftypheic\0\0", "HEIC"),
            (b"MZ\x90", "EXE"),
            (b"<svg xmlns='x' onload='y'>", "HTML/SVG/XML"),
            (b" <!DOCTYPE html>", "HTML/SVG/XML"),
            (b"\xD0\xCF\x11\xE0", "DOC/XLS"),
            (b"hello", "?"),
        ] {
            assert_eq!(sniff(bytes), Err(Unfit::UnknownType { found: name }));
        }
        assert_eq!(sniff(b""), Err(Unfit::Empty));
    }
}
