//! What the public may not see is not there for it, whichever way it asks.

use serde_json::{Value as Json, json};

use crate::support::{
    Served,
    county::{area, feature, line, point, road},
};

const EXACT: [f64; 2] = [120.831_234_5, 29.587_654_3];
const SECRETS: [&str; 8] = [
    "120.83123",
    "29.58765",
    "3275123.45",
    "40583333.25",
    "EPSG:4549",
    "321.125",
    "老槐树东五步",
    "reserved",
];

struct Place {
    served: Served,
    marker: String,
    plot: String,
    draft: String,
}

async fn place() -> Place {
    let served = Served::new().await.with_county().await;
    served.create("boundary_line", &feature(
        line(&[[120.80, 29.587_6], [120.86, 29.587_7]]),
        json!({ "code": "L1", "name": "嵊新线", "left_code": "330683001", "right_code": "330683002" }),
    )).await;
    let marker = served
        .create(
            "boundary_marker",
            &feature(
                point(EXACT[0], EXACT[1]),
                json!({
                    "line_code": "L1", "serial": "003", "type": "Q", "north_m": 3_275_123.45,
                    "east_m": 40_583_333.25, "grid": "EPSG:4549", "height_m": 321.125,
                    "landmarks": "老槐树东五步",
                }),
            ),
        )
        .await;
    served
        .create(
            "cemetery",
            &feature(
                area([120.9, 29.6, 120.91, 29.61]),
                json!({
                    "source_id": "C1", "name": "西山公墓", "cemetery_type": "public_benefit",
                }),
            ),
        )
        .await;
    let plot = served
        .create(
            "plot",
            &feature(
                area([120.9001, 29.6001, 120.9002, 29.6002]),
                json!({ "cemetery_source_id": "C1", "number": "7", "occupancy": "reserved" }),
            ),
        )
        .await;
    let mut draft = road("DRAFT1", "机密路", &[[120.61, 29.41], [120.63, 29.41]]);
    draft["properties"]["state"] = json!("draft");
    let draft = served.create("road", &draft).await;
    Place {
        served,
        marker,
        plot,
        draft,
    }
}

impl Place {
    /// Every way to ask for features, for public and writer alike.
    fn ways(&self) -> Vec<String> {
        let mut ways = vec![
            "/api/v1/changes?since=0".to_owned(),
            "/api/v1/within?bbox=120,29,122,30".to_owned(),
            "/api/v1/nearest?lon=120.62&lat=29.41&kinds=road,plot,boundary_line,cemetery&k=100&max_m=100000".to_owned(),
            "/api/v1/reverse?lon=120.62&lat=29.41".to_owned(),
        ];
        for kind in ["boundary_marker", "plot", "road"] {
            ways.push(format!("/api/v1/{kind}"));
            ways.push(format!("/api/v1/{kind}?bbox=120,29,122,30"));
        }
        for (kind, id) in [("boundary_marker", &self.marker), ("plot", &self.plot)] {
            ways.push(format!("/api/v1/{kind}/{id}"));
            ways.push(format!("/api/v1/{kind}/{id}/history"));
            ways.push(format!("/api/v1/{kind}/{id}?as_of=2099-01-01T00:00:00Z"));
            ways.push(format!("/api/v1/{kind}/{id}?valid_on=2026-01-01"));
        }
        ways
    }
}

#[tokio::test]
async fn no_public_answer_holds_a_secret_and_the_writers_do() {
    let place = place().await;
    let mut told = String::new();
    for way in place.ways() {
        let public = place
            .served
            .public
            .get(&way)
            .expect(200)
            .await
            .body
            .to_string();
        for secret in SECRETS {
            assert!(!public.contains(secret), "{way} tells {secret}: {public}");
        }
        assert!(
            !public.contains("机密路") && !public.contains(&place.draft),
            "{way}: {public}"
        );
        told += &place
            .served
            .writer
            .get(&way)
            .expect(200)
            .await
            .body
            .to_string();
    }
    for secret in SECRETS.iter().chain(&["机密路"]) {
        assert!(told.contains(secret), "the writer misses {secret}");
    }
}

#[tokio::test]
async fn earlier_secrets_stay_secret() {
    let place = place().await;
    let path = format!("/api/v1/boundary_marker/{}", place.marker);
    let change = json!({ "properties": { "landmarks": null, "north_m": null, "material": "花岗岩" },
        "geometry": point(120.8411, 29.5876) });
    place
        .served
        .writer
        .patch(&path, 1, &change)
        .expect(200)
        .await;
    let path_of_plot = format!("/api/v1/plot/{}", place.plot);
    let free = json!({ "properties": { "occupancy": "free" } });
    place
        .served
        .writer
        .patch(&path_of_plot, 1, &free)
        .expect(200)
        .await;
    for way in place.ways() {
        let public = place
            .served
            .public
            .get(&way)
            .expect(200)
            .await
            .body
            .to_string();
        for secret in SECRETS {
            assert!(!public.contains(secret), "{way} tells {secret}: {public}");
        }
    }
    let history = place
        .served
        .writer
        .get(&format!("{path}/history"))
        .expect(200)
        .await;
    assert_eq!(
        history.body["versions"][1]["feature"]["properties"]["landmarks"],
        "老槐树东五步"
    );
    let plot = place.served.public.get(&path_of_plot).expect(200).await;
    assert_eq!(plot.body["properties"]["free"], true);
    assert!(plot.body["properties"].get("occupancy").is_none());
}

