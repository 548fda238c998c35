//! The OGC door over real HTTP: links, items, pages, boxes, axes, and what the public does not learn.

use std::collections::BTreeSet;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::Served;

const EPSG_4490: &str = "http://www.opengis.net/def/crs/EPSG/0/4490";

fn point(lon: f64, lat: f64) -> Value {
    json!({ "type": "Point", "coordinates": [lon, lat] })
}

async fn place(served: &Served, number: u32, lon: f64, lat: f64) -> Value {
    let properties = json!({
        "source_id": format!("P{number}"), "name": format!("村{number}"), "class_code": "22200",
    });
    served.register("place", properties, point(lon, lat)).await
}

async fn places(served: &Served, count: u32) {
    for number in 0..count {
        place(served, number, 120.8 + f64::from(number) * 0.01, 29.58).await;
    }
}

fn names(items: &Value) -> Vec<&str> {
    let features = items["features"].as_array().unwrap();
    features
        .iter()
        .map(|feature| feature["properties"]["name"].as_str().unwrap())
        .collect()
}

fn href<'a>(answer: &'a Value, rel: &str) -> Option<&'a str> {
    answer["links"]
        .as_array()
        .unwrap()
        .iter()
        .find(|link| link["rel"] == rel)
        .and_then(|link| link["href"].as_str())
}

#[tokio::test]
async fn every_link_of_the_landing_page_leads_somewhere() {
    let served = Served::new().await;
    places(&served, 1).await;
    let mut seen = BTreeSet::new();
    let mut open = vec![served.url("/ogc")];
    while let Some(address) = open.pop() {
        if !seen.insert(address.clone()) {
            continue;
        }
        let response = served.get(&address).await;
        assert!(
            response.status().is_success() || response.status().is_redirection(),
            "{address}: {}",
            response.status()
        );
        let text = response.text().await.unwrap();
        let answer: Value = serde_json::from_str(&text).unwrap_or_default();
        let parts = ["collections", "tilesets", "tileMatrixSets"]
            .iter()
            .filter_map(|member| answer[*member].as_array())
            .flatten()
            .chain([&answer]);
        for link in parts.filter_map(|part| part["links"].as_array()).flatten() {
            if link["templated"] != true {
                open.push(link["href"].as_str().unwrap().to_owned());
            }
        }
    }
    assert!(seen.contains(&served.url("/ogc/collections/places/items")));
    assert!(seen.contains(&served.url("/ogc/tileMatrixSets/WebMercatorQuad")));
    assert!(seen.contains(&served.url("/openapi-3.0.json")));
    assert!(seen.len() > 30, "{seen:?}");
}

