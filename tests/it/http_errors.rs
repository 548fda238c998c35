//! What goes wrong is told as a problem, in the reader's language, with what to do next.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::{
    Served,
    county::{feature, line, road},
};

const STREET: [[f64; 2]; 2] = [[120.61, 29.41], [120.63, 29.41]];

#[tokio::test]
async fn a_problem_has_every_member_and_the_request_id() {
    let served = Served::new().await;
    let body = feature(line(&STREET), json!({ "width_m": "wide" }));
    let refused = served
        .writer
        .post("/api/v1/road", &body)
        .refused(422, "invalid")
        .await;
    assert_eq!(refused.body["type"], "about:blank");
    let id = refused.body["instance"].as_str().unwrap();
    assert_eq!(id, refused.header("x-request-id"));
    assert!(!id.is_empty());
    let error = &refused.body["errors"][0];
    assert_eq!(error["field"], "width_m");
    assert_eq!(error["value"], "wide");
    assert_eq!(error["code"], "wrong_type");
    for member in ["reason", "mend"] {
        assert!(!error[member].as_str().unwrap().is_empty());
    }
    for member in ["title", "detail"] {
        assert!(!refused.body[member].as_str().unwrap().starts_with("http."));
    }
}

#[tokio::test]
async fn a_problem_speaks_the_readers_language() {
    let served = Served::new().await;
    let title = |accept: &'static str| {
        let asked = served
            .public
            .get("/api/v1/castle")
            .header("accept-language", accept);
        async move { asked.refused(404, "not_found").await.body["title"].clone() }
    };
    let english = title("en").await;
    let chinese = title("zh-CN").await;
    assert!(english.as_str().unwrap().is_ascii() && !chinese.as_str().unwrap().is_ascii());
    assert_eq!(title("en-GB,en;q=0.8").await, english);
    assert_eq!(title("zh-CN,zh;q=0.9,en;q=0.8").await, chinese);
    assert_eq!(title("fr").await, chinese);
    let silent = served
        .public
        .get("/api/v1/castle")
        .refused(404, "not_found")
        .await;
    assert_eq!(silent.body["title"], chinese);
    let body = feature(line(&STREET), json!({ "width_m": "wide" }));
    let refused = served
        .writer
        .post("/api/v1/road", &body)
        .header("accept-language", "en")
        .refused(422, "invalid")
        .await;
    assert!(
        refused.body["errors"][0]["reason"]
            .as_str()
            .unwrap()
            .is_ascii()
    );
}

#[tokio::test]
async fn what_is_not_there_is_404_and_what_cannot_be_done_405() {
    let served = Served::new().await;
    for path in [
        "/api/v1/castle",
        "/api/v1/castle/1",
        "/api/v2/road",
        "/api/v1/road/0190b0a0-0000-7000-8000-000000000000",
        "/api/v1/road/0190b0a0-0000-7000-8000-000000000000/history",
        "/api/v1/road/not-an-id",
        "/api/v1/road/fid:77",
        "/api/v1/road/fid:x",
        "/api/v1/road/%00",
        "/api/v1/road/a/b/c",
    ] {
        served.public.get(path).refused(404, "not_found").await;
    }
    for path in ["/api/v1/road/%FF", "/api/v1/%FF"] {
        let answer = served.public.get(path).answer().await;
        assert!(answer.status.is_client_error(), "{path}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{path}"
        );
    }
    for (method, path) in [
        (Method::PUT, "/api/v1/road"),
        (Method::DELETE, "/api/v1/road"),
        (Method::POST, "/api/v1/nearest"),
        (Method::POST, "/healthz"),
    ] {
        let refused = served
            .writer
            .ask(method, path)
            .refused(405, "method_not_allowed")
            .await;
        assert!(!refused.header("allow").is_empty(), "{path}");
    }
    let answer = served.writer.ask(Method::POST, "/anything").answer().await;
    assert!(answer.status.is_client_error());
}

