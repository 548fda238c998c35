//! Photos and documents made for tests, good and hostile.

use std::io::{Cursor, Write as _};

use exif::{Field, In, Rational, Tag, Value, experimental::Writer};
use flate2::{Compression, write::DeflateEncoder};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// What must not be found in anything that others than a case's people get.
pub(crate) const SECRETS: [&[u8]; 8] = [
    b"Exif",
    b"http://ns.adobe.com/xap",
    b"Photoshop 3.0",
    b"Kodak-of-Test",
    b"a secret comment",
    b"ICC_PROFILE",
    b"2026:03:05",
    b"JFIF",
];

/// A picture that is red above and blue below, with a gradient, so that it is no single block.
pub(crate) fn picture(width: u32, height: u32) -> DynamicImage {
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, y| {
        let shade = u8::try_from(x * 55 / width.max(1)).unwrap();
        if y < height / 2 {
            Rgb([200 + shade, 10, 10])
        } else {
            Rgb([10, 10, 200 + shade])
        }
    }))
}

pub(crate) fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A small photo without a word about itself.
pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encoded(&picture(width, height), ImageFormat::Jpeg)
}

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    encoded(&picture(width, height), ImageFormat::Png)
}

pub(crate) fn webp(width: u32, height: u32) -> Vec<u8> {
    encoded(&picture(width, height), ImageFormat::WebP)
}

/// What a telephone writes: 29°35′6″ N, 120°49′12″ E, looking to 135°, at 10:20:30 in Beijing.
pub(crate) fn tiff(orientation: u16) -> Vec<u8> {
    let dms = |d: u32, m: u32, s: u32| {
        Value::Rational(vec![
            Rational { num: d, denom: 1 },
            Rational { num: m, denom: 1 },
            Rational {
                num: s * 100,
                denom: 100,
            },
        ])
    };
    let ascii = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let field = |tag, value| Field {
        tag,
        ifd_num: In::PRIMARY,
        value,
    };
    let fields = [
        field(Tag::Orientation, Value::Short(vec![orientation])),
        field(Tag::Make, ascii("Kodak-of-Test")),
        field(Tag::Model, ascii("Model 7")),
        field(Tag::DateTimeOriginal, ascii("2026:03:05 10:20:30")),
        field(Tag::GPSLatitudeRef, ascii("N")),
        field(Tag::GPSLatitude, dms(29, 35, 6)),
        field(Tag::GPSLongitudeRef, ascii("E")),
        field(Tag::GPSLongitude, dms(120, 49, 12)),
        field(
            Tag::GPSImgDirection,
            Value::Rational(vec![Rational {
                num: 1350,
                denom: 10,
            }]),
        ),
    ];
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut out = Cursor::new(Vec::new());
    writer.write(&mut out, false).unwrap();
    out.into_inner()
}

/// A JPEG with more segments put behind its beginning.
pub(crate) fn with_segments(jpeg: &[u8], segments: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut out = jpeg[..2].to_vec();
    for (marker, payload) in segments {
        out.extend_from_slice(&[0xFF, *marker]);
        out.extend_from_slice(&u16::try_from(payload.len() + 2).unwrap().to_be_bytes());
        out.extend_from_slice(payload);
    }
    out.extend_from_slice(&jpeg[2..]);
    out
}

/// A photo that says everything that a photo can say of itself.
pub(crate) fn talkative_jpeg(width: u32, height: u32, orientation: u16) -> Vec<u8> {
    with_segments(
        &jpeg(width, height),
        &[
            (0xE1, [b"Exif\0\0".to_vec(), tiff(orientation)].concat()),
            (
                0xE1,
                b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>2026:03:05</x:xmpmeta>".to_vec(),
            ),
            (
                0xED,
                b"Photoshop 3.0\x008BIM\x04\x04a secret comment".to_vec(),
            ),
            (0xE2, b"ICC_PROFILE\0\x01\x01profile".to_vec()),
            (0xFE, b"a secret comment".to_vec()),
        ],
    )
}

/// A PNG with more chunks put behind its header.
pub(crate) fn with_chunks(png: &[u8], chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let (head, rest) = png.split_at(8 + 25);
    let mut out = head.to_vec();
    for (name, data) in chunks {
        out.extend_from_slice(&chunk(**name, data));
    }
    out.extend_from_slice(rest);
    out
}

fn chunk(name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [&name[..], data].concat();
    let mut sum = flate2::Crc::new();
    sum.update(&named);
    let length = u32::try_from(data.len()).unwrap();
    [
        &length.to_be_bytes()[..],
        &named[..],
        &sum.sum().to_be_bytes()[..],
    ]
    .concat()
}

