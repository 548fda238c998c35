//! Slow clients: they are cut off, and hold no places of others.

use std::time::{Duration, Instant};

use mingjie::config::{Config, Uploads};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::support::Served;

/// Begins to send a file of so many bytes by an account's or nobody's hand, and stays silent.
async fn hold(served: &Served, bearer: Option<&str>) -> TcpStream {
    let mut stream = TcpStream::connect(served.address()).await.unwrap();
    let authorisation = bearer.map_or_else(String::new, |token| {
        format!("Authorization: Bearer {token}\r\n")
    });
    let head = format!(
        "POST /api/v1/attachments?name=a.jpg HTTP/1.1\r\nHost: x\r\n{authorisation}\
         Content-Type: application/octet-stream\r\nContent-Length: 100000\r\n\r\nxx"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn answer(stream: &mut TcpStream) -> String {
    let mut bytes = vec![0; 4096];
    let read = stream.read(&mut bytes).await.unwrap();
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

#[tokio::test]
async fn slow_uploads_of_one_caller_leave_the_places_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        data: folder.path().to_owned(),
        uploads: Uploads {
            at_once: 2,
            ..Uploads::default()
        },
        ..Config::default()
    };
    let served = Served::with(config).await;
    let held = [hold(&served, None).await, hold(&served, None).await];
    // Places are full once one more is told so; whichever got in before stays.
    let mut refused = String::new();
    let begun = Instant::now();
    let mut more = Vec::new();
    while !refused.contains("429") {
        assert!(begun.elapsed() < Duration::from_secs(20), "{refused}");
        let mut stream = hold(&served, None).await;
        let told = tokio::time::timeout(Duration::from_millis(300), answer(&mut stream)).await;
        match told {
            Ok(told) => refused = told,
            Err(_) => more.push(stream),
        }
    }
    assert!(refused.contains("uploads_at_once"), "{refused}");
    assert!(refused.to_lowercase().contains("retry-after"), "{refused}");
    // Whoever has an account has places of its own.
    let body = json!({ "name": "a.jpg", "size": 3 });
    let begun = served
        .writer
        .post("/api/v1/uploads", &body)
        .expect(201)
        .await;
    let path = format!("/api/v1/uploads/{}", begun.body["id"].as_str().unwrap());
    let piece = served
        .writer
        .ask(reqwest::Method::PATCH, &path)
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", "0")
        .body("ab")
        .expect(204)
        .await;
    assert_eq!(piece.header("upload-offset"), "2");
    // A place that is given up is free again.
    drop((held, more));
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < Duration::from_secs(20));
        let mut stream = hold(&served, None).await;
        let told = tokio::time::timeout(Duration::from_millis(300), answer(&mut stream)).await;
        if told.is_err() {
            break;
        }
    }
}

#[tokio::test]
async fn a_crawling_upload_ends_and_keeps_what_has_come() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        data: folder.path().to_owned(),
        uploads: Uploads {
            idle_s: 1,
            min_bytes_per_s: 1_000,
            ..Uploads::default()
        },
        ..Config::default()
    };
    let served = Served::with(config).await;
    let body = json!({ "name": "a.jpg", "size": 100_000 });
    let begun = served
        .writer
        .post("/api/v1/uploads", &body)
        .expect(201)
        .await;
    let path = format!("/api/v1/uploads/{}", begun.body["id"].as_str().unwrap());
    let crawl = futures_util::stream::unfold(0, |sent| async move {
        // A byte each tenth of a second: never silent, never fast.
        tokio::time::sleep(Duration::from_millis(100)).await;
        (sent < 600).then(|| (Ok::<_, std::io::Error>("x"), sent + 1))
    });
    let started = Instant::now();
    let refused = served
        .writer
        .ask(reqwest::Method::PATCH, &path)
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", "0")
        .body(reqwest::Body::wrap_stream(crawl))
        .refused(408, "upload_slow")
        .await;
    assert!(started.elapsed() < Duration::from_secs(30), "{refused:?}");
    let kept = served.writer.get(&path).expect(200).await;
    assert!(kept.body["received"].as_u64().unwrap() >= 5);
}
