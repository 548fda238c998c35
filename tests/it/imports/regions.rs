//! Regions in five levels, first without outlines, then with them; and who may hang below whom.

use mingjie::domain::Kind;
use serde_json::{Value, json};

use super::orders::{Desk, codes, expected};
use crate::support::county::{area, collection, feature};

const FIVE_LEVELS: &str = "code,name\n\
    330683001001,东南社区\n\
    330683001000,剡湖街道\n\
    330683,嵊州市\n\
    330600,绍兴市\n\
    330000,浙江省\n\
    330683-J01,嵊州建成区\n";

#[tokio::test]
async fn five_levels_come_without_outlines_in_any_order() {
    let desk = Desk::open().await;
    let report = desk.import(Kind::Region, "regions.csv", FIVE_LEVELS).await;
    assert_eq!(
        (report.inserted, report.rejected, report.warnings),
        (6, 0, 0)
    );
    let all = desk.all(Kind::Region).await;
    for (code, level, parent) in [
        ("33", "province", None),
        ("3306", "city", Some("33")),
        ("330683", "county", Some("3306")),
        ("330683001", "town", Some("330683")),
        ("330683001001", "village", Some("330683001")),
        ("330683-J01", "built_up_area", Some("330683")),
    ] {
        let region = all
            .values()
            .find(|region| region.text("code") == Some(code))
            .unwrap();
        assert_eq!(
            (region.text("level"), region.text("parent_code")),
            (Some(level), parent),
            "{code}"
        );
        assert!(region.geometry.is_none());
    }
}

#[tokio::test]
async fn outlines_come_later_by_code_and_leave_names_alone() {
    let desk = Desk::open().await;
    desk.import(Kind::Region, "regions.csv", FIVE_LEVELS).await;
    let outline = collection(vec![feature(
        area([120.5, 29.3, 121.1, 29.8]),
        json!({ "code": "330683000000" }),
    )]);
    let report = desk
        .import(Kind::Region, "outlines.geojson", &outline.to_string())
        .await;
    assert_eq!(
        (report.updated, report.inserted, report.rejected),
        (1, 0, 0)
    );
    let all = desk.all(Kind::Region).await;
    let county = all
        .values()
        .find(|region| region.text("code") == Some("330683"))
        .unwrap();
    assert_eq!((county.version, county.text("name")), (2, Some("嵊州市")));
    assert!(county.geometry.is_some());
    let names = desk.import(Kind::Region, "names.csv", FIVE_LEVELS).await;
    assert_eq!(
        names.unchanged, 6,
        "a file without outlines takes none away"
    );
    let outside = desk
        .import(
            Kind::Place,
            "far.csv",
            "source_id,name,class_code,lon,lat\nP1,远,22000,122,29.5\nP2,近,22000,121.105,29.5\n",
        )
        .await;
    assert_eq!(
        codes(&outside),
        expected(&[(2, "geometry", "outside_jurisdiction")])
    );
    assert_eq!(outside.warned_by["near_jurisdiction_edge"], 1);
}

#[tokio::test]
async fn what_belongs_to_a_county_without_an_outline_is_not_outside() {
    let desk = Desk::open().await;
    let outline = |code: &str, geometry: Value| {
        json!({
            "type": "Feature", "geometry": geometry,
            "properties": { "code": code, "name": format!("县{code}"), "parent_code": null },
        })
    };
    let square = json!({ "type": "Polygon",
        "coordinates": [[[120.5, 29.4], [121.1, 29.4], [121.1, 29.8], [120.5, 29.8], [120.5, 29.4]]] });
    let counties = json!({ "type": "FeatureCollection", "features": [
        outline("330683", square), outline("440305", Value::Null),
    ] });
    let loaded = desk
        .import(Kind::Region, "counties.geojson", &counties.to_string())
        .await;
    assert_eq!((loaded.inserted, loaded.rejected), (2, 0));
    let places = desk
        .import(
            Kind::Place,
            "places.csv",
            "source_id,name,class_code,region_code,lon,lat\n\
             P1,南山,22000,440305,113.93,22.54\n\
             P2,误登,22000,330683,113.93,22.54\n",
        )
        .await;
    assert_eq!(places.inserted, 1);
    assert_eq!(
        codes(&places),
        expected(&[(3, "geometry", "outside_jurisdiction")])
    );
}

