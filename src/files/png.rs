//! PNG chunks: the size from the header, the metadata found and cut.
//!
//! # Source
//! PNG specification, third edition, sections 5 and 11.

use super::{Unfit, foreign};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1A\n";
/// What is needed to show the picture as it is meant.
const SHOWN: [&[u8; 4]; 8] = [
    b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND",
];

/// A PNG file, taken apart.
#[derive(Debug)]
pub(super) struct Png<'a> {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The TIFF structure of the Exif chunk.
    pub(super) exif: Option<&'a [u8]>,
    chunks: Vec<Chunk<'a>>,
}

#[derive(Clone, Copy, Debug)]
struct Chunk<'a> {
    name: [u8; 4],
    data: &'a [u8],
    /// Length, name, data and checksum.
    whole: &'a [u8],
}

/// Takes a file apart.
pub(super) fn parse(bytes: &[u8]) -> Result<Png<'_>, Unfit> {
    let mut chunks = Vec::new();
    let mut at = SIGNATURE.len();
    loop {
        let chunk = chunk(bytes, at)?;
        at += chunk.whole.len();
        chunks.push(chunk);
        if &chunk.name == b"IEND" {
            break;
        }
    }
    let tail = &bytes[at..];
    foreign::refuse(tail)?;
    if tail.iter().any(|byte| *byte != 0) {
        return Err(Unfit::Polyglot { also: "?" });
    }
    for chunk in chunks.iter().filter(|chunk| !is_shown(chunk.name)) {
        foreign::refuse(chunk.data)?;
    }
    let header = chunks
        .first()
        .filter(|chunk| &chunk.name == b"IHDR" && chunk.data.len() == 13)
        .ok_or_else(|| Unfit::damaged("PNG: no header"))?;
    let word = |at: usize| {
        let d = &header.data[at..at + 4];
        u32::from_be_bytes([d[0], d[1], d[2], d[3]])
    };
    let (width, height) = (word(0), word(4));
    if width == 0 || height == 0 {
        return Err(Unfit::damaged("PNG: no size"));
    }
    let exif = chunks
        .iter()
        .find(|chunk| &chunk.name == b"eXIf")
        .map(|chunk| chunk.data);
    Ok(Png {
        width,
        height,
        exif,
        chunks,
    })
}

fn chunk(bytes: &[u8], at: usize) -> Result<Chunk<'_>, Unfit> {
    let head = bytes.get(at..at + 8).ok_or(Unfit::Truncated)?;
    let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
    if length > i32::MAX.unsigned_abs() {
        return Err(Unfit::damaged("PNG: a chunk longer than a chunk can be"));
    }
    let length = length as usize;
    let whole = bytes.get(at..at + length + 12).ok_or(Unfit::Truncated)?;
    let (named, told) = whole[4..].split_at(length + 4);
    let mut sum = flate2::Crc::new();
    sum.update(named);
    if sum.sum().to_be_bytes() != told {
        return Err(Unfit::damaged("PNG: a checksum does not fit"));
    }
    Ok(Chunk {
        name: [head[4], head[5], head[6], head[7]],
        data: &named[4..],
        whole,
    })
}

fn is_shown(name: [u8; 4]) -> bool {
    SHOWN.contains(&&name)
}

impl Png<'_> {
    /// The same picture without text, time, Exif, colour profiles and private chunks.
    pub(super) fn plain(&self) -> Vec<u8> {
        let kept = self.chunks.iter().filter(|chunk| is_shown(chunk.name));
        let mut out = SIGNATURE.to_vec();
        for chunk in kept {
            out.extend_from_slice(chunk.whole);
        }
        out
    }
}