#[tokio::test]
async fn a_body_must_be_json_of_a_bearable_size() {
    let config = mingjie::config::Config {
        max_body_bytes: 4096,
        ..Default::default()
    };
    let served = Served::with(config).await;
    let post = |content_type: &'static str, body: Vec<u8>| {
        served
            .writer
            .ask(Method::POST, "/api/v1/road")
            .header("content-type", content_type)
            .body(body)
    };
    let large = format!("{{\"type\":\"Feature\",\"x\":\"{}\"}}", "x".repeat(5000));
    post("application/json", large.into())
        .refused(413, "too_large")
        .await;
    post("text/plain", b"{}".to_vec())
        .refused(415, "unsupported_type")
        .await;
    served
        .writer
        .ask(Method::POST, "/api/v1/road")
        .body("{}")
        .refused(415, "unsupported_type")
        .await;
    for broken in [
        "",
        "{",
        "{\"type\":\"Feature\"",
        "nul",
        "{\"a\":1}{",
        "\u{feff}{}",
        "{\"type\":\"\\ud800\"}",
    ] {
        post("application/json", broken.as_bytes().to_vec())
            .refused(400, "unreadable")
            .await;
    }
    post("application/json", vec![b'"', 0xff, b'"'])
        .refused(400, "unreadable")
        .await;
    let deep = "[".repeat(2000) + &"]".repeat(2000);
    post("application/json", deep.into())
        .refused(400, "unreadable")
        .await;
    for shapeless in [
        "[]",
        "5",
        "null",
        "{}",
        "{\"type\":\"Point\"}",
        "{\"type\":\"FeatureCollection\"}",
        "{\"type\":\"FeatureCollection\",\"features\":[]}",
    ] {
        post("application/geo+json", shapeless.as_bytes().to_vec())
            .refused(400, "unreadable")
            .await;
    }
}

#[tokio::test]
async fn whoever_dawdles_over_a_head_is_cut_off_and_others_are_not() {
    let served = Served::with(mingjie::config::Config {
        head_timeout_s: 1,
        ..Default::default()
    })
    .await;
    let mut slow = tokio::net::TcpStream::connect(served.address())
        .await
        .unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: mingjie\r\nX-Slow: ")
        .await
        .unwrap();
    served.public.get("/healthz").expect(200).await;
    let mut heard = Vec::new();
    // It ends by itself: nothing is written, no answer is owed.
    slow.read_to_end(&mut heard).await.unwrap();
    assert_eq!(heard, b"");
    served.public.get("/healthz").expect(200).await;
}

#[tokio::test]
async fn every_answer_tells_its_position_and_a_reader_may_demand_one() {
    let served = Served::new().await;
    for path in [
        "/healthz",
        "/readyz",
        "/api/v1/road",
        "/api/v1/castle",
        "/api/v1/kinds",
        "/nowhere.txt",
    ] {
        let answer = served.public.get(path).answer().await;
        assert_eq!(answer.position(), 0, "{path}");
        assert!(!answer.header("x-request-id").is_empty());
    }
    let made = served
        .writer
        .post("/api/v1/road", &road("R1", "剡湖路", &STREET))
        .expect(201)
        .await;
    assert_eq!(made.position(), 1);
    let at = |position: &str| {
        served
            .public
            .get("/api/v1/road")
            .header("mingjie-min-position", position)
    };
    at("1").expect(200).await;
    for garbage in ["x", "", "1.5"] {
        at(garbage).refused(400, "bad_parameter").await;
    }
    let begun = Instant::now();
    let refused = at("2").refused(503, "not_ready").await;
    assert!(!refused.header("retry-after").is_empty());
    let waited = begun.elapsed();
    assert!(
        waited > Duration::from_secs(1) && waited < Duration::from_secs(20),
        "{waited:?}"
    );
    let reader = tokio::spawn(at("2").answer());
    served.create("road", &road("R2", "艇湖路", &STREET)).await;
    let answer = reader.await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.each("source_id"), ["R1", "R2"]);
}
