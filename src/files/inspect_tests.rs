//! Every refusal, every hostile file, and that nothing is told that should not be.

use image::GenericImageView as _;

use super::{super::samples::*, *};

const LIMITS: Limits = Limits {
    bytes: 8 << 20,
    pixels: 4_000_000,
    inflated_bytes: 16 << 20,
    entries: 1_000,
    pictures_only: false,
};

fn refused(bytes: &[u8]) -> Unfit {
    inspect(bytes, &LIMITS).expect_err("a refusal")
}

fn assert_silent(bytes: &[u8]) {
    for secret in SECRETS {
        assert!(
            memchr::memmem::find(bytes, secret).is_none(),
            "{} is still there",
            String::from_utf8_lossy(secret)
        );
    }
}

#[test]
fn a_photo_tells_where_when_and_whither_and_its_copies_do_not() {
    let inspected = inspect(&talkative_jpeg(640, 480, 1), &LIMITS).unwrap();
    assert_eq!(inspected.media, MediaType::Jpeg);
    assert_eq!(inspected.size, Some([640, 480]));
    let at = inspected.photo.at.unwrap();
    assert!((at.lon - 120.82).abs() < 1e-6 && (at.lat - 29.585).abs() < 1e-6);
    assert_eq!(inspected.photo.direction_deg, Some(135.0));
    assert_eq!(
        inspected.photo.taken_at.unwrap().to_rfc3339(),
        "2026-03-05T02:20:30+00:00"
    );
    assert_eq!(inspected.photo.camera.unwrap(), "Kodak-of-Test Model 7");
    let made = inspected.pictures.unwrap();
    assert_silent(&made.plain.bytes);
    for size in [&made.view, &made.thumb] {
        // Our own encoder writes a JFIF header of fixed content.
        let without = memchr::memmem::find(size, b"Exif").is_none();
        assert!(without && size.starts_with(b"\xFF\xD8"));
    }
}

#[test]
fn cutting_the_metadata_changes_no_pixel() {
    for (talkative, plain, format) in [
        (
            talkative_jpeg(640, 480, 1),
            jpeg(640, 480),
            image::ImageFormat::Jpeg,
        ),
        (talkative_png(64, 48), png(64, 48), image::ImageFormat::Png),
        (
            talkative_webp(64, 48),
            webp(64, 48),
            image::ImageFormat::WebP,
        ),
    ] {
        let inspected = inspect(&talkative, &LIMITS).unwrap();
        assert!(inspected.photo.camera.is_some(), "{format:?} was read");
        let cut = inspected.pictures.unwrap().plain.bytes;
        assert_silent(&cut);
        assert!(cut.len() <= plain.len());
        let read = |bytes: &[u8]| image::load_from_memory_with_format(bytes, format).unwrap();
        assert_eq!(read(&cut).to_rgb8(), read(&plain).to_rgb8());
    }
}

/// The picture is red above and blue below; each orientation says where its first row really is.
#[test]
fn every_orientation_ends_upright() {
    for (orientation, [red_x, red_y], size) in [
        (1, [5, 1], [64, 32]),
        (2, [5, 1], [64, 32]),
        (3, [5, 9], [64, 32]),
        (4, [5, 9], [64, 32]),
        (5, [1, 5], [32, 64]),
        (6, [9, 5], [32, 64]),
        (7, [9, 5], [32, 64]),
        (8, [1, 5], [32, 64]),
    ] {
        let inspected = inspect(&talkative_jpeg(64, 32, orientation), &LIMITS).unwrap();
        assert_eq!(inspected.size, Some(size), "{orientation}");
        let made = inspected.pictures.unwrap();
        for bytes in [&made.plain.bytes, &made.view, &made.thumb] {
            let picture = image::load_from_memory(bytes).unwrap();
            assert_eq!([picture.width(), picture.height()], size, "{orientation}");
            let at = |tenths: u32, whole: u32| tenths * whole / 10;
            let [r, _, b, _] = picture.get_pixel(at(red_x, size[0]), at(red_y, size[1])).0;
            assert!(r > 150 && b < 100, "{orientation}: {r} {b}");
        }
        assert!(memchr::memmem::find(&made.plain.bytes, b"Exif").is_none());
    }
}

