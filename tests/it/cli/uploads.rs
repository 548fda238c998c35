//! A server that is killed in the middle of an upload: what was answered for is there, and the
//! sender goes on with the next server.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::program::Program;
use crate::support::{Client, TestDatabase, samples};

async fn ready(client: &Client) {
    while client.get("/readyz").answer().await.status != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn photo(seed: u32) -> Vec<u8> {
    let noise = image::RgbImage::from_fn(900, 700, |x, y| {
        let mix = (x * 7919 + y * 104_729 + seed * 31) ^ (x * y);
        image::Rgb([mix as u8, (mix >> 8) as u8, (mix >> 3) as u8])
    });
    samples::encoded(&noise.into(), image::ImageFormat::Jpeg)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_killed_at_any_moment_leaves_a_whole_attachment_or_an_upload_to_go_on_with() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    let (mut running, _, mut writer) = program.serve();
    ready(&writer).await;
    for round in 0..6_u32 {
        let bytes = photo(round);
        let body = json!({
            "name": "照片.jpg", "size": bytes.len(), "sha256": mingjie::files::address(&bytes),
        });
        let path = writer
            .post("/api/v1/uploads", &body)
            .expect(201)
            .await
            .header("location")
            .to_owned();
        // The kill falls anywhere from the first piece to behind the end.
        let sending = tokio::spawn({
            let (writer, path, bytes) = (writer.clone(), path.clone(), bytes.clone());
            async move {
                let asking = writer
                    .ask(Method::PATCH, &path)
                    .header("upload-offset", "0")
                    .body(bytes);
                // Nobody knows whether there is an answer.
                tokio::time::timeout(Duration::from_secs(5), asking.answer())
                    .await
                    .ok();
            }
        });
        tokio::time::sleep(Duration::from_millis(u64::from(round) * 60)).await;
        running.signal("KILL");
        running.wait();
        sending.abort();
        let (again, _, client) = program.serve();
        (running, writer) = (again, client);
        ready(&writer).await;
        let at: usize = writer
            .ask(Method::HEAD, &path)
            .expect(200)
            .await
            .header("upload-offset")
            .parse()
            .unwrap();
        let finish = |from: usize| {
            writer
                .ask(Method::PATCH, &path)
                .header("upload-offset", &from.to_string())
                .body(bytes[from..].to_vec())
        };
        let made = finish(at).expect(200).await.body["id"].clone();
        assert_eq!(
            finish(bytes.len()).expect(200).await.body["id"],
            made,
            "one attachment"
        );
        let path = format!("/api/v1/attachments/{}?size=thumb", made.as_str().unwrap());
        writer.get(&path).expect(200).await;
    }
    let mut connection = database.connect().await;
    let counts: (i64, i64) = sqlx::query_as(
        "select (select count(*) from register.attachment), (select count(*) from register.upload_part)",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(counts, (6, 0), "an attachment an upload, and no piece left");
    running.signal("TERM");
    assert_eq!(running.wait(), Some(0));
}
