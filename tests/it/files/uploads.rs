//! Uploads: piece by piece, broken anywhere, gone on with, finished once.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::{Duration, Instant},
};

use proptest::{prelude::*, test_runner::TestRunner};
use reqwest::Method;
use serde_json::json;

use super::{House, begin, bring, code, handed, piece};
use crate::support::{
    Client,
    samples::{docx, jpeg, pdf, png, talkative_jpeg, webp, xlsx},
};

/// A photo that does not get small.
fn photo() -> Vec<u8> {
    let noise = image::RgbImage::from_fn(700, 500, |x, y| {
        let mix = (x * 7919 + y * 104_729) ^ (x * y);
        image::Rgb([mix as u8, (mix >> 8) as u8, (mix >> 3) as u8])
    });
    crate::support::samples::encoded(&noise.into(), image::ImageFormat::Jpeg)
}

#[tokio::test]
async fn every_kind_of_file_is_taken_in_one_request_and_told_by_its_bytes() {
    let house = House::new().await;
    let writer = &house.served.writer;
    for (bytes, mime) in [
        (talkative_jpeg(640, 480, 6), "image/jpeg"),
        (png(20, 10), "image/png"),
        (webp(20, 10), "image/webp"),
        (pdf("1 0 obj <<>> endobj"), "application/pdf"),
        (
            docx(Vec::new()),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            xlsx(),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ] {
        let answered = bring(writer, "..%2F..%2Fevil.exe", bytes.clone()).await;
        assert_eq!(answered.status, 201, "{:#}", answered.body);
        assert_eq!(answered.body["mime"], mime);
        assert_eq!(answered.body["name"], "evil.exe");
        assert_eq!(answered.body["bytes"], bytes.len());
        let location = answered.header("location").to_owned();
        let (status, headers, body) = handed(&house.served, &location, true).await;
        assert_eq!((status, &body), (200, &bytes), "as it came");
        assert_eq!(headers["content-type"], mime);
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(
            headers["content-security-policy"]
                .to_str()
                .unwrap()
                .starts_with("sandbox")
        );
        let named = headers["content-disposition"].to_str().unwrap();
        assert!(named.starts_with("attachment; filename=\"evil."), "{named}");
        assert!(!named.contains("exe"), "{named}");
    }
}

#[tokio::test]
async fn a_photo_is_kept_with_what_it_says_as_data() {
    let house = House::new().await;
    let answered = bring(&house.served.writer, "p.jpg", talkative_jpeg(640, 480, 6)).await;
    let body = answered.body;
    assert_eq!(body["position"], json!([120.82, 29.585]));
    assert_eq!(body["direction_deg"], 135.0);
    assert_eq!(body["taken_at"], "2026-03-05T02:20:30Z");
    assert_eq!(body["camera"], "Kodak-of-Test Model 7");
    assert_eq!(
        (&body["width"], &body["height"]),
        (&json!(480), &json!(640))
    );
    let path = format!("/api/v1/attachments/{}", body["id"].as_str().unwrap());
    for (size, longest) in [("thumb", 320), ("view", 640)] {
        let (status, headers, bytes) =
            handed(&house.served, &format!("{path}?size={size}"), true).await;
        assert_eq!(status, 200);
        assert_eq!(headers["content-type"], "image/jpeg");
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!(picture.height(), longest);
        let tag = headers["etag"].to_str().unwrap();
        let again = house
            .served
            .authorised(Method::GET, &format!("{path}?size={size}"))
            .header("if-none-match", tag)
            .send()
            .await
            .unwrap();
        assert_eq!(again.status(), 304);
    }
    house
        .served
        .writer
        .get(&format!("{path}?size=huge"))
        .refused(400, "bad_parameter")
        .await;
}

#[tokio::test]
async fn an_upload_goes_piece_by_piece_and_is_one_attachment_however_often_it_ends() {
    let house = House::new().await;
    let (writer, bytes) = (&house.served.writer, jpeg(300, 200));
    let begun = begin(writer, "照片.jpg", bytes.len()).await;
    assert_eq!(begun.status, 201);
    assert_eq!(begun.header("upload-offset"), "0");
    let path = begun.header("location").to_owned();
    let half = bytes.len() / 2;
    let first = piece(writer, &path, 0, &bytes[..half]).await;
    assert_eq!(
        (first.status.as_u16(), first.header("upload-offset")),
        (204, half.to_string().as_str())
    );
    // Said again, or begun elsewhere: where it goes on is told.
    for from in [0, half - 1, half + 1] {
        let refused = piece(writer, &path, from, &bytes[..half]).await;
        assert_eq!(code(&refused), (409, json!("upload_offset")));
        assert_eq!(refused.header("upload-offset"), half.to_string());
    }
    let head = writer.ask(Method::HEAD, &path).expect(200).await;
    assert_eq!(head.header("upload-offset"), half.to_string());
    assert_eq!(head.header("upload-length"), bytes.len().to_string());
    let last = piece(writer, &path, half, &bytes[half..]).await;
    assert_eq!(last.status, 200, "{:#}", last.body);
    for _ in 0..3 {
        let again = piece(writer, &path, bytes.len(), &[]).await;
        assert_eq!(
            (again.status.as_u16(), &again.body["id"]),
            (200, &last.body["id"])
        );
    }
    let told = writer.get(&path).expect(200).await;
    assert_eq!(told.body["attachment_id"], last.body["id"]);
    let more = piece(writer, &path, bytes.len(), b"more").await;
    assert_eq!(code(&more), (413, json!("file_too_large")));
}

#[tokio::test]
async fn only_whoever_began_an_upload_goes_on_with_it() {
    let house = House::new().await;
    let (writer, public) = (&house.served.writer, &house.served.public);
    let path = begin(writer, "a.jpg", 100)
        .await
        .header("location")
        .to_owned();
    assert_eq!(piece(public, &path, 0, b"x").await.status, 404);
    public.get(&path).refused(404, "not_found").await;
    public
        .ask(Method::DELETE, &path)
        .refused(404, "not_found")
        .await;
    writer.ask(Method::DELETE, &path).expect(204).await;
    writer.get(&path).refused(404, "not_found").await;
    for bad in ["/api/v1/uploads/nonsense", "/api/v1/uploads/..%2f..%2fetc"] {
        writer.get(bad).refused(404, "not_found").await;
    }
}

#[tokio::test]
async fn what_is_not_what_was_announced_is_thrown_away() {
    let house = House::new().await;
    let (writer, bytes) = (&house.served.writer, jpeg(64, 48));
    let body = json!({ "name": "a.jpg", "size": bytes.len(), "sha256": "0".repeat(64) });
    let path = writer
        .post("/api/v1/uploads", &body)
        .expect(201)
        .await
        .header("location")
        .to_owned();
    let refused = piece(writer, &path, 0, &bytes).await;
    assert_eq!(code(&refused), (422, json!("file_hash")));
    writer.get(&path).refused(404, "not_found").await;
    let right = mingjie::files::address(&bytes).to_uppercase();
    let body = json!({ "name": "a.jpg", "size": bytes.len(), "sha256": right });
    let path = writer
        .post("/api/v1/uploads", &body)
        .expect(201)
        .await
        .header("location")
        .to_owned();
    assert_eq!(piece(writer, &path, 0, &bytes).await.status, 200);
    let body = json!({ "name": "a.jpg", "size": 5, "sha256": "xyz" });
    writer
        .post("/api/v1/uploads", &body)
        .refused(400, "bad_parameter")
        .await;
    assert_eq!(house.kept(), 4, "one original, three made of it");
}

#[tokio::test]
async fn hopeless_bytes_are_refused_with_the_first_piece() {
    let house = House::new().await;
    let writer = &house.served.writer;
    let path = begin(writer, "a.jpg", 50_000_000)
        .await
        .header("location")
        .to_owned();
    let refused = piece(writer, &path, 0, b"MZ this is no picture at all").await;
    assert_eq!(code(&refused), (415, json!("file_type")));
    writer.get(&path).refused(404, "not_found").await;
}

/// Sends a piece that announces more than it brings, and hangs up.
fn break_off(base: &str, path: &str, from: usize, announced: usize, bytes: &[u8]) {
    let address = base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nUpload-Offset: {from}\r\n\
         Content-Type: application/offset+octet-stream\r\nContent-Length: {announced}\r\n\r\n",
        crate::support::serve::TOKEN
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(bytes).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    // Until the server has let go.
    stream.read_to_end(&mut Vec::new()).ok();
}

async fn reached(client: &Client, path: &str) -> usize {
    let head = client.ask(Method::HEAD, path).expect(200).await;
    head.header("upload-offset").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_broken_off_anywhere_goes_on_where_it_broke() {
    let house = House::new().await;
    let bytes = photo();
    assert!(
        bytes.len() > 300_000,
        "more than one piece: {}",
        bytes.len()
    );
    let base = house.served.url("/").trim_end_matches('/').to_owned();
    let (writer, house) = (&house.served.writer, &house);
    let cuts = proptest::collection::vec((1..120_000_usize, any::<bool>()), 0..6);
    let handle = tokio::runtime::Handle::current();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(24));
    let ran = tokio::task::block_in_place(|| {
        runner.run(&cuts, |cuts| {
            handle.block_on(async {
                let path = begin(writer, "a.jpg", bytes.len())
                    .await
                    .header("location")
                    .to_owned();
                let mut at = 0;
                for (length, breaks) in cuts {
                    let to = (at + length).min(bytes.len() - 1);
                    if breaks {
                        break_off(&base, &path, at, bytes.len() - at, &bytes[at..to]);
                        let begun = Instant::now();
                        while reached(writer, &path).await != to {
                            assert!(
                                begun.elapsed() < Duration::from_secs(20),
                                "what was sent is kept"
                            );
                        }
                    } else {
                        assert_eq!(piece(writer, &path, at, &bytes[at..to]).await.status, 204);
                    }
                    at = to;
                }
                let last = piece(writer, &path, at, &bytes[at..]).await;
                assert_eq!(last.status, 200, "{:#}", last.body);
                let path = format!("/api/v1/attachments/{}", last.body["id"].as_str().unwrap());
                let (_, _, kept) = handed(&house.served, &path, true).await;
                assert!(kept == bytes, "byte by byte");
            });
            Ok(())
        })
    });
    ran.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_send_the_same_upload_at_once_spoil_nothing() {
    let house = House::new().await;
    let (writer, bytes) = (&house.served.writer, photo());
    let path = begin(writer, "a.jpg", bytes.len())
        .await
        .header("location")
        .to_owned();
    let sends = (0..6).map(|_| {
        let (writer, path, bytes) = (writer.clone(), path.clone(), bytes.clone());
        tokio::spawn(async move { piece(&writer, &path, 0, &bytes).await })
    });
    let mut made = Vec::new();
    for send in sends.collect::<Vec<_>>() {
        let answered = send.await.unwrap();
        match answered.status.as_u16() {
            200 => made.push(answered.body["id"].clone()),
            409 => assert!(!answered.header("upload-offset").is_empty()),
            other => panic!("{other}: {:#}", answered.body),
        }
    }
    let mut at = reached(writer, &path).await;
    while at < bytes.len() {
        let answered = piece(writer, &path, at, &bytes[at..]).await;
        assert!(
            matches!(answered.status.as_u16(), 200 | 409),
            "{:#}",
            answered.body
        );
        at = reached(writer, &path).await;
    }
    let last = piece(writer, &path, at, &[]).await;
    assert!(
        made.iter().all(|id| *id == last.body["id"]),
        "one attachment"
    );
    let path = format!("/api/v1/attachments/{}", last.body["id"].as_str().unwrap());
    let (_, _, kept) = handed(&house.served, &path, true).await;
    assert!(kept == bytes);
}

#[tokio::test]
async fn a_sender_that_falls_silent_is_let_go_and_its_bytes_are_kept() {
    let house = House::with(|config| config.uploads.idle_s = 1).await;
    let writer = &house.served.writer;
    let path = begin(writer, "a.jpg", 1_000)
        .await
        .header("location")
        .to_owned();
    let base = house.served.url("/").trim_end_matches('/').to_owned();
    let silent = path.clone();
    let said = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
        let head = format!(
            "PATCH {silent} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nUpload-Offset: 0\r\n\
             Content-Length: 1000\r\n\r\n\u{0}ab",
            crate::support::serve::TOKEN
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            answer.extend_from_slice(&buffer[..count]);
            if String::from_utf8_lossy(&answer).contains("upload_slow") {
                break;
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    })
    .await
    .unwrap();
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert_eq!(reached(writer, &path).await, 3);
}