#[test]
fn sizes_for_pages_are_bounded_and_small_pictures_stay_small() {
    let inspected = inspect(&jpeg(2400, 1200), &LIMITS).unwrap();
    let made = inspected.pictures.unwrap();
    let size = |bytes: &[u8]| image::load_from_memory(bytes).unwrap().dimensions();
    assert_eq!(size(&made.view), (1600, 800));
    assert_eq!(size(&made.thumb), (320, 160));
    let small = inspect(&png(20, 10), &LIMITS).unwrap().pictures.unwrap();
    assert_eq!(size(&small.thumb), (20, 10));
}

#[test]
fn a_pixel_bomb_is_refused_by_its_header() {
    let bomb = pixel_bomb();
    assert!(bomb.len() < 100);
    assert_eq!(
        refused(&bomb),
        Unfit::TooManyPixels {
            width: 60_000,
            height: 60_000,
            limit: LIMITS.pixels
        }
    );
    let mut photo = jpeg(16, 16);
    let frame = memchr::memmem::find(&photo, b"\xFF\xC0").unwrap();
    photo[frame + 5..frame + 9].copy_from_slice(&[0xFF; 4]);
    assert!(matches!(
        refused(&photo),
        Unfit::TooManyPixels { width: 65_535, .. }
    ));
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    for whole in [
        talkative_jpeg(64, 48, 6),
        talkative_png(64, 48),
        talkative_webp(64, 48),
        docx(Vec::new()),
        pdf("1 0 obj <<>> endobj").trim_ascii_end().to_vec(),
    ] {
        assert!(inspect(&whole, &LIMITS).is_ok());
        for end in 0..whole.len() {
            refused(&whole[..end]);
        }
    }
}

#[test]
fn one_file_that_is_two_things_is_refused() {
    let photo = jpeg(32, 32);
    let packed = archive(&[part("evil.txt", b"evil")]);
    let polyglot = |bytes: &[u8]| assert!(matches!(refused(bytes), Unfit::Polyglot { .. }));
    polyglot(&[photo.clone(), packed.clone()].concat());
    polyglot(&[png(8, 8), packed.clone()].concat());
    polyglot(&[webp(8, 8), packed.clone()].concat());
    polyglot(&[pdf(""), packed.clone()].concat());
    polyglot(&pdf("<html><body onload=alert(1)>"));
    polyglot(&with_segments(
        &photo,
        &[(0xFE, b"<script>alert(1)</script>".to_vec())],
    ));
    polyglot(&with_segments(
        &photo,
        &[(0xFE, b"<?php system($_GET[0]);".to_vec())],
    ));
    polyglot(&with_segments(&photo, &[(0xED, b"%PDF-1.4 obj".to_vec())]));
    polyglot(&with_segments(&photo, &[(0xEF, packed.clone())]));
    polyglot(&with_chunks(
        &png(8, 8),
        &[(b"tEXt", b"c\0<ScRiPt src=x>".to_vec())],
    ));
    // A picture that is a script: the first segment's length is the opening of a comment.
    let mut script = b"\xFF\xD8\xFF\xE0/*JFIF\0".to_vec();
    script.resize(4 + 0x2F2A, b'=');
    script.extend_from_slice(&photo[2..]);
    polyglot(&script);
    // A picture at which an archive stands in front, and a document with a picture in front.
    polyglot(&[docx(Vec::new()), b"\0".to_vec()].concat());
    let gif = b"GIF89a/*\0\0\0*/=1;alert(1)";
    assert_eq!(refused(gif), Unfit::UnknownType { found: "GIF" });
}

#[test]
fn what_phones_put_behind_a_photo_is_taken_and_not_passed_on() {
    let second = jpeg(16, 16);
    let film = [b"\0\0\0\x18ftypmp42".to_vec(), vec![7; 5_000]].concat();
    for tail in [second, film, vec![0; 64]] {
        let photo = [jpeg(64, 48), tail].concat();
        let made = inspect(&photo, &LIMITS).unwrap().pictures.unwrap();
        assert!(made.plain.bytes.len() <= jpeg(64, 48).len());
    }
}

