//! JPEG segments: the size from the frame header, the metadata found, and cut without
//! compressing anew.
//!
//! # Source
//! ITU-T T.81, annex B; JFIF 1.02; Exif 2.3 section 4.7.

use super::{Unfit, foreign};

const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP14: u8 = 0xEE;
const COM: u8 = 0xFE;

/// A JPEG file, taken apart.
#[derive(Debug)]
pub(super) struct Jpeg<'a> {
    pub(super) width: u32,
    pub(super) height: u32,
    /// The TIFF structure of the Exif segment.
    pub(super) exif: Option<&'a [u8]>,
    segments: Vec<Segment<'a>>,
}

#[derive(Clone, Copy, Debug)]
struct Segment<'a> {
    marker: u8,
    /// What stands between the length and the next segment or the scan.
    payload: &'a [u8],
    /// The compressed data behind a scan header.
    scan: &'a [u8],
}

/// Takes a file apart.
pub(super) fn parse(bytes: &[u8]) -> Result<Jpeg<'_>, Unfit> {
    let mut segments = Vec::new();
    let mut frame = None;
    let mut at = 2;
    let tail = loop {
        if *bytes.get(at).ok_or(Unfit::Truncated)? != 0xFF {
            return Err(Unfit::damaged("JPEG: bytes between segments"));
        }
        while bytes.get(at + 1) == Some(&0xFF) {
            at += 1;
        }
        let marker = *bytes.get(at + 1).ok_or(Unfit::Truncated)?;
        at += 2;
        if marker == EOI {
            break &bytes[at..];
        }
        if !(0xC0..=COM).contains(&marker) || (0xD0..=0xD8).contains(&marker) {
            return Err(Unfit::damaged(format!(
                "JPEG: marker {marker:02X} in a wrong place"
            )));
        }
        let length = bytes.get(at..at + 2).ok_or(Unfit::Truncated)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        if length < 2 {
            return Err(Unfit::damaged("JPEG: a segment shorter than its length"));
        }
        let payload = bytes.get(at + 2..at + length).ok_or(Unfit::Truncated)?;
        at += length;
        if is_frame(marker) && frame.replace(payload).is_some() {
            return Err(Unfit::damaged("JPEG: two frames"));
        }
        let scan = if marker == SOS {
            let end = scan_end(bytes, at)?;
            &bytes[at..end]
        } else {
            &[]
        };
        at += scan.len();
        segments.push(Segment {
            marker,
            payload,
            scan,
        });
    };
    check_foreign(&segments, tail)?;
    if !segments.iter().any(|segment| segment.marker == SOS) {
        return Err(Unfit::damaged("JPEG: no picture in it"));
    }
    let (width, height) = frame
        .and_then(size)
        .ok_or_else(|| Unfit::damaged("JPEG: no frame with a size"))?;
    let exif = segments
        .iter()
        .filter(|segment| segment.marker == APP1)
        .find_map(|segment| segment.payload.strip_prefix(b"Exif\0\0"));
    Ok(Jpeg {
        width,
        height,
        exif,
        segments,
    })
}

/// Precision, height, width; a height of zero is told later in the file, which nobody writes.
fn size(frame: &[u8]) -> Option<(u32, u32)> {
    let word = |at: usize| Some(u16::from_be_bytes([*frame.get(at)?, *frame.get(at + 1)?]));
    let (height, width) = (word(1)?, word(3)?);
    (height > 0 && width > 0).then_some((width.into(), height.into()))
}

const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// Where a scan's data ends: at the next marker that is no restart and no stuffed byte.
fn scan_end(bytes: &[u8], from: usize) -> Result<usize, Unfit> {
    let data = &bytes[from..];
    memchr::memchr_iter(0xFF, data)
        .find(|&at| !matches!(data.get(at + 1), Some(0x00 | 0xFF | 0xD0..=0xD7)))
        .filter(|&at| at + 1 < data.len())
        .map(|at| from + at)
        .ok_or(Unfit::Truncated)
}

/// Looks for other formats where a JPEG lets anything stand.
fn check_foreign(segments: &[Segment<'_>], tail: &[u8]) -> Result<(), Unfit> {
    for segment in segments {
        if segment.marker < APP0 {
            continue;
        }
        foreign::refuse(segment.payload)?;
        // A script that begins as a picture hides its comment's opening in this segment's length.
        if segment.marker == APP0
            && let Some(header) = segment.payload.strip_prefix(b"JFIF\0")
        {
            let thumbnail = match header.get(7..9) {
                Some(&[width, height]) => 3 * usize::from(width) * usize::from(height),
                _ => return Err(Unfit::damaged("JPEG: a short JFIF header")),
            };
            if header.len() != 9 + thumbnail {
                return Err(Unfit::Polyglot { also: "JFIF+" });
            }
        } else if segment.marker == APP0
            && ![&b"JFXX\0"[..], b"AVI1", b"CIFF", b"HEAPJPGM", b"mjpg"]
                .iter()
                .any(|mark| segment.payload.starts_with(mark))
        {
            return Err(Unfit::Polyglot { also: "APP0" });
        }
    }
    foreign::refuse(tail)?;
    foreign::refuse_archive_end(tail)
}

impl Jpeg<'_> {
    /// The same picture without anything that is not needed to show it: application segments,
    /// comments and what follows the end. Adobe's marker stays because it tells the colours apart.
    pub(super) fn plain(&self) -> Vec<u8> {
        let size: usize = self
            .segments
            .iter()
            .map(|segment| segment.payload.len() + segment.scan.len() + 4)
            .sum();
        let mut out = Vec::with_capacity(size + 4);
        out.extend_from_slice(b"\xFF\xD8");
        for segment in &self.segments {
            let payload = match segment.marker {
                APP14 if segment.payload.starts_with(b"Adobe") => {
                    &segment.payload[..segment.payload.len().min(12)]
                }
                // Frames, tables, restart interval, scans, number of lines.
                0xC0..=0xCF | 0xDA..=0xDD => segment.payload,
                _ => continue,
            };
            // No longer than it came, which two bytes could tell.
            let length = u16::try_from(payload.len() + 2).unwrap_or(u16::MAX);
            out.extend_from_slice(&[0xFF, segment.marker]);
            out.extend_from_slice(&length.to_be_bytes());
            out.extend_from_slice(payload);
            out.extend_from_slice(segment.scan);
        }
        out.extend_from_slice(&[0xFF, EOI]);
        out
    }
}