#[tokio::test]
async fn a_browser_gets_a_page_in_its_language() {
    let served = Served::new().await;
    for (language, word) in [("zh-CN", "地名登记册"), ("en", "place-name register")] {
        let response = served
            .request(Method::GET, "/ogc")
            .header("accept", "text/html,*/*;q=0.8")
            .header("accept-language", language)
            .send()
            .await
            .unwrap();
        assert_eq!(response.headers()["content-language"], language);
        assert!(
            response.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        let page = response.text().await.unwrap();
        assert!(page.contains(word), "{page}");
        assert!(!page.contains("ogc."), "a message is missing: {page}");
    }
}

#[tokio::test]
async fn items_are_valid_geojson_and_the_same_as_under_the_api() {
    let served = Served::new().await;
    let made = place(&served, 1, 120.81, 29.58).await;
    let response = served.get("/ogc/collections/places/items").await;
    assert_eq!(response.headers()["content-type"], "application/geo+json");
    assert_eq!(
        response.headers()["content-crs"],
        "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    );
    let items: Value = response.json().await.unwrap();
    assert_eq!(items["type"], "FeatureCollection");
    assert_eq!(items["numberReturned"], 1);
    assert_eq!(items["numberMatched"], 1);
    assert!(items["timeStamp"].as_str().unwrap().ends_with('Z'));
    assert_eq!(items["features"], json!([made]));

    for id in [
        made["id"].as_str().unwrap().to_owned(),
        format!("fid:{}", made["properties"]["fid"]),
    ] {
        let mut item = served
            .json(&format!("/ogc/collections/places/items/{id}"))
            .await;
        assert!(
            href(&item, "self")
                .unwrap()
                .contains("/ogc/collections/places/items/")
        );
        assert!(
            href(&item, "collection")
                .unwrap()
                .ends_with("/ogc/collections/places")
        );
        item.as_object_mut().unwrap().remove("links");
        assert_eq!(item, made);
    }
}

#[tokio::test]
async fn following_next_walks_every_item_once_with_and_without_a_box() {
    let served = Served::new().await;
    places(&served, 23).await;
    for (query, expected) in [
        ("limit=5", 23),
        ("limit=23", 23),
        ("limit=5&bbox=120.7,29,121.5,30", 23),
        ("limit=2&bbox=120.8,29,120.8401,30", 5),
    ] {
        let mut address = format!("/ogc/collections/places/items?{query}");
        let mut walked = Vec::new();
        loop {
            let page = served.json(&address).await;
            walked.extend(names(&page).into_iter().map(str::to_owned));
            if let Some(matched) = page.get("numberMatched") {
                assert_eq!(*matched, expected, "{address}");
            }
            let Some(next) = href(&page, "next") else {
                break;
            };
            address = next.to_owned();
        }
        let expected: Vec<String> = (0..expected).map(|number| format!("村{number}")).collect();
        assert_eq!(walked, expected, "{query}");
    }
}

#[tokio::test]
async fn a_limit_is_at_least_one_and_too_much_is_cut() {
    let served = Served::new().await;
    places(&served, 12).await;
    let by_default = served.json("/ogc/collections/places/items").await;
    assert_eq!(by_default["numberReturned"], 10);
    let all = served
        .json("/ogc/collections/places/items?limit=123456")
        .await;
    assert_eq!(all["numberReturned"], 12);
    for bad in ["0", "-1", "many", ""] {
        served
            .status(
                &format!("/ogc/collections/places/items?limit={bad}"),
                StatusCode::BAD_REQUEST,
            )
            .await;
    }
}

#[tokio::test]
async fn the_edges_of_a_box_belong_to_it_and_a_line_is_met_by_its_course() {
    let served = Served::new().await;
    place(&served, 1, 120.8, 29.5).await;
    served
        .register(
            "road",
            json!({ "source_id": "R1", "name": "斜街" }),
            json!({ "type": "LineString", "coordinates": [[120.0, 29.0], [121.0, 30.0]] }),
        )
        .await;
    let count = async |collection: &str, bbox: &str| {
        let address = format!("/ogc/collections/{collection}/items?bbox={bbox}");
        served.json(&address).await["numberReturned"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(count("places", "120.8,29.5,121,30").await, 1);
    assert_eq!(count("places", "120,29,120.8,29.5").await, 1);
    assert_eq!(count("places", "120.8000001,29.5,121,30").await, 0);
    assert_eq!(count("places", "170,-10,-170,90").await, 0);
    assert_eq!(count("places", "100,-10,-170,90").await, 1);
    assert_eq!(count("roads", "120.4,29.4,120.6,29.6").await, 1);
    // Within the box of the line, but away from the line.
    assert_eq!(count("roads", "120.7,29.1,120.9,29.3").await, 0);
}

#[tokio::test]
async fn axes_follow_the_authority_in_boxes_and_in_answers() {
    let served = Served::new().await;
    place(&served, 1, 120.8, 29.5).await;
    for (crs, bbox, expected) in [
        (
            "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            "120.7,29.4,120.9,29.6",
            [120.8, 29.5],
        ),
        (EPSG_4490, "29.4,120.7,29.6,120.9", [29.5, 120.8]),
        (
            "http://www.opengis.net/def/crs/EPSG/0/4326",
            "29.4,120.7,29.6,120.9",
            [29.5, 120.8],
        ),
        (
            "http://www.opengis.net/def/crs/EPSG/0/3857",
            "13430000,3420000,13460000,3460000",
            [13_447_394.488, 3_439_440.061],
        ),
        (
            "http://www.opengis.net/def/crs/EPSG/0/4549",
            "3200000,500000,3300000,650000",
            [3_264_955.969, 577_574.336],
        ),
    ] {
        let address = format!("/ogc/collections/places/items?crs={crs}&bbox-crs={crs}&bbox={bbox}");
        let response = served.get(&address).await;
        assert_eq!(
            response.headers()["content-crs"],
            format!("<{crs}>").as_str()
        );
        let items: Value = response.json().await.unwrap();
        let found = &items["features"][0]["geometry"]["coordinates"];
        for (nth, expected) in expected.into_iter().enumerate() {
            let found = found[nth].as_f64().unwrap();
            let tolerance = if expected > 1000.0_f64 { 0.01 } else { 1e-9 };
            assert!((found - expected).abs() <= tolerance, "{crs}: {items}");
        }
    }
    let swapped =
        format!("/ogc/collections/places/items?bbox-crs={EPSG_4490}&bbox=120.7,29.4,120.9,29.6");
    served.status(&swapped, StatusCode::BAD_REQUEST).await;
    served
        .status(
            "/ogc/collections/places/items?crs=GCJ-02",
            StatusCode::BAD_REQUEST,
        )
        .await;
}

#[tokio::test]
async fn unknown_parameters_and_values_are_refused() {
    let served = Served::new().await;
    for path in [
        "/ogc?foo=1",
        "/ogc/conformance?foo=1",
        "/ogc/collections?foo=1",
        "/ogc/collections/roads?foo=1",
        "/ogc/collections/roads/queryables?foo=1",
        "/ogc/collections/roads/items?foo=1",
        "/ogc/collections/roads/items?state=retired",
        "/ogc/collections/roads/items?datetime=soon",
        "/ogc/collections/roads/items?cursor=x",
        "/ogc/collections/plots/items?occupancy=free",
        "/ogc/tiles?foo=1",
    ] {
        let refusal = served.status(path, StatusCode::BAD_REQUEST).await;
        assert!(refusal["code"].is_string(), "{path}: {refusal}");
    }
    for path in [
        "/ogc/collections/road",
        "/ogc/collections/nothing/items",
        "/ogc/tileMatrixSets/Other",
        "/ogc/tiles/Other",
        "/ogc/nothing",
    ] {
        served.status(path, StatusCode::NOT_FOUND).await;
    }
}

#[tokio::test]
async fn fields_and_time_narrow_items_down() {
    let served = Served::new().await;
    for (number, from, to) in [
        (1, "2001-07-01", Some("2010-12-31")),
        (2, "2011-01-01", None),
    ] {
        let properties = json!({
            "source_id": format!("R{number}"), "name": format!("路{number}"), "class": "lane",
            "valid_from": from, "valid_to": to,
        });
        let course =
            json!({ "type": "LineString", "coordinates": [[120.81, 29.58], [120.82, 29.58]] });
        served.register("road", properties, course).await;
    }
    let found = async |query: &str| {
        let items = served
            .json(&format!("/ogc/collections/roads/items?{query}"))
            .await;
        names(&items)
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("name=%E8%B7%AF1").await, ["路1"]);
    assert_eq!(found("class=lane&state=current").await, ["路1", "路2"]);
    assert_eq!(found("datetime=2005-01-01").await, ["路1"]);
    assert_eq!(found("datetime=2010-12-31T23:00:00%2B08:00").await, ["路1"]);
    assert_eq!(found("datetime=2011-01-01/..").await, ["路2"]);
    assert_eq!(found("datetime=../2030-01-01").await, ["路1", "路2"]);
}

#[tokio::test]
async fn the_retired_are_gone_and_drafts_are_not_known() {
    let served = Served::new().await;
    let retired = place(&served, 1, 120.8, 29.5).await;
    let draft = served
        .register(
            "place",
            json!({ "source_id": "P2", "name": "村2", "class_code": "22200", "state": "draft" }),
            point(120.8, 29.5),
        )
        .await;
    let id = retired["id"].as_str().unwrap();
    let response = served
        .authorised(Method::DELETE, &format!("/api/v1/place/{id}"))
        .header("if-match", "\"1\"")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::NO_CONTENT);
    let gone = served
        .status(
            &format!("/ogc/collections/places/items/{id}"),
            StatusCode::GONE,
        )
        .await;
    assert_eq!(gone["code"], "gone");
    let id = draft["id"].as_str().unwrap();
    served
        .status(
            &format!("/ogc/collections/places/items/{id}"),
            StatusCode::NOT_FOUND,
        )
        .await;
    let items = served.json("/ogc/collections/places/items").await;
    assert_eq!(items["numberReturned"], 0);
}

#[tokio::test]
async fn the_public_learns_no_marker_closer_than_its_cell() {
    let served = Served::new().await;
    let sides = |code: &str| json!({ "source_id": code, "code": code, "name": code });
    for (code, west) in [("330683", 120.4), ("330624", 120.9)] {
        let area = json!({ "type": "Polygon", "coordinates": [[
            [west, 29.3], [west + 0.5, 29.3], [west + 0.5, 29.8], [west, 29.8], [west, 29.3],
        ]] });
        served.register("region", sides(code), area).await;
    }
    let line = json!({ "source_id": "L1", "code": "330683330624", "name": "嵊新线",
        "left_code": "330683", "right_code": "330624" });
    let course = json!({ "type": "LineString", "coordinates": [[120.9, 29.3], [120.9, 29.8]] });
    served.register("boundary_line", line, course).await;
    let marker =
        json!({ "source_id": "M1", "line_code": "330683330624", "serial": "01", "type": "Q" });
    served
        .register(
            "boundary_marker",
            marker,
            point(120.900_123_4, 29.512_345_6),
        )
        .await;
    let items = "/ogc/collections/boundary_markers/items";
    let found = served.json(items).await;
    let feature = &found["features"][0];
    assert_eq!(feature["geometry"], point(120.905, 29.515));
    assert_eq!(feature["properties"]["position_generalised"], true);
    assert!(!found.to_string().contains("1234"), "{found}");
    // A box around the exact place that leaves the centre of its cell out finds nothing, and a box
    // around the centre finds it.
    let exact = served
        .json(&format!("{items}?bbox=120.9,29.512,120.9002,29.5125"))
        .await;
    assert_eq!(exact["numberReturned"], 0);
    let centre = served
        .json(&format!("{items}?bbox=120.9049,29.5149,120.9051,29.5151"))
        .await;
    assert_eq!(centre["numberReturned"], 1);
    let collection = served.json("/ogc/collections/boundary_markers").await;
    assert_eq!(
        collection["extent"]["spatial"]["bbox"],
        json!([[120.9, 29.51, 120.91, 29.52]])
    );
    // Whoever may, sees it exactly.
    let inside: Value = served
        .authorised(Method::GET, items)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        inside["features"][0]["geometry"],
        point(120.900_123_4, 29.512_345_6)
    );
}

#[tokio::test]
async fn queryables_are_the_public_fields() {
    let served = Served::new().await;
    let response = served.get("/ogc/collections/plots/queryables").await;
    assert_eq!(
        response.headers()["content-type"],
        "application/schema+json"
    );
    let schema: Value = response.json().await.unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    let properties = schema["properties"].as_object().unwrap();
    assert_eq!(properties["area_m2"]["type"], "number");
    assert_eq!(properties["area_m2"]["x-ogc-unit"], "m²");
    assert_eq!(properties["valid_from"]["format"], "date");
    assert_eq!(properties["state"]["enum"], json!(["planned", "current"]));
    assert!(!properties.contains_key("occupancy"));
    for name in properties.keys().filter(|name| *name != "geometry") {
        let value = match properties[name]["type"].as_str() {
            Some("number" | "integer") => "1",
            _ if properties[name]["format"] == "date" => "2026-03-05",
            _ => properties[name]["enum"][0].as_str().unwrap_or("x"),
        };
        served
            .json(&format!("/ogc/collections/plots/items?{name}={value}"))
            .await;
    }
}

#[tokio::test]
async fn the_tileset_tells_where_tiles_are() {
    let served = Served::new().await;
    place(&served, 1, 120.8, 29.5).await;
    let tileset = served.json("/ogc/tiles/WebMercatorQuad").await;
    let template = href(&tileset, "item").unwrap();
    let tile = template
        .replace("{tileMatrix}", "0")
        .replace("{tileCol}", "0")
        .replace("{tileRow}", "0");
    let status = served.get(&tile).await.status();
    assert!(status.is_success(), "{tile}: {status}");
    let layers = tileset["layers"].as_array().unwrap();
    assert!(
        layers
            .iter()
            .any(|layer| layer["id"] == "doorplates" && layer["minTileMatrix"] == "14")
    );
    let set = served.json("/ogc/tileMatrixSets/WebMercatorQuad").await;
    assert_eq!(set["tileMatrices"].as_array().unwrap().len(), 23);
}
