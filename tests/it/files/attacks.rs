//! Hostile files and senders, over HTTP: each is refused, and nothing of it stays.

use reqwest::Method;
use serde_json::json;

use super::{House, begin, bring, code, piece};
use crate::support::samples::{
    Part, archive, docx, jpeg, part, pdf, pixel_bomb, png, with_segments,
};

#[tokio::test]
async fn hostile_files_are_refused_with_their_reason_and_nothing_of_them_stays() {
    let house = House::with(|config| {
        config.uploads.max_unpacked_bytes = 1 << 20;
        config.uploads.max_bytes = 4 << 20;
    })
    .await;
    let photo = jpeg(64, 48);
    let zeros = vec![0; 2 << 20];
    let zip = archive(&[part("evil.js", b"alert(1)")]);
    let hostile: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("nothing", Vec::new(), 422, "file_empty"),
        ("a pixel bomb", pixel_bomb(), 422, "file_pixels"),
        (
            "a zip bomb",
            docx(vec![part("word/a.xml", &zeros)]),
            422,
            "file_bomb",
        ),
        (
            "a lying zip bomb",
            docx(vec![Part {
                name: "word/a.xml",
                bytes: zeros.clone(),
                says: Some(9),
            }]),
            422,
            "file_bomb",
        ),
        (
            "a GIF that is a script",
            b"GIF89a/*;*/=1;alert(1)".to_vec(),
            415,
            "file_type",
        ),
        (
            "a photo that is an archive",
            [photo.clone(), zip.clone()].concat(),
            422,
            "file_polyglot",
        ),
        (
            "a picture that is an archive",
            [png(8, 8), zip.clone()].concat(),
            422,
            "file_polyglot",
        ),
        (
            "a document that is a page",
            pdf("<html><script>x</script>"),
            422,
            "file_polyglot",
        ),
        (
            "a photo that is a page",
            with_segments(&photo, &[(0xFE, b"<script>alert(1)</script>".to_vec())]),
            422,
            "file_polyglot",
        ),
        (
            "a photo cut off",
            photo[..photo.len() - 40].to_vec(),
            422,
            "file_truncated",
        ),
        (
            "a document that acts",
            pdf("<</S /JavaScript /JS 3 0 R>>"),
            422,
            "file_active",
        ),
        (
            "macros",
            docx(vec![part("word/vbaProject.bin", b"x")]),
            422,
            "file_active",
        ),
        (
            "a way out",
            docx(vec![part("../../../evil", b"x")]),
            422,
            "file_damaged",
        ),
        (
            "a program",
            b"\x7FELF\x02\x01\x01 and so on".to_vec(),
            415,
            "file_type",
        ),
        (
            "a drawing that acts",
            b"<svg onload=alert(1) />      ".to_vec(),
            415,
            "file_type",
        ),
        ("an archive", zip, 415, "file_type"),
        ("too much", vec![0xFF; (4 << 20) + 1], 413, "file_too_large"),
    ];
    for (what, bytes, status, reason) in hostile {
        let once = bring(&house.served.writer, "a.jpg", bytes.clone()).await;
        assert_eq!(
            code(&once),
            (status, json!(reason)),
            "{what}: {:#}",
            once.body
        );
        assert!(!once.body["detail"].as_str().unwrap().contains("files."));
        let begun = begin(&house.served.writer, "a.jpg", bytes.len()).await;
        if begun.status != 201 {
            assert_eq!(code(&begun).1, reason, "{what}");
            continue;
        }
        let path = begun.header("location").to_owned();
        let refused = piece(&house.served.writer, &path, 0, &bytes).await;
        assert_eq!(
            code(&refused),
            (status, json!(reason)),
            "{what}: piece by piece"
        );
        house
            .served
            .writer
            .get(&path)
            .refused(404, "not_found")
            .await;
    }
    assert_eq!(house.kept(), 0);
}

#[tokio::test]
async fn the_public_brings_pictures_alone_small_ones_and_not_too_many() {
    let house = House::with(|config| {
        config.uploads.public_max_bytes = 50_000;
        config.uploads.public_pending_bytes = 200_000;
        config.uploads.public_per_hour = 8;
    })
    .await;
    let public = &house.served.public;
    let refused = bring(public, "a.pdf", pdf("")).await;
    assert_eq!(code(&refused), (415, json!("file_no_picture")));
    let refused = begin(public, "a.jpg", 50_001).await;
    assert_eq!(code(&refused), (413, json!("file_too_large")));
    let refused = bring(public, "a.jpg", vec![0xFF; 50_001]).await;
    assert_eq!(code(&refused), (413, json!("file_too_large")));
    for _ in 0..4 {
        assert_eq!(begin(public, "a.jpg", 50_000).await.status, 201);
    }
    // All of them together have too much on its way, then this address has begun too many.
    let refused = begin(public, "a.jpg", 1_000).await;
    assert_eq!(code(&refused), (429, json!("too_many_uploads")));
    let refused = begin(public, "a.jpg", 1_000).await;
    assert_eq!(code(&refused), (429, json!("too_many_uploads")));
    let wait: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&wait));
    // Whoever is known is not counted.
    assert_eq!(
        begin(&house.served.writer, "a.jpg", 60_000).await.status,
        201
    );
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_before_anything_is_kept() {
    let house = House::new().await;
    let writer = &house.served.writer;
    for body in [
        json!({ "name": "a.jpg" }),
        json!({ "name": "a.jpg", "size": -1 }),
        json!({ "name": "a.jpg", "size": 1.5 }),
        json!({ "name": "a.jpg", "size": 1, "path": "/etc/passwd" }),
        json!({ "name": ["a"], "size": 1 }),
    ] {
        writer
            .post("/api/v1/uploads", &body)
            .refused(400, "unreadable")
            .await;
    }
    let path = begin(writer, "a.jpg", 100)
        .await
        .header("location")
        .to_owned();
    for offset in ["", "-1", "1e3", "99999999999999999999999"] {
        writer
            .ask(Method::PATCH, &path)
            .header("upload-offset", offset)
            .body(vec![1])
            .refused(400, "bad_parameter")
            .await;
    }
    for path in [
        "/api/v1/attachments/..%2F..%2Fetc%2Fpasswd",
        "/api/v1/attachments/0190b0a0-0000-7000-8000-000000000000",
        "/api/v1/attachments/%00",
        "/api/v1/attachments/nonsense/about",
    ] {
        writer.get(path).refused(404, "not_found").await;
    }
    writer
        .ask(Method::POST, "/api/v1/attachments?name=a.jpg&sha256=zz")
        .body(jpeg(8, 8))
        .refused(400, "bad_parameter")
        .await;
    let wrong = house
        .served
        .public
        .bearing("wrong-wrong-wrong-wrong-wrong-wrong");
    assert_eq!(bring(&wrong, "a.jpg", jpeg(8, 8)).await.status, 401);
    assert_eq!(house.kept(), 0);
}