pub(crate) fn talkative_png(width: u32, height: u32) -> Vec<u8> {
    with_chunks(
        &png(width, height),
        &[
            (b"eXIf", tiff(1)),
            (b"tEXt", b"Comment\0a secret comment".to_vec()),
            (
                b"iTXt",
                b"XML:com.adobe.xmp\0\0\0\0\0http://ns.adobe.com/xap".to_vec(),
            ),
            (b"tIME", vec![7, 234, 3, 5, 10, 20, 30]),
        ],
    )
}

/// A PNG of some seventy bytes that says it is 60 000 × 60 000 pixels large.
pub(crate) fn pixel_bomb() -> Vec<u8> {
    let mut header = Vec::new();
    header.extend_from_slice(&60_000_u32.to_be_bytes());
    header.extend_from_slice(&60_000_u32.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    [
        b"\x89PNG\r\n\x1A\n".to_vec(),
        chunk(*b"IHDR", &header),
        chunk(*b"IDAT", b"\x78\x9c\x63\0\0\0\x01\0\x01"),
        chunk(*b"IEND", b""),
    ]
    .concat()
}

/// A WebP file with Exif and XMP.
pub(crate) fn talkative_webp(width: u32, height: u32) -> Vec<u8> {
    let plain = webp(width, height);
    let mut canvas = vec![0x0C, 0, 0, 0];
    canvas.extend_from_slice(&(width - 1).to_le_bytes()[..3]);
    canvas.extend_from_slice(&(height - 1).to_le_bytes()[..3]);
    let mut inner = b"WEBP".to_vec();
    let mut push = |name: &[u8], data: &[u8]| {
        inner.extend_from_slice(name);
        inner.extend_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes());
        inner.extend_from_slice(data);
        if data.len() % 2 == 1 {
            inner.push(0);
        }
    };
    push(b"VP8X", &canvas);
    push(&plain[12..16], &plain[20..]);
    push(b"EXIF", &tiff(1));
    push(b"XMP ", b"http://ns.adobe.com/xap a secret comment");
    let length = u32::try_from(inner.len()).unwrap();
    [&b"RIFF"[..], &length.to_le_bytes(), &inner].concat()
}

/// An entry of an archive, and what its directory says its size is.
pub(crate) struct Part<'a> {
    pub(crate) name: &'a str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) says: Option<u32>,
}

pub(crate) fn part<'a>(name: &'a str, bytes: &[u8]) -> Part<'a> {
    Part {
        name,
        bytes: bytes.to_vec(),
        says: None,
    }
}

/// A zip archive of parts.
pub(crate) fn archive(parts: &[Part<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let mut packer = DeflateEncoder::new(Vec::new(), Compression::best());
        packer.write_all(&part.bytes).unwrap();
        let packed = packer.finish().unwrap();
        let mut sum = flate2::Crc::new();
        sum.update(&part.bytes);
        let says = part
            .says
            .unwrap_or(u32::try_from(part.bytes.len()).unwrap());
        let mut shared = Vec::new();
        for number in [20_u16, 0x0800, 8, 0, 0] {
            shared.extend_from_slice(&number.to_le_bytes());
        }
        for number in [sum.sum(), u32::try_from(packed.len()).unwrap(), says] {
            shared.extend_from_slice(&number.to_le_bytes());
        }
        shared.extend_from_slice(&u16::try_from(part.name.len()).unwrap().to_le_bytes());
        shared.extend_from_slice(&[0, 0]);
        let at = u32::try_from(out.len()).unwrap();
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&shared);
        out.extend_from_slice(part.name.as_bytes());
        out.extend_from_slice(&packed);
        directory.extend_from_slice(b"PK\x01\x02\x14\0");
        directory.extend_from_slice(&shared);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(part.name.as_bytes());
    }
    let at = u32::try_from(out.len()).unwrap();
    let count = u16::try_from(parts.len()).unwrap().to_le_bytes();
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count);
    out.extend_from_slice(&count);
    out.extend_from_slice(&u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend_from_slice(&at.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

/// A document of the least parts, and more.
pub(crate) fn docx(more: Vec<Part<'_>>) -> Vec<u8> {
    let mut parts = vec![
        part("[Content_Types].xml", b"<Types/>"),
        part("word/document.xml", b"<w:document/>"),
    ];
    parts.extend(more);
    archive(&parts)
}

pub(crate) fn xlsx() -> Vec<u8> {
    archive(&[
        part("[Content_Types].xml", b"<Types/>"),
        part("xl/workbook.xml", b"<workbook/>"),
    ])
}

pub(crate) fn pdf(body: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{body}\nxref\ntrailer <<>>\nstartxref\n9\n%%EOF\n").into_bytes()
}
