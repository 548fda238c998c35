//! Every row that cannot stand is told apart, with its line, its field and how to mend it.

use mingjie::domain::Kind;

use super::orders::{Desk, codes, expected, order, rejects};

#[tokio::test]
async fn each_bad_row_lands_in_the_rejects_and_the_good_ones_load() {
    let desk = Desk::with_county().await;
    let long = "路".repeat(61);
    let report = desk
        .import(
            Kind::Road,
            "roads.csv",
            &format!(
                "source_id,name,width_m,class,valid_from,valid_to,region_code,wkt\n\
                 R1,剡湖路,24,arterial,,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 R2,艇湖路,wide,,,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 R3,官河路,,huge,,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 R4,官河路,,,soon,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 R5,官河路,,,2020-02-01,2020-01-31,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 R6,官河路,,,,,339999,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 R7,官河路,,,,,,\n\
                 R8,官河路,,,,,,\"POINT(120.61 29.41)\"\n\
                 R9,官河路,,,,,,\"LINESTRING(120.61\"\n\
                 R10,官河路,,,,,,\"LINESTRING(29.41 120.61,29.41 120.63)\"\n\
                 R11,官河路,,,,,,\"LINESTRING(190 29,191 29)\"\n\
                 R12,官河路,,,,,,\"LINESTRING(122 29.41,122.1 29.41)\"\n\
                 R1,剡湖路,24,,,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 ,官河路,,,,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 R15,{long},,,,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 R16,官\u{0}河路,,,,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 R17,官河路,24\n\
                 R18,官河路,0,,,,,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n\
                 R19,官河路,,,,,,\"LINESTRING(120.61 29.41)\"\n"
            ),
        )
        .await;
    assert_eq!((report.read, report.inserted, report.rejected), (19, 1, 18));
    let mut told = codes(&report);
    told.sort();
    let mut wanted = expected(&[
        (3, "width_m", "wrong_type"),
        (4, "class", "wrong_value"),
        (5, "valid_from", "wrong_type"),
        (6, "valid_to", "wrong_value"),
        (7, "region_code", "unknown_region_code"),
        (8, "geometry", "missing_geometry"),
        (9, "geometry", "wrong_geometry_type"),
        (10, "geometry", "invalid_geometry"),
        (11, "geometry", "swapped_axes"),
        (12, "geometry", "coordinate_out_of_range"),
        (13, "geometry", "outside_jurisdiction"),
        (14, "source_id", "duplicate_id"),
        (15, "source_id", "no_identity"),
        (16, "name", "too_long"),
        (17, "name", "control_character"),
        (18, "", "unreadable_row"),
        (19, "width_m", "wrong_value"),
        (20, "geometry", "invalid_geometry"),
    ]);
    wanted.sort();
    assert_eq!(told, wanted);
    assert_eq!(report.rejected_by["wrong_value"], 3);
    let duplicate = rejects(&report).into_iter().find(|r| r.0 == 14).unwrap();
    assert_eq!((duplicate.1.as_str(), duplicate.3.as_str()), ("R1", "R1"));
}

#[tokio::test]
async fn bytes_that_are_no_text_are_rejected_in_their_row() {
    let desk = Desk::open().await;
    let path = desk.file("places.csv", "");
    let mut bytes = b"source_id,name,class_code,lon,lat\nP1,".to_vec();
    bytes.extend_from_slice("大王庙,22000,120.6,29.4\nP2,".as_bytes());
    bytes.extend_from_slice(&[0xff, 0xfe]);
    bytes.extend_from_slice(b",22000,120.6,29.4\n");
    std::fs::write(&path, bytes).unwrap();
    let mut order = order(Kind::Place, &path);
    order.options.encoding = Some("UTF-8".parse().unwrap());
    let report = desk.run(order).await;
    assert_eq!((report.inserted, report.rejected), (1, 1));
    assert_eq!(codes(&report), expected(&[(3, "name", "invalid_encoding")]));
}

