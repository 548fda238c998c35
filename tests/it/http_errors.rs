//! What goes wrong is told as a problem, in the reader's language, with what to do next.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value as Json, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::{
    Served,
    county::{collection, feature, line, point, road},
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
async fn each_wrong_field_is_named() {
    let served = Served::new().await.with_county().await;
    let body = |properties: Json| feature(line(&STREET), properties);
    let long = "路".repeat(61);
    for (kind, body, field, code) in [
        (
            "road",
            body(json!({ "name": "剡\u{0}湖路" })),
            "name",
            "control_character",
        ),
        (
            "road",
            body(json!({ "origin": "剡\u{0}湖" })),
            "origin",
            "control_character",
        ),
        ("road", body(json!({ "name": long })), "name", "too_long"),
        (
            "road",
            body(json!({ "nmae": "剡湖路" })),
            "nmae",
            "unknown_field",
        ),
        (
            "road",
            body(json!({ "class": "huge" })),
            "class",
            "wrong_value",
        ),
        (
            "road",
            body(json!({ "width_m": -3 })),
            "width_m",
            "wrong_value",
        ),
        (
            "road",
            body(json!({ "width_m": [3] })),
            "width_m",
            "wrong_type",
        ),
        (
            "road",
            body(json!({ "valid_from": "5 March" })),
            "valid_from",
            "wrong_type",
        ),
        (
            "road",
            body(json!({ "valid_from": "2020-02-01", "valid_to": "2020-01-31" })),
            "valid_to",
            "wrong_value",
        ),
        (
            "road",
            body(json!({ "region_code": "330684" })),
            "region_code",
            "unknown_region_code",
        ),
        (
            "road",
            feature(point(120.6, 29.4), json!({})),
            "geometry",
            "wrong_geometry_type",
        ),
        (
            "road",
            feature(Json::Null, json!({})),
            "geometry",
            "missing_geometry",
        ),
        (
            "road",
            feature(line(&[[29.41, 120.61], [29.41, 120.63]]), json!({})),
            "geometry",
            "swapped_axes",
        ),
        (
            "road",
            feature(line(&[[190.0, 29.0], [191.0, 29.0]]), json!({})),
            "geometry",
            "coordinate_out_of_range",
        ),
        (
            "road",
            feature(line(&[[122.0, 29.4], [122.1, 29.4]]), json!({})),
            "geometry",
            "outside_jurisdiction",
        ),
        (
            "place",
            feature(point(120.6, 29.4), json!({ "class_code": "22000" })),
            "name",
            "missing_field",
        ),
        (
            "place",
            feature(
                point(120.6, 29.4),
                json!({ "name": "x", "class_code": null }),
            ),
            "class_code",
            "missing_field",
        ),
        (
            "doorplate",
            feature(
                point(120.6, 29.4),
                json!({ "number": "1", "road_source_id": "R9" }),
            ),
            "road_source_id",
            "unknown_road",
        ),
        (
            "boundary_marker",
            feature(
                point(120.6, 29.4),
                json!({ "line_code": "L9", "serial": "1", "type": "Q" }),
            ),
            "line_code",
            "unknown_line_code",
        ),
        (
            "plot",
            feature(
                point(120.6, 29.4),
                json!({ "cemetery_source_id": "C9", "number": "1" }),
            ),
            "geometry",
            "wrong_geometry_type",
        ),
        (
            "cemetery",
            feature(
                point(120.6, 29.4),
                json!({ "name": "x", "cemetery_type": "eco", "capacity": -1 }),
            ),
            "capacity",
            "wrong_value",
        ),
        (
            "region",
            feature(Json::Null, json!({ "code": "12345", "name": "x" })),
            "code",
            "wrong_value",
        ),
        (
            "region",
            feature(
                Json::Null,
                json!({ "code": "340102", "name": "x", "parent_code": "3401" }),
            ),
            "parent_code",
            "unknown_parent_code",
        ),
        (
            "region",
            feature(
                Json::Null,
                json!({ "code": "340102", "name": "x", "parent_code": "340102" }),
            ),
            "parent_code",
            "wrong_value",
        ),
    ] {
        let refused = served
            .writer
            .post(&format!("/api/v1/{kind}"), &body)
            .refused(422, "invalid")
            .await;
        assert_eq!(refused.fields(), [field], "{body}");
        assert_eq!(refused.body["errors"][0]["code"], code, "{body}");
    }
    let sixty = body(json!({ "name": "路".repeat(60) }));
    served.writer.post("/api/v1/road", &sixty).expect(201).await;
    // Without a named parent the nearest region above that is known becomes it.
    let orphan = feature(Json::Null, json!({ "code": "330702", "name": "婺城区" }));
    let made = served
        .writer
        .post("/api/v1/region", &orphan)
        .expect(201)
        .await;
    assert_eq!(made.body["properties"]["parent_code"], "33");
}

#[tokio::test]
async fn a_patch_is_judged_as_a_whole() {
    let served = Served::new().await.with_county().await;
    let mut body = road("R1", "剡湖路", &STREET);
    body["properties"]["valid_from"] = json!("2020-01-01");
    let id = served.create("road", &body).await;
    let path = format!("/api/v1/road/{id}");
    for (change, field) in [
        (
            json!({ "properties": { "valid_to": "2019-12-31" } }),
            "valid_to",
        ),
        (json!({ "properties": { "nmae": "x" } }), "nmae"),
        (json!({ "property": { "name": "x" } }), "property"),
        (json!({ "name": "x" }), "name"),
        (json!({ "geometry": null }), "geometry"),
        (json!({ "geometry": point(120.6, 29.4) }), "geometry"),
    ] {
        let refused = served
            .writer
            .patch(&path, 1, &change)
            .refused(422, "invalid")
            .await;
        assert_eq!(refused.fields(), [field], "{change}");
    }
    for (reason, name) in [("x\u{0}y".to_owned(), "NUL"), ("长".repeat(3000), "long")] {
        let refused = served
            .writer
            .delete(&path, 1)
            .json(&json!({ "reason": reason }))
            .answer()
            .await;
        assert!(
            refused.status.is_client_error(),
            "{name}: {}",
            refused.status
        );
    }
    served
        .writer
        .delete(&path, 1)
        .json(&json!({ "why": "x" }))
        .refused(400, "unreadable")
        .await;
    served
        .writer
        .ask(Method::PATCH, &format!("{path}?x=1"))
        .at_version(1)
        .json(&json!({}))
        .refused(400, "unreadable")
        .await;
    served
        .writer
        .post("/api/v1/road?dry=1", &body)
        .refused(400, "unreadable")
        .await;
}

#[tokio::test]
async fn ten_thousand_features_go_in_one_body_and_no_more() {
    let patient = mingjie::config::Config {
        request_timeout_s: 300,
        ..Default::default()
    };
    let served = Served::with(patient).await;
    let features: Vec<Json> = (0..10_001)
        .map(|n| {
            feature(
                point(120.6 + f64::from(n) / 1e5, 29.4),
                json!({ "number": n.to_string() }),
            )
        })
        .collect();
    let over = collection(features.clone());
    served
        .writer
        .post("/api/v1/doorplate", &over)
        .refused(400, "unreadable")
        .await;
    served.create_all("doorplate", &features[..10_000]).await;
    let page = served
        .public
        .get("/api/v1/doorplate?limit=10000")
        .expect(200)
        .await;
    assert_eq!(page.body["numberReturned"], 10_000);
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
