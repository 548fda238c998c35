//! WebP chunks: the size from the bitstream, the metadata found and cut.
//!
//! # Source
//! RFC 9649.

use super::{Unfit, foreign};

/// A WebP file, taken apart.
#[derive(Debug)]
pub(super) struct Webp<'a> {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The TIFF structure of the Exif chunk.
    pub(super) exif: Option<&'a [u8]>,
    chunks: Vec<([u8; 4], &'a [u8])>,
}

/// Takes a file apart.
pub(super) fn parse(bytes: &[u8]) -> Result<Webp<'_>, Unfit> {
    let declared = bytes.get(4..8).ok_or(Unfit::Truncated)?;
    let end = u64::from(little(declared)) + 8;
    let length = bytes.len() as u64;
    if end > length {
        return Err(Unfit::Truncated);
    }
    let end = usize::try_from(end).map_err(|_| Unfit::Truncated)?;
    if bytes[end..].iter().any(|byte| *byte != 0) {
        foreign::refuse(&bytes[end..])?;
        return Err(Unfit::Polyglot { also: "?" });
    }
    let mut chunks = Vec::new();
    let mut at = 12;
    while at < end {
        let head = bytes.get(at..at + 8).ok_or(Unfit::Truncated)?;
        let size = little(&head[4..]) as usize;
        let data = bytes
            .get(at + 8..at + 8 + size)
            .filter(|_| at + 8 + size <= end)
            .ok_or(Unfit::Truncated)?;
        chunks.push(([head[0], head[1], head[2], head[3]], data));
        at += 8 + size + size % 2;
    }
    for (name, data) in &chunks {
        match name {
            b"ANIM" | b"ANMF" => {
                return Err(Unfit::UnknownType {
                    found: "WebP (animated)",
                });
            }
            b"VP8 " | b"VP8L" | b"ALPH" => {}
            _ => foreign::refuse(data)?,
        }
    }
    let find = |wanted: &[u8; 4]| {
        chunks
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, data)| *data)
    };
    let (width, height) = find(b"VP8 ")
        .and_then(lossy_size)
        .or_else(|| find(b"VP8L").and_then(lossless_size))
        .ok_or_else(|| Unfit::damaged("WebP: no picture in it"))?;
    if let Some(canvas) = find(b"VP8X").and_then(canvas_size)
        && canvas != (width, height)
    {
        return Err(Unfit::damaged("WebP: two sizes"));
    }
    let exif = find(b"EXIF").map(|data| data.strip_prefix(b"Exif\0\0").unwrap_or(data));
    Ok(Webp {
        width,
        height,
        exif,
        chunks,
    })
}

fn little(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .rev()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn lossy_size(data: &[u8]) -> Option<(u32, u32)> {
    (data.get(3..6)? == b"\x9D\x01\x2A").then_some(())?;
    let (width, height) = (
        little(data.get(6..8)?) & 0x3FFF,
        little(data.get(8..10)?) & 0x3FFF,
    );
    (width > 0 && height > 0).then_some((width, height))
}

fn lossless_size(data: &[u8]) -> Option<(u32, u32)> {
    (*data.first()? == 0x2F).then_some(())?;
    let bits = little(data.get(1..5)?);
    Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
}

fn canvas_size(data: &[u8]) -> Option<(u32, u32)> {
    Some((little(data.get(4..7)?) + 1, little(data.get(7..10)?) + 1))
}

impl Webp<'_> {
    /// The same picture without Exif, XMP, colour profiles and unknown chunks.
    pub(super) fn plain(&self) -> Vec<u8> {
        let mut inner = b"WEBP".to_vec();
        let alpha = self.chunks.iter().any(|(name, _)| name == b"ALPH");
        if alpha {
            let mut canvas = vec![0x10, 0, 0, 0];
            canvas.extend_from_slice(&(self.width - 1).to_le_bytes()[..3]);
            canvas.extend_from_slice(&(self.height - 1).to_le_bytes()[..3]);
            push(&mut inner, *b"VP8X", &canvas);
        }
        for (name, data) in &self.chunks {
            if matches!(name, b"VP8 " | b"VP8L" | b"ALPH") {
                push(&mut inner, *name, data);
            }
        }
        let mut out = b"RIFF".to_vec();
        // Shorter than it came, which four bytes could tell.
        out.extend_from_slice(&u32::try_from(inner.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.append(&mut inner);
        out
    }
}

fn push(out: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    out.extend_from_slice(&name);
    out.extend_from_slice(&u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend_from_slice(data);
    if data.len() % 2 == 1 {
        out.push(0);
    }
}