#[tokio::test]
async fn markers_and_plots_must_lie_where_they_belong() {
    let desk = Desk::with_county().await;
    let lines = desk
        .import(
            Kind::BoundaryLine,
            "lines.csv",
            "code,name,left_code,right_code,wkt\n\
             L1,嵊新线,330683001,330683002,\"LINESTRING(120.8 29.4,120.8 29.6)\"\n\
             L2,错线,330683001,330683001,\"LINESTRING(120.8 29.4,120.8 29.6)\"\n",
        )
        .await;
    assert_eq!(codes(&lines), expected(&[(3, "right_code", "wrong_value")]));
    let markers = desk
        .import(
            Kind::BoundaryMarker,
            "markers.csv",
            "line_code,serial,type,lon,lat\n\
             L1,001,Q,120.8019,29.5\n\
             L1,002,Q,120.8022,29.5\n\
             L9,003,Q,120.8,29.5\n\
             L1,004,X,120.8,29.5\n\
             L1|L9,005,S,120.8,29.5\n\
             ,006,Q,120.8,29.5\n",
        )
        .await;
    assert_eq!(markers.inserted, 1);
    assert_eq!(
        codes(&markers),
        expected(&[
            (3, "geometry", "marker_off_line"),
            (4, "line_code", "unknown_line_code"),
            (5, "type", "wrong_value"),
            (6, "line_code", "unknown_line_code"),
            (7, "line_code", "missing_field"),
        ])
    );
    let marker = &desk.all(Kind::BoundaryMarker).await["L1/001/Q"];
    assert_eq!(marker.text("number"), Some("L1001Q"));

    let cemeteries = desk
        .import(
            Kind::Cemetery,
            "cemeteries.csv",
            "source_id,name,cemetery_type,wkt\n\
             C1,西山公墓,公益性公墓,\"POLYGON((120.9 29.6,120.91 29.6,120.91 29.61,120.9 29.61,120.9 29.6))\"\n",
        )
        .await;
    assert_eq!(cemeteries.inserted, 1);
    let plot = |number: u32, west: f64| {
        let east = west + 0.00002;
        format!(
            "C1,{number},free,\"POLYGON(({west} 29.605,{east} 29.605,{east} 29.60502,{west} 29.60502,{west} 29.605))\"\n"
        )
    };
    let plots = desk
        .import(
            Kind::Plot,
            "plots.csv",
            &format!(
                "cemetery_source_id,number,occupancy,wkt\n{}{}{}{}",
                plot(1, 120.905),
                plot(2, 120.899_995),
                plot(3, 120.899_95),
                plot(4, 120.905).replace("C1", "C9"),
            ),
        )
        .await;
    assert_eq!(plots.inserted, 2, "half a metre outside is not outside");
    assert_eq!(
        codes(&plots),
        expected(&[
            (4, "geometry", "plot_outside_cemetery"),
            (5, "cemetery_source_id", "unknown_cemetery"),
        ])
    );
    let plot = &desk.all(Kind::Plot).await["C1///1"];
    assert!(plot.value("area_m2").as_number().unwrap() > 3.0);
    assert_eq!(plot.text("region_code"), Some("330683002"));
}

#[tokio::test]
async fn a_plate_must_not_name_a_road_that_is_not_there() {
    let desk = Desk::with_county().await;
    let report = desk
        .import(
            Kind::Doorplate,
            "plates.csv",
            "source_id,number,road_source_id,lon,lat\nD1,1,R9,120.6,29.4\nD2,2,,120.6,29.4\n",
        )
        .await;
    assert_eq!(
        codes(&report),
        expected(&[(2, "road_source_id", "unknown_road")])
    );
    assert_eq!((report.inserted, report.warned_by["no_road"]), (1, 1));
}

#[tokio::test]
async fn strict_loads_nothing_when_any_row_is_bad() {
    let desk = Desk::open().await;
    let path = desk.file(
        "places.csv",
        "source_id,name,class_code,lon,lat\nP1,大王庙,22000,120.6,29.4\nP2,小王庙,,120.6,29.4\n",
    );
    let mut strict = order(Kind::Place, &path);
    strict.strict = true;
    let report = desk.run(strict).await;
    assert_eq!((report.read, report.inserted, report.rejected), (2, 0, 1));
    assert_eq!((report.position, report.written), (None, false));
    assert_eq!(
        codes(&report),
        expected(&[(3, "class_code", "missing_field")])
    );
    assert!(desk.all(Kind::Place).await.is_empty());
    assert_eq!(desk.head().await, 0);
}