#[tokio::test]
async fn the_public_sees_a_marker_in_the_middle_of_its_cell() {
    let place = place().await;
    let path = format!("/api/v1/boundary_marker/{}", place.marker);
    let marker = place.served.public.get(&path).expect(200).await;
    assert_eq!(marker.body["geometry"], point(120.835, 29.585));
    let properties = &marker.body["properties"];
    assert_eq!(properties["position_generalised"], true);
    assert_eq!(properties["number"], "L1003Q");
    for field in ["north_m", "east_m", "grid", "height_m", "landmarks"] {
        assert!(properties.get(field).is_none(), "{field}");
    }
    let exact = place.served.writer.get(&path).expect(200).await;
    assert_eq!(exact.body["geometry"], point(EXACT[0], EXACT[1]));
    assert!(
        exact.body["properties"]
            .get("position_generalised")
            .is_none()
    );
}

#[tokio::test]
async fn no_box_narrows_a_marker_below_its_cell() {
    let place = place().await;
    // Boxes over the exact place that leave the middle of the cell out, and the other way round.
    let inside = [120.83123, 29.58765, 120.83124, 29.58766];
    let middle = [120.8349, 29.5849, 120.8351, 29.5851];
    for ([w, s, e, n], seen) in [(inside, 0), (middle, 1)] {
        let polygon = format!("POLYGON(({w} {s},{e} {s},{e} {n},{w} {n},{w} {s}))");
        for way in [
            format!("/api/v1/boundary_marker?bbox={w},{s},{e},{n}"),
            format!("/api/v1/within?kinds=boundary_marker&bbox={w},{s},{e},{n}"),
            format!("/api/v1/within?kinds=boundary_marker&polygon={polygon}"),
        ] {
            let page = place.served.public.get(&way).expect(200).await;
            assert_eq!(page.body["numberReturned"], seen, "{way}");
            let exact = place.served.writer.get(&way).expect(200).await;
            assert_eq!(exact.body["numberReturned"], 1 - seen, "{way}");
        }
        let way = "/api/v1/within?kinds=boundary_marker";
        let page = place
            .served
            .public
            .post(way, &area([w, s, e, n]))
            .expect(200)
            .await;
        assert_eq!(page.body["numberReturned"], seen);
    }
}

#[tokio::test]
async fn a_draft_does_not_exist_for_the_public() {
    let place = place().await;
    let path = format!("/api/v1/road/{}", place.draft);
    let fid = place.served.writer.get(&path).expect(200).await.body["properties"]["fid"].clone();
    for way in [
        path.clone(),
        format!("{path}/history"),
        format!("{path}?as_of=2099-01-01T00:00:00Z"),
        format!("{path}?valid_on=2026-01-01"),
        format!("/api/v1/road/fid:{fid}"),
    ] {
        place
            .served
            .public
            .get(&way)
            .refused(404, "not_found")
            .await;
        place.served.writer.get(&way).expect(200).await;
    }
    let published = json!({ "properties": { "state": "current" } });
    place
        .served
        .writer
        .patch(&path, 1, &published)
        .expect(200)
        .await;
    let history = place
        .served
        .public
        .get(&format!("{path}/history"))
        .expect(200)
        .await;
    assert_eq!(
        history.body["versions"].as_array().unwrap().len(),
        1,
        "the draft version stays hidden"
    );
    place
        .served
        .public
        .get(&format!("{path}?as_of=1"))
        .refused(404, "not_found")
        .await;
}

#[tokio::test]
async fn a_draft_successor_is_not_named_in_public() {
    let place = place().await;
    let old = place
        .served
        .create(
            "road",
            &road("R1", "剡湖路", &[[120.6, 29.4], [120.7, 29.4]]),
        )
        .await;
    let path = format!("/api/v1/road/{old}");
    let successor = json!({ "successor": place.draft });
    place
        .served
        .writer
        .delete(&path, 1)
        .json(&successor)
        .expect(204)
        .await;
    let public = place.served.public.get(&path).expect(200).await;
    assert!(public.body["properties"].get("successor").is_none());
    let writer = place.served.writer.get(&path).expect(200).await;
    assert_eq!(writer.body["properties"]["successor"], json!(place.draft));
}