#[tokio::test]
async fn orphans_go_with_their_parents() {
    let desk = Desk::open().await;
    let report = desk
        .import(
            Kind::Region,
            "regions.csv",
            "code,name,parent_code\n\
             33,浙江省,\n\
             3306,绍兴市,33\n\
             330683,嵊州市,3399\n\
             330683001,剡湖街道,330683\n\
             330683001001,东南社区,330683001\n\
             330684,自环市,330684\n",
        )
        .await;
    assert_eq!(report.inserted, 2);
    let mut told = codes(&report);
    told.sort();
    assert_eq!(
        told,
        expected(&[
            (4, "parent_code", "unknown_parent_code"),
            (5, "parent_code", "unknown_parent_code"),
            (6, "parent_code", "unknown_parent_code"),
            (7, "parent_code", "wrong_value"),
        ])
    );
}

#[tokio::test]
async fn a_child_does_not_outlive_a_parent_that_was_refused() {
    let desk = Desk::open().await;
    let row = |properties: &str| {
        format!("{{\"type\":\"Feature\",\"geometry\":null,\"properties\":{properties}}}\n")
    };
    let file = row("{\"code\":\"33\",\"name\":\"浙江省\"}")
        + &row("{\"code\":\"3306\",\"parent_code\":\"33\"}")
        + &row("{\"code\":\"330683\",\"name\":\"嵊州市\",\"parent_code\":\"3306\"}");
    let report = desk.import(Kind::Region, "regions.geojsonl", &file).await;
    assert_eq!((report.inserted, report.rejected), (1, 2));
    let mut told = codes(&report);
    told.sort();
    assert_eq!(
        told,
        expected(&[
            (2, "name", "missing_field"),
            (3, "parent_code", "unknown_parent_code")
        ])
    );
}

#[tokio::test]
async fn a_region_is_the_same_whoever_says_so() {
    let desk = Desk::open().await;
    desk.import(Kind::Region, "regions.csv", FIVE_LEVELS).await;
    let path = desk.file("other.csv", "source_id,code,name\nX9,330683,嵊州市\n");
    let mut other = super::order(Kind::Region, &path);
    other.source = Some("省厅".to_owned());
    let report = desk.run(other).await;
    assert_eq!((report.inserted, report.rejected), (0, 0));
    assert_eq!(desk.all(Kind::Region).await.len(), 6);
}

#[tokio::test]
async fn a_circle_of_parents_is_refused_with_the_way_round() {
    let desk = Desk::open().await;
    desk.import(Kind::Region, "above.csv", "code,name\n33,浙江省\n")
        .await;
    let report = desk
        .import(
            Kind::Region,
            "regions.csv",
            "code,name,parent_code\n\
             3306,绍兴市,330683001\n\
             330683,嵊州市,3306\n\
             330683001,剡湖街道,330683\n\
             330683001001,东南社区,330683001\n\
             3307,金华市,33\n",
        )
        .await;
    assert_eq!((report.inserted, report.rejected), (1, 4));
    let mut told = codes(&report);
    told.sort();
    assert_eq!(
        told,
        expected(&[
            (2, "parent_code", "parent_circle"),
            (3, "parent_code", "parent_circle"),
            (4, "parent_code", "parent_circle"),
            (5, "parent_code", "unknown_parent_code"),
        ])
    );
    let words = std::fs::read_to_string(report.rejects.unwrap()).unwrap();
    assert!(
        words.contains("3306 → 330683001 → 330683 → 3306"),
        "{words}"
    );

    // By way of what is registered: the province below its own city.
    let file = "code,name,parent_code\n33,浙江省,3307\n";
    let report = desk.import(Kind::Region, "again.csv", file).await;
    assert_eq!(
        codes(&report),
        expected(&[(2, "parent_code", "parent_circle")])
    );
    // Turned upside down within one file there is no circle.
    let file = "code,name,parent_code\n31,上海市,\n33,浙江省,3307\n3307,金华市,31\n";
    let report = desk.import(Kind::Region, "turned.csv", file).await;
    assert_eq!(
        (report.inserted, report.updated, report.rejected),
        (1, 2, 0)
    );
}
