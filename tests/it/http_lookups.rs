//! Look-ups over HTTP: nearest, reverse, within.

use serde_json::{Value as Json, json};

use crate::support::{
    Answered, Served,
    county::{area, feature, place, plate, road},
};

async fn with_street() -> Served {
    let served = Served::new().await.with_county().await;
    served
        .create(
            "road",
            &road("R1", "剡湖路", &[[120.61, 29.41], [120.63, 29.41]]),
        )
        .await;
    let plates: Vec<Json> = (0..10)
        .map(|n| {
            let lon = 120.611 + 0.001 * f64::from(n);
            let mut plate = plate(&format!("D{n}"), &(n + 1).to_string(), lon, 29.4101);
            plate["properties"]["road_source_id"] = json!("R1");
            plate
        })
        .collect();
    served.create_all("doorplate", &plates).await;
    served
}

fn found(answer: &Answered) -> Vec<&str> {
    let results = answer.body["results"].as_array().unwrap();
    results
        .iter()
        .map(|hit| hit["feature"]["properties"]["source_id"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn nearest_is_nearest_in_metres_with_ties_by_fid() {
    let served = with_street().await;
    let near = served
        .public
        .get("/api/v1/nearest?lon=120.6112&lat=29.4101&kinds=doorplate&k=3")
        .expect(200)
        .await;
    assert_eq!(found(&near), ["D0", "D1", "D2"]);
    let distance_m = near.body["results"][0]["distance_m"].as_f64().unwrap();
    assert!((distance_m - 19.42).abs() < 0.02, "{distance_m}");
    assert_eq!(near.body["position"], near.position());

    let twins: Vec<Json> = (0..4)
        .map(|n| plate(&format!("T{n}"), "9", 120.9, 29.45))
        .collect();
    served.create_all("doorplate", &twins).await;
    let tied = served
        .public
        .get("/api/v1/nearest?lon=120.9&lat=29.45&k=3")
        .expect(200)
        .await;
    assert_eq!(found(&tied), ["T0", "T1", "T2"]);
    assert_eq!(tied.body["results"][0]["distance_m"], 0.0);
}

#[tokio::test]
async fn nearest_takes_doorplates_roads_and_places_unless_told() {
    let served = with_street().await;
    served
        .create(
            "place",
            &feature(
                area([120.62, 29.42, 120.63, 29.43]),
                json!({
        "source_id": "P1", "name": "艇湖公园", "class_code": "22000" }),
            ),
        )
        .await;
    let inside = served
        .public
        .get("/api/v1/nearest?lon=120.625&lat=29.425")
        .expect(200)
        .await;
    assert_eq!(found(&inside), ["P1"]);
    assert_eq!(inside.body["results"][0]["distance_m"], 0.0);
    let road = served
        .public
        .get("/api/v1/nearest?lon=120.625&lat=29.425&kinds=road")
        .expect(200)
        .await;
    assert_eq!(found(&road), ["R1"]);
    let none = served
        .public
        .get("/api/v1/nearest?lon=120.625&lat=29.425&kinds=road&max_m=100")
        .expect(200)
        .await;
    assert_eq!(none.body["results"], json!([]));
    let far = served
        .public
        .get("/api/v1/nearest?lon=121.09&lat=29.79")
        .expect(200)
        .await;
    assert_eq!(far.body["results"], json!([]), "nothing within 5 000 m");
}

#[tokio::test]
async fn nearest_refuses_markers_and_nonsense() {
    let served = with_street().await;
    for (query, code) in [
        ("lon=120&lat=29&kinds=boundary_marker", "bad_parameter"),
        ("lon=120&lat=29&kinds=road,boundary_marker", "bad_parameter"),
        ("lon=120&lat=29&kinds=castle", "bad_parameter"),
        ("lon=120&lat=29&k=0", "bad_parameter"),
        ("lon=120&lat=29&k=101", "bad_parameter"),
        ("lon=120&lat=29&max_m=-1", "bad_parameter"),
        ("lon=29&lat=120", "bad_parameter"),
        ("lon=NaN&lat=29", "bad_parameter"),
        ("lon=120", "unreadable"),
        ("lon=120&lat=29&radius=3", "unreadable"),
        ("lon=east&lat=29", "unreadable"),
    ] {
        served
            .public
            .get(&format!("/api/v1/nearest?{query}"))
            .refused(400, code)
            .await;
    }
    served
        .public
        .get("/api/v1/nearest?lon=120.6&lat=29.4&k=100")
        .expect(200)
        .await;
}

#[tokio::test]
async fn reverse_tells_the_address_and_the_regions_province_first() {
    let served = with_street().await;
    let at = served
        .public
        .get("/api/v1/reverse?lon=120.6131&lat=29.4101")
        .expect(200)
        .await;
    assert_eq!(
        at.body["address"],
        "浙江省绍兴市嵊州市剡湖街道东南社区剡湖路3号"
    );
    let regions = at.body["regions"].as_array().unwrap();
    let codes: Vec<&Json> = regions.iter().map(|region| &region["code"]).collect();
    assert_eq!(codes, ["33", "3306", "330683", "330683001", "330683001001"]);
    assert_eq!(
        regions[2],
        json!({ "code": "330683", "name": "嵊州市", "level": "county" })
    );
    assert_eq!(at.body["doorplate"]["feature"]["properties"]["number"], "3");
    assert_eq!(at.body["road"]["feature"]["properties"]["name"], "剡湖路");
    let beside = served
        .public
        .get("/api/v1/reverse?lon=120.629&lat=29.4102")
        .expect(200)
        .await;
    assert_eq!(
        beside.body["address"],
        "浙江省绍兴市嵊州市剡湖街道东南社区剡湖路"
    );
    let nowhere = served
        .public
        .get("/api/v1/reverse?lon=10&lat=10")
        .expect(200)
        .await;
    assert_eq!(nowhere.body["doorplate"], Json::Null);
    assert_eq!(nowhere.body["road"], Json::Null);
    assert_eq!(nowhere.body["address"], Json::Null);
    assert_eq!(nowhere.body["regions"], json!([]));
}

#[tokio::test]
async fn within_takes_the_edge_by_box_polygon_and_posted_geometry() {
    let served = with_street().await;
    let by_box = served
        .public
        .get("/api/v1/within?bbox=120.613,29.41,120.615,29.4101&kinds=doorplate")
        .expect(200)
        .await;
    assert_eq!(by_box.each("source_id"), ["D2", "D3", "D4"]);
    assert_eq!(by_box.body["position"], by_box.position());
    let wkt =
        "POLYGON((120.613 29.41,120.615 29.41,120.615 29.4101,120.613 29.4101,120.613 29.41))";
    let by_polygon = served
        .public
        .get(&format!("/api/v1/within?polygon={wkt}&kinds=doorplate"))
        .expect(200)
        .await;
    assert_eq!(by_polygon.each("source_id"), ["D2", "D3", "D4"]);
    let posted = served
        .public
        .post(
            "/api/v1/within?kinds=doorplate",
            &area([120.613, 29.41, 120.615, 29.4101]),
        )
        .expect(200)
        .await;
    assert_eq!(posted.each("source_id"), ["D2", "D3", "D4"]);
    let all = served
        .public
        .get("/api/v1/within?bbox=120.613,29.41,120.615,29.4101")
        .expect(200)
        .await;
    let mut kinds = all.each("kind");
    kinds.dedup();
    assert_eq!(kinds, ["region", "road", "doorplate"]);
}

#[tokio::test]
async fn within_pages_give_everything_exactly_once() {
    let served = with_street().await;
    served
        .create("place", &place("P1", "大王庙", 120.612, 29.4102))
        .await;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!(
            "/api/v1/within?bbox=120.61,29.4,120.63,29.42&kinds=place,road,doorplate&limit=3{cursor}"
        );
        let page = served.public.get(&path).expect(200).await;
        seen.extend(page.each("source_id"));
        match page.body["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 12);
    seen.sort_by_key(ToString::to_string);
    seen.dedup();
    assert_eq!(seen.len(), 12);
}

#[tokio::test]
async fn within_refuses_what_is_no_area() {
    let served = with_street().await;
    for query in [
        "",
        "bbox=120,29,121,30&polygon=POINT(1 1)",
        "polygon=POLYGON((0 0",
        "bbox=120,29,121",
        "bbox=120,29,121,30&limit=0",
        "bbox=120,29,121,30&limit=10001",
        "bbox=120,29,121,30&cursor=x",
        "bbox=120,29,121,30&kinds=castle",
        "bbox=120,29,121,30&what=1",
        "polygon=POLYGON((120 29,121 30,121 29,120 30,120 29))",
    ] {
        let answer = served
            .public
            .get(&format!("/api/v1/within?{query}"))
            .expect(400)
            .await;
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{query}"
        );
    }
    served
        .public
        .post("/api/v1/within", &json!({ "type": "Polygon" }))
        .refused(400, "unreadable")
        .await;
    served
        .public
        .post(
            "/api/v1/within?bbox=1,2,3,4",
            &area([120.0, 29.0, 121.0, 30.0]),
        )
        .refused(400, "unreadable")
        .await;
}