#[tokio::test]
async fn a_wrong_token_is_refused_and_never_taken_for_nobody() {
    let place = place().await;
    let body = road("R9", "剡湖路", &[[120.6, 29.4], [120.7, 29.4]]);
    for token in [
        "",
        "x",
        "0123456789abcdef0123456789abcdeX",
        "0123456789abcdef0123456789abcdef0",
    ] {
        let wrong = place.served.public.bearing(token);
        let others = ["/api/v1/kinds", "/api/v1/events", "/api/v1/imports"];
        for way in place.ways().iter().map(String::as_str).chain(others) {
            let refused = wrong.get(way).refused(401, "unauthorised").await;
            assert_eq!(refused.header("www-authenticate"), "Bearer");
        }
        wrong
            .post("/api/v1/road", &body)
            .refused(401, "unauthorised")
            .await;
    }
    let basic = place
        .served
        .public
        .get("/api/v1/road")
        .header("authorization", "Basic eDp5");
    basic.refused(401, "unauthorised").await;
    for asked in [
        place.served.public.post("/api/v1/road", &body),
        place
            .served
            .public
            .patch(&format!("/api/v1/road/{}", place.draft), 1, &json!({})),
        place
            .served
            .public
            .delete(&format!("/api/v1/road/{}", place.draft), 1),
        place.served.public.get("/api/v1/imports"),
    ] {
        let refused = asked.refused(401, "unauthorised").await;
        assert_eq!(refused.header("www-authenticate"), "Bearer");
    }
    let scheme = format!("bearer {}", crate::support::serve::TOKEN);
    place
        .served
        .public
        .get("/api/v1/imports")
        .header("authorization", &scheme)
        .expect(200)
        .await;
}

#[tokio::test]
async fn the_stream_of_commits_tells_no_exact_box() {
    let place = place().await;
    let mut commits = place.served.registry.commits();
    let hidden = json!({ "properties": { "width_m": 4 } });
    let draft = format!("/api/v1/road/{}", place.draft);
    let unseen = place
        .served
        .writer
        .patch(&draft, 1, &hidden)
        .expect(200)
        .await;
    let change = json!({ "geometry": point(120.841_234, 29.587_654) });
    let path = format!("/api/v1/boundary_marker/{}", place.marker);
    let seen = place
        .served
        .writer
        .patch(&path, 1, &change)
        .expect(200)
        .await;
    let told = loop {
        let told = commits.recv().await.unwrap();
        assert_ne!(
            told.position.0,
            unseen.position(),
            "a draft is nobody's business"
        );
        if told.position.0 == seen.position() {
            break told;
        }
    };
    let bounds = told.bounds.unwrap();
    let on_the_grid = |degrees: f64| (degrees * 100.0 - (degrees * 100.0).round()).abs() < 1e-6;
    for degrees in [bounds.west, bounds.south, bounds.east, bounds.north] {
        assert!(on_the_grid(degrees), "{bounds:?}");
    }
    assert!(
        bounds.west <= 120.831 && bounds.east >= 120.842,
        "{bounds:?}"
    );
}

#[tokio::test]
async fn problems_tell_no_secret() {
    let place = place().await;
    let path = format!("/api/v1/boundary_marker/{}", place.marker);
    for asked in [
        place.served.public.get(&format!("{path}?valid_on=x")),
        place
            .served
            .public
            .get(&format!("/api/v1/road/{}/history?x=1", place.draft)),
        place
            .served
            .public
            .get("/api/v1/boundary_marker?bbox=1,2,3"),
    ] {
        let body: Json = asked.answer().await.body;
        for secret in SECRETS.iter().chain(&["机密路"]) {
            assert!(!body.to_string().contains(secret));
        }
    }
}

#[tokio::test]
async fn why_a_feature_was_retired_is_told_within_the_office_alone() {
    let served = Served::new().await.with_county().await;
    let made = json!({ "source_id": "P1", "name": "大王庙", "class_code": "22000" });
    let body = feature(point(120.6, 29.4), made);
    let id = served.create("place", &body).await;
    let path = format!("/api/v1/place/{id}");
    let reason = "王某举报，电话 13800000000";
    served
        .writer
        .delete(&path, 1)
        .json(&json!({ "reason": reason }))
        .expect(204)
        .await;
    let history = format!("{path}/history");
    let told = served.writer.get(&history).expect(200).await;
    assert_eq!(told.body["versions"][0]["reason"], reason);
    for path in [&history, &path, &"/api/v1/changes?since=0".to_owned()] {
        let answer = served.public.get(path).expect(200).await;
        assert!(!answer.body.to_string().contains("王某"), "{path}");
    }
    let public = served.public.get(&history).expect(200).await;
    assert_eq!(public.body["versions"][0]["op"], "retire");
    assert!(public.body["versions"][0]["reason"].is_null());
}
