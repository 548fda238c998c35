//! Addresses over HTTP: taken apart, and found as exactly as the register allows.

use serde_json::{Value as Json, json};

use crate::support::{
    Served,
    county::{feature, place, point, road},
};

/// A street from west to east with odd plates in the north, even ones in the south; a lane; a village.
async fn town() -> Served {
    let served = Served::new().await.with_county().await;
    let street = [[120.61, 29.41], [120.62, 29.41], [120.63, 29.41]];
    served.create("road", &road("R1", "剡湖路", &street)).await;
    let lane = [[120.615, 29.41], [120.615, 29.42]];
    served.create("road", &road("R2", "和平巷", &lane)).await;
    let mut plates = Vec::new();
    for (id, road, number, lon, lat) in [
        ("D1", "R1", "1", 120.611, 29.4102),
        ("D2", "R1", "2", 120.611, 29.4098),
        ("D9", "R1", "9", 120.615, 29.4102),
        ("D12", "R1", "12号", 120.616, 29.4098),
        ("D21", "R1", "21", 120.625, 29.4102),
        ("L3", "R2", "3", 120.6151, 29.412),
    ] {
        let properties = json!({ "source_id": id, "number": number, "road_source_id": road });
        plates.push(feature(point(lon, lat), properties));
    }
    let suffixed =
        json!({ "source_id": "D12-1", "number": "12", "suffix": "1", "road_source_id": "R1" });
    plates.push(feature(point(120.6161, 29.4097), suffixed));
    let rural = json!({ "source_id": "V5", "number": "5", "region_code": "330683001001" });
    plates.push(feature(point(120.65, 29.45), rural));
    served.create_all("doorplate", &plates).await;
    served
        .create("place", &place("P1", "上沙地", 120.655, 29.452))
        .await;
    served
}

async fn find(served: &Served, text: &str) -> Json {
    served
        .public
        .post("/api/v1/address/geocode", &json!({ "text": text }))
        .expect(200)
        .await
        .body
}

#[track_caller]
fn assert_at(found: &Json, matched: &str, lon: f64, lat: f64) {
    assert_eq!(found["match"], matched, "{found:#}");
    let off =
        (found["lon"].as_f64().unwrap() - lon).abs() + (found["lat"].as_f64().unwrap() - lat).abs();
    assert!(off < 2e-6, "{found:#}");
    assert!(found["id"].is_string());
}

#[tokio::test]
async fn an_address_is_found_at_its_plate_however_it_is_written() {
    let served = town().await;
    for text in [
        "浙江省绍兴市嵊州市剡湖街道剡湖路9号",
        "嵊州剡湖街道剡湖路九号",
        "剡湖路９号",
        "剡湖路9",
        "嵊州市剡湖路9号3幢502室",
        "剡湖路9号（农业银行旁）",
    ] {
        assert_at(&find(&served, text).await, "exact", 120.615, 29.4102);
    }
    for text in ["剡湖路12-1号", "剡湖路12号附1号", "剡湖路12号之一"] {
        assert_at(&find(&served, text).await, "exact", 120.6161, 29.4097);
    }
    assert_at(
        &find(&served, "剡湖路12号").await,
        "exact",
        120.616,
        29.4098,
    );
    assert_at(
        &find(&served, "剡湖路和平巷3号").await,
        "exact",
        120.6151,
        29.412,
    );
    assert_at(
        &find(&served, "剡湖街道东南社区5号").await,
        "exact",
        120.65,
        29.45,
    );
}

#[tokio::test]
async fn a_number_without_a_plate_stands_between_those_of_its_side() {
    let served = town().await;
    // Half way from 9 at 120.615 to 21 at 120.625, in the north as both.
    assert_at(
        &find(&served, "剡湖路15号").await,
        "interpolated",
        120.62,
        29.4102,
    );
    // Of twelve even numbers the sixth tenth: 2 at 120.611, 12 at 120.616.
    assert_at(
        &find(&served, "剡湖路8号").await,
        "interpolated",
        120.614,
        29.4098,
    );
    // A sub-number that has no plate is at its main number.
    assert_at(
        &find(&served, "剡湖路9-3号").await,
        "interpolated",
        120.615,
        29.4102,
    );
}