#[tokio::test]
async fn a_dry_run_tells_everything_and_writes_nothing() {
    let desk = Desk::open().await;
    let path = desk.file(
        "places.csv",
        "source_id,name,class_code,lon,lat\nP1,大王庙,22000,120.6,29.4\nP2,小王庙,,120.6,29.4\n",
    );
    let mut dry = order(Kind::Place, &path);
    dry.dry_run = true;
    let report = desk.run(dry).await;
    assert_eq!((report.inserted, report.rejected), (1, 1));
    assert_eq!((report.position, report.written), (None, false));
    assert!(desk.all(Kind::Place).await.is_empty());
    assert!(desk.registry.imports(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_rejects_file_is_there_only_when_there_are_any() {
    let desk = Desk::open().await;
    let header = "source_id,name,class_code,lon,lat\n";
    let bad = desk
        .import(
            Kind::Place,
            "places.csv",
            &format!("{header}P1,,22000,120.6,29.4\n"),
        )
        .await;
    let file = bad.rejects.clone().unwrap();
    assert!(file.ends_with("places.csv.rejects.csv") && file.exists());
    let good = desk
        .import(
            Kind::Place,
            "places.csv",
            &format!("{header}P1,大王庙,22000,120.6,29.4\n"),
        )
        .await;
    assert_eq!(good.rejects, None);
    assert!(!file.exists(), "what was mended is no longer told");
}

#[tokio::test]
async fn a_row_that_breaks_what_is_registered_is_one_reject_and_no_more() {
    let desk = Desk::with_county().await;
    let header = "source_id,code,name,left_code,right_code,valid_from,wkt\n";
    let wkt = "\"LINESTRING(120.8 29.4,120.8 29.6)\"";
    desk.import(
        Kind::BoundaryLine,
        "lines.csv",
        &format!("{header}A,L1,嵊新线,330683001,330683002,2020-01-01,{wkt}\n"),
    )
    .await;
    let report = desk
        .import(
            Kind::BoundaryLine,
            "more.csv",
            &format!(
                "{header}B,L1,同码线,330683001,330683002,2020-01-01,{wkt}\n\
                 C,L3,新线,330683001,330683002,2020-01-01,{wkt}\n"
            ),
        )
        .await;
    assert_eq!((report.inserted, report.rejected), (1, 1));
    assert_eq!(codes(&report), expected(&[(2, "code", "code_taken")]));
    let backwards = desk
        .import(
            Kind::BoundaryLine,
            "ends.csv",
            "source_id,valid_to\nA,2019-01-01\nC,2021-01-01\n",
        )
        .await;
    assert_eq!((backwards.updated, backwards.rejected), (1, 1));
    assert_eq!(
        codes(&backwards),
        expected(&[(2, "valid_to", "wrong_value")])
    );
}

#[tokio::test]
async fn a_file_that_makes_no_sense_as_a_whole_changes_nothing() {
    let desk = Desk::open().await;
    let path = desk.file("nothing.xyz", "hello");
    assert!(
        desk.registry
            .import(order(Kind::Place, &path), |_, _| ())
            .await
            .is_err()
    );
    let missing = path.with_file_name("missing.csv");
    assert!(
        desk.registry
            .import(order(Kind::Place, &missing), |_, _| ())
            .await
            .is_err()
    );
    let truncated = desk.file("cut.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"id\":\"1\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[120.6,29.4]},\"properties\":{\"name\":\"大王庙\",\"class_code\":\"22000\"}},{\"type\":\"Fea");
    if let Ok(report) = desk
        .registry
        .import(order(Kind::Place, &truncated), |_, _| ())
        .await
    {
        assert!(report.rejected > 0, "a cut file is never taken for whole");
    }
    let empty = desk
        .import(
            Kind::Place,
            "empty.csv",
            "source_id,name,class_code,lon,lat\n",
        )
        .await;
    assert_eq!((empty.read, empty.position), (0, None));
}