#[test]
fn documents_are_told_apart_by_their_parts_and_plain_ones_pass() {
    let media = |bytes: &[u8]| inspect(bytes, &LIMITS).unwrap().media;
    assert_eq!(media(&docx(Vec::new())), MediaType::Docx);
    assert_eq!(media(&xlsx()), MediaType::Xlsx);
    assert_eq!(media(&pdf("")), MediaType::Pdf);
    let other = archive(&[part("a.txt", b"a")]);
    assert_eq!(refused(&other), Unfit::UnknownType { found: "ZIP" });
    let only = Limits {
        pictures_only: true,
        ..LIMITS
    };
    assert_eq!(inspect(&xlsx(), &only).unwrap_err(), Unfit::NoPicture);
}

#[test]
fn documents_that_act_or_lead_out_are_refused() {
    for name in [
        "word/vbaProject.bin",
        "word/activeX/activeX1.bin",
        "word/embeddings/oleObject1.bin",
    ] {
        let found = refused(&docx(vec![part(name, b"x")]));
        assert!(matches!(found, Unfit::Active { .. }), "{name}: {found:?}");
    }
    let macros = archive(&[
        part(
            "[Content_Types].xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
        part("word/document.xml", b"<w:document/>"),
    ]);
    assert_eq!(refused(&macros), Unfit::Active { what: "VBA" });
    for name in [
        "../../evil.xml",
        "/etc/passwd",
        "word\\..\\evil",
        "c:evil",
        "WORD/DOCUMENT.XML",
    ] {
        let found = refused(&docx(vec![part(name, b"x")]));
        assert!(matches!(found, Unfit::Damaged { .. }), "{name}: {found:?}");
    }
}

#[test]
fn archives_that_unpack_to_too_much_are_refused_before_they_do() {
    let zeros = vec![0; 17 << 20];
    let honest = docx(vec![part("word/a.xml", &zeros)]);
    assert!(honest.len() < 100_000);
    let bomb = Unfit::Bomb {
        limit: LIMITS.inflated_bytes,
    };
    assert_eq!(refused(&honest), bomb);
    let lying = docx(vec![Part {
        name: "word/a.xml",
        bytes: zeros,
        says: Some(100),
    }]);
    assert_eq!(refused(&lying), bomb);
    let names: Vec<String> = (0..1_001).map(|n| format!("word/{n}.xml")).collect();
    let many = docx(names.iter().map(|name| part(name, b"")).collect());
    assert_eq!(refused(&many), Unfit::Bomb { limit: 1_000 });
    // Two entries of the directory over the same bytes.
    let mut twice = docx(vec![part("word/a.xml", b"abc"), part("word/b.xml", b"abc")]);
    let second = memchr::memmem::rfind(&twice, b"word/b.xml").unwrap();
    let first = memchr::memmem::find_iter(&twice, b"PK\x01\x02")
        .nth(2)
        .unwrap();
    let offset = twice[first + 42..first + 46].to_vec();
    twice[second - 4..second].copy_from_slice(&offset);
    assert!(matches!(
        refused(&twice),
        Unfit::Bomb { .. } | Unfit::Damaged { .. }
    ));
}

#[test]
fn what_is_too_large_is_refused_before_it_is_looked_at() {
    let limits = Limits {
        bytes: 10,
        ..LIMITS
    };
    assert_eq!(
        inspect(&jpeg(16, 16), &limits).unwrap_err(),
        Unfit::TooLarge { limit: 10 }
    );
}

proptest::proptest! {
    /// Damage anywhere is refused or harmless, but never a crash.
    #[test]
    fn no_damage_brings_it_down(at in 0_usize..4_000, byte: u8, which in 0_usize..5) {
        let mut bytes = match which {
            0 => talkative_jpeg(48, 32, 6),
            1 => talkative_png(48, 32),
            2 => talkative_webp(48, 32),
            3 => docx(vec![part("word/styles.xml", b"<w:styles/>")]),
            _ => pdf("1 0 obj <</Type /Catalog>> endobj"),
        };
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(inspected) = inspect(&bytes, &LIMITS)
            && let Some(made) = inspected.pictures
        {
            proptest::prop_assert!(memchr::memmem::find(&made.plain.bytes, b"Kodak-of-Test").is_none());
        }
    }
}