#[tokio::test]
async fn what_has_no_number_is_found_at_its_road_village_or_town() {
    let served = town().await;
    assert_at(&find(&served, "剡湖路99号").await, "road", 120.62, 29.41);
    assert_at(
        &find(&served, "剡湖街道剡湖路").await,
        "road",
        120.62,
        29.41,
    );
    assert_at(
        &find(&served, "东南社区上沙地自然村9号").await,
        "village",
        120.655,
        29.452,
    );
    let village = find(&served, "剡湖街道东南社区77号").await;
    assert_eq!(village["match"], "village");
    let town = find(&served, "嵊州市剡湖街道无名路7号").await;
    assert_eq!(town["match"], "town", "{town:#}");
    for elsewhere in ["杭州市西湖区剡湖路9号", "嵊州市", "", "剡湖大厦"] {
        let found = find(&served, elsewhere).await;
        assert_eq!(found["match"], "none", "{found:#}");
        assert!(found["lon"].is_null() && found["id"].is_null());
    }
}

#[tokio::test]
async fn what_has_just_been_registered_is_found_and_what_was_renamed_by_its_new_name() {
    let served = town().await;
    assert_eq!(find(&served, "剡湖街道官河路1号").await["match"], "town");
    let id = served
        .create(
            "road",
            &road("R3", "官河路", &[[120.61, 29.43], [120.63, 29.43]]),
        )
        .await;
    assert_eq!(find(&served, "剡湖街道官河路1号").await["match"], "road");
    let change = json!({ "properties": { "name": "官河南路" } });
    served
        .writer
        .patch(&format!("/api/v1/road/{id}"), 1, &change)
        .expect(200)
        .await;
    assert_eq!(find(&served, "剡湖街道官河南路1号").await["match"], "road");
    assert_eq!(find(&served, "剡湖街道官河路1号").await["match"], "town");
}

#[tokio::test]
async fn addresses_come_apart_one_by_one_and_many_at_once() {
    let served = Served::new().await.with_county().await;
    let one = served
        .public
        .get("/api/v1/address/parse?text=嵊州市剡湖街道东南路一百二十八号三幢二单元502室")
        .expect(200)
        .await
        .body;
    assert_eq!(
        one["text"],
        "嵊州市剡湖街道东南路一百二十八号三幢二单元502室"
    );
    let expected = json!({
        "province": null, "city": null, "county": "嵊州市", "town": "剡湖街道", "village": null,
        "road": "东南路", "lane": null, "number": "128号", "building": "3幢", "unit": "2单元",
        "floor": null, "room": "502室", "estate": null, "poi": null,
    });
    assert_eq!(one["components"], expected);
    assert!(one["confidence"].as_f64().unwrap() > 0.7);
    let many = json!({ "texts": ["和平巷3号", "", "东南路5号"] });
    let results = served
        .public
        .post("/api/v1/address/parse", &many)
        .expect(200)
        .await
        .body;
    assert_eq!(results["results"].as_array().unwrap().len(), 3);
    assert_eq!(results["results"][0]["components"]["lane"], "和平巷");
    let long = json!({ "text": "路".repeat(201) });
    for (body, code) in [
        (json!({ "texts": [] }), "bad_parameter"),
        (long, "bad_parameter"),
        (json!({ "address": "x" }), "unreadable"),
        (json!({ "texts": [1] }), "unreadable"),
    ] {
        for way in ["parse", "geocode"] {
            served
                .public
                .post(&format!("/api/v1/address/{way}"), &body)
                .refused(400, code)
                .await;
        }
    }
    served
        .public
        .get("/api/v1/address/parse")
        .refused(400, "unreadable")
        .await;
    served
        .public
        .get("/api/v1/address/geocode?text=a&x=1")
        .refused(400, "unreadable")
        .await;
}
