//! What is odd is loaded and told.

use std::fmt::Write as _;

use mingjie::{domain::Kind, registry::ImportReport};

use super::orders::Desk;

/// A grid of named streets, both ways.
async fn streets() -> Desk {
    let desk = Desk::with_county().await;
    let mut roads = "source_id,name,wkt\n".to_owned();
    for n in 0..5 {
        let at = 0.02 * f64::from(n);
        let (lat, lon) = (29.41 + at, 120.61 + at);
        writeln!(
            roads,
            "E{n},东{n}路,\"LINESTRING(120.6 {lat},120.7 {lat})\""
        )
        .unwrap();
        writeln!(roads, "N{n},北{n}路,\"LINESTRING({lon} 29.4,{lon} 29.5)\"").unwrap();
    }
    assert_eq!(
        desk.import(Kind::Road, "roads.csv", &roads).await.inserted,
        10
    );
    desk
}

/// Plates along every street, all moved by the same.
async fn plates(desk: &Desk, [east, north]: [f64; 2]) -> ImportReport {
    let mut rows = "source_id,number,road_source_id,lon,lat\n".to_owned();
    for n in 0..5 {
        let at = 0.02 * f64::from(n);
        for m in 0..10 {
            let along = 0.009 * f64::from(m) + 0.005;
            let off = if m % 2 == 0 { 0.0001 } else { -0.0001 };
            let number = m + 1;
            writeln!(
                rows,
                "E{n}-{m},{number},E{n},{},{}",
                120.6 + along + east,
                29.41 + at + off + north
            )
            .unwrap();
            writeln!(
                rows,
                "N{n}-{m},{number},N{n},{},{}",
                120.61 + at + off + east,
                29.4 + along + north
            )
            .unwrap();
        }
    }
    desk.import(Kind::Doorplate, "plates.csv", &rows).await
}

#[tokio::test]
async fn a_file_that_lies_where_it_should_is_not_called_shifted() {
    let desk = streets().await;
    let report = plates(&desk, [0.0, 0.0]).await;
    assert_eq!((report.inserted, report.warnings), (100, 0));
}

#[tokio::test]
async fn a_shift_like_gcj_02_is_told_whichever_way_the_streets_run() {
    let desk = streets().await;
    // Some 460 m east and 270 m south, as GCJ-02 lies off in eastern Zhejiang.
    let report = plates(&desk, [0.0047, -0.0024]).await;
    assert_eq!(report.inserted, 100);
    assert_eq!(report.warned_by["systematic_shift"], 1);
    assert!(report.warned_by["doorplate_far_from_road"] > 50);
}

#[tokio::test]
async fn numbers_twice_on_a_road_are_told_in_the_file_and_beside_the_register() {
    let desk = streets().await;
    let header = "source_id,number,road_source_id,lon,lat\n";
    let first = desk
        .import(
            Kind::Doorplate,
            "first.csv",
            &format!(
                "{header}A,1,E0,120.61,29.4101\nB,1,E0,120.62,29.4101\nC,3,E0,120.63,29.4101\n"
            ),
        )
        .await;
    assert_eq!(
        (first.inserted, first.warned_by["duplicate_number"]),
        (3, 1)
    );
    let second = desk
        .import(
            Kind::Doorplate,
            "second.csv",
            &format!("{header}D,3,E0,120.64,29.4101\n"),
        )
        .await;
    assert_eq!(
        (second.inserted, second.warned_by["duplicate_number"]),
        (1, 1)
    );
    let again = desk
        .import(
            Kind::Doorplate,
            "third.csv",
            &format!("{header}C,3,E1,120.63,29.4301\n"),
        )
        .await;
    assert_eq!((again.updated, again.warnings), (1, 0));
    // A file that brings no numbers cannot repeat any.
    let partial = desk
        .import(
            Kind::Doorplate,
            "partial.csv",
            "source_id,road_source_id,plate_kind\nA,E0,小门牌\nB,E0,小门牌\n",
        )
        .await;
    assert_eq!((partial.updated, partial.warnings), (2, 0));
}

#[tokio::test]
async fn roads_unknown_or_far_and_repeated_vertices_are_told() {
    let desk = streets().await;
    let report = desk
        .import(
            Kind::Doorplate,
            "plates.csv",
            "source_id,number,road_name,region_code,lon,lat\n\
             A,1,东0路,330683001,120.61,29.4101\n\
             B,2,东0路,330683001,120.63,29.4115\n\
             C,3,没有路,330683001,120.61,29.4101\n\
             D,4,,330683001,120.61,29.4101\n",
        )
        .await;
    assert_eq!((report.inserted, report.warnings), (4, 3));
    assert_eq!(report.warned_by["doorplate_far_from_road"], 1);
    assert_eq!(report.warned_by["no_road"], 2);
    assert_eq!(
        report.examples.iter().map(|e| e.line).collect::<Vec<_>>(),
        [3, 4, 5]
    );
    assert_eq!(
        desk.all(Kind::Doorplate).await["A"].text("road_source_id"),
        Some("E0")
    );
    let roads = desk
        .import(
            Kind::Road,
            "more.csv",
            "source_id,colour,wkt\nX,red,\"LINESTRING(120.61 29.41,120.61 29.41,120.63 29.41)\"\n",
        )
        .await;
    assert_eq!(roads.warned_by["repeated_vertices"], 1);
    assert_eq!(roads.columns_ignored, ["colour"]);
}
