//! What a feature says wrongly is named, field by field, and a body is taken as a whole or not at all.

use reqwest::Method;
use serde_json::{Value as Json, json};

use crate::support::{
    Served,
    county::{collection, feature, line, point, road},
};

const STREET: [[f64; 2]; 2] = [[120.61, 29.41], [120.63, 29.41]];

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
