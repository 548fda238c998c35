//! Lists over HTTP: paged exactly once, filtered by what everybody may see.

use serde_json::json;

use crate::support::{
    Served,
    county::{place, plate, road},
};

async fn with_places() -> Served {
    let served = Served::new().await.with_county().await;
    let places: Vec<_> = (0..25)
        .map(|n| {
            let lon = if n % 2 == 0 { 120.65 } else { 120.95 };
            let mut place = place(&format!("P{n}"), &format!("地名{n}"), lon, 29.45);
            place["properties"]["class_code"] = json!(if n % 5 == 0 { "21000" } else { "22000" });
            place
        })
        .collect();
    served.create_all("place", &places).await;
    served
}

#[tokio::test]
async fn pages_give_every_feature_exactly_once_while_others_write() {
    let served = with_places().await;
    let mut seen = Vec::new();
    let mut path = "/api/v1/place?limit=4".to_owned();
    loop {
        let page = served.public.get(&path).expect(200).await;
        assert_eq!(page.body["type"], "FeatureCollection");
        assert_eq!(page.body["numberReturned"], page.each("fid").len());
        assert!(page.each("fid").len() <= 4);
        seen.extend(page.each("source_id"));
        let id = page.body["features"][0]["id"].as_str().unwrap();
        let change = json!({ "properties": { "origin": "改" } });
        served
            .writer
            .patch(&format!("/api/v1/place/{id}"), 1, &change)
            .expect(200)
            .await;
        let links = page.body["links"].as_array().unwrap();
        match page.body["next"].as_str() {
            Some(next) => {
                let link = links.iter().find(|link| link["rel"] == "next").unwrap();
                path = link["href"].as_str().unwrap().to_owned();
                assert!(path.contains(next) && path.contains("limit=4"), "{path}");
            }
            None => {
                assert!(links.iter().all(|link| link["rel"] != "next"));
                break;
            }
        }
    }
    let expected: Vec<_> = (0..25).map(|n| json!(format!("P{n}"))).collect();
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn a_page_that_ends_the_list_has_no_next() {
    let served = with_places().await;
    let page = served
        .public
        .get("/api/v1/place?limit=25")
        .expect(200)
        .await;
    assert_eq!(page.body["numberReturned"], 25);
    assert!(page.body["next"].is_null());
}

#[tokio::test]
async fn any_public_field_filters() {
    let served = with_places().await;
    let count = |query: &str| {
        let asked = served.public.get(&format!("/api/v1/place?{query}"));
        async move { asked.expect(200).await.body["numberReturned"].clone() }
    };
    assert_eq!(count("class_code=21000").await, 5);
    assert_eq!(count("class_code=21000&name=地名5").await, 1);
    assert_eq!(count("name=没有").await, 0);
    assert_eq!(count("source_id=P7").await, 1);
    assert_eq!(count("region_code=330683001001").await, 13);
    assert_eq!(count("state=current,planned").await, 25);
    assert_eq!(count("state=retired").await, 0);
}

#[tokio::test]
async fn a_region_means_itself_and_all_below() {
    let served = with_places().await;
    let count = |region: &str| {
        let asked = served.public.get(&format!("/api/v1/place?region={region}"));
        async move { asked.expect(200).await.body["numberReturned"].clone() }
    };
    assert_eq!(count("33").await, 25);
    assert_eq!(count("330683").await, 25);
    assert_eq!(count("330683001").await, 13);
    assert_eq!(count("330683002").await, 12);
    assert_eq!(count("330683002001").await, 12);
    let unknown = served.public.get("/api/v1/place?region=3307");
    unknown.refused(422, "invalid").await;

    // 330999 hangs below 330683 by its parent alone, however its code looks.
    let hung = json!({ "type": "Feature", "geometry": null, "properties": {
        "code": "330999001", "name": "飞地", "parent_code": "330683001" } });
    served.create("region", &hung).await;
    let mut far = place("PX", "飞来石", 120.65, 29.45);
    far["properties"]["region_code"] = json!("330999001");
    served.create("place", &far).await;
    assert_eq!(count("330683001").await, 14);
    let below = served
        .public
        .get("/api/v1/region?region=330683001")
        .expect(200)
        .await;
    assert_eq!(
        below.each("code"),
        ["330683001", "330683001001", "330999001"]
    );
}

#[tokio::test]
async fn a_box_takes_what_it_touches() {
    let served = Served::new().await.with_county().await;
    served
        .create_all(
            "road",
            &[
                road("R1", "剡湖路", &[[120.60, 29.40], [120.70, 29.50]]),
                road("R2", "艇湖路", &[[120.80, 29.40], [120.90, 29.40]]),
            ],
        )
        .await;
    let names = |bbox: &str| {
        let asked = served.public.get(&format!("/api/v1/road?bbox={bbox}"));
        async move { asked.expect(200).await.each("source_id") }
    };
    assert_eq!(names("120.5,29.3,121,29.6").await, ["R1", "R2"]);
    assert_eq!(names("120.9,29.4,121,29.6").await, ["R2"]);
    for bad in [
        "1,2,3",
        "a,b,c,d",
        "121,29,120,30",
        "120,30,121,29",
        "29,120,30,121",
    ] {
        served
            .public
            .get(&format!("/api/v1/road?bbox={bad}"))
            .refused(400, "bad_parameter")
            .await;
    }
}

#[tokio::test]
async fn a_list_refuses_what_it_does_not_know() {
    let served = with_places().await;
    for query in [
        "foo=1",
        "nmae=x",
        "limit=10&Limit=5",
        "source=local",
        "valid_on=2020-01-01",
    ] {
        served
            .public
            .get(&format!("/api/v1/place?{query}"))
            .refused(400, "unreadable")
            .await;
    }
    for query in [
        "limit=0",
        "limit=10001",
        "limit=ten",
        "limit=-1",
        "cursor=zzz",
        "state=gone",
        "valid_from=yesterday",
    ] {
        served
            .public
            .get(&format!("/api/v1/place?{query}"))
            .refused(400, "bad_parameter")
            .await;
    }
    served
        .public
        .get("/api/v1/road?class=huge")
        .refused(400, "bad_parameter")
        .await;
    served
        .public
        .get("/api/v1/place?limit=10000")
        .expect(200)
        .await;
    served
        .public
        .get("/api/v1/castle")
        .refused(404, "not_found")
        .await;
}

#[tokio::test]
async fn restricted_fields_filter_for_the_writer_alone() {
    let served = Served::new().await.with_county().await;
    served
        .create(
            "road",
            &road("R1", "剡湖路", &[[120.6, 29.4], [120.7, 29.4]]),
        )
        .await;
    for query in [
        "north_m=1",
        "east_m=1",
        "height_m=1",
        "landmarks=x",
        "grid=x",
    ] {
        let path = format!("/api/v1/boundary_marker?{query}");
        served.public.get(&path).refused(400, "unreadable").await;
        served.writer.get(&path).expect(200).await;
    }
    served
        .public
        .get("/api/v1/plot?occupancy=free")
        .refused(400, "unreadable")
        .await;
    served
        .writer
        .get("/api/v1/plot?occupancy=free")
        .expect(200)
        .await;
    served
        .public
        .get("/api/v1/plot?state=draft")
        .refused(400, "bad_parameter")
        .await;
    let kinds = served.public.get("/api/v1/kinds").expect(200).await;
    assert!(!kinds.body.to_string().contains("occupancy"));
    assert!(
        served
            .writer
            .get("/api/v1/kinds")
            .expect(200)
            .await
            .body
            .to_string()
            .contains("occupancy")
    );
    served
        .public
        .get("/api/v1/kinds?x=1")
        .refused(400, "unreadable")
        .await;
}

#[tokio::test]
async fn numbers_and_dates_filter_by_value() {
    let served = Served::new().await.with_county().await;
    let mut wide = road("R1", "剡湖路", &[[120.6, 29.4], [120.7, 29.4]]);
    wide["properties"]["width_m"] = json!(24.5);
    served.create("road", &wide).await;
    let mut dated = plate("D1", "1", 120.65, 29.4);
    dated["properties"]["issued_on"] = json!("2026-03-05");
    served.create("doorplate", &dated).await;
    for (path, count) in [
        ("/api/v1/road?width_m=24.50", 1),
        ("/api/v1/road?width_m=24", 0),
        ("/api/v1/doorplate?issued_on=2026-03-05", 1),
    ] {
        let page = served.public.get(path).expect(200).await;
        assert_eq!(page.body["numberReturned"], count, "{path}");
    }
}
