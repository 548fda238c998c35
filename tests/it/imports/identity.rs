//! The same row again is the same feature: unchanged when it says nothing new.

use mingjie::{domain::Kind, registry::ImportOrder};

use super::orders::{Desk, codes, expected, order};
use crate::support::county;

#[tokio::test]
async fn a_second_import_changes_nothing_and_commits_nothing() {
    let desk = Desk::with_county().await;
    let head = desk.head().await;
    let again = desk
        .import(
            Kind::Region,
            "again.geojson",
            &county::regions().to_string(),
        )
        .await;
    assert_eq!(
        (again.read, again.unchanged, again.inserted, again.updated),
        (7, 7, 0, 0)
    );
    assert_eq!(again.position, None);
    assert_eq!(desk.head().await, head);

    let roads =
        "source_id,name,width_m,wkt\nR1,剡湖路,24.5,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n";
    let first = desk.import(Kind::Road, "roads.csv", roads).await;
    assert_eq!(first.position, Some(head + 1));
    let second = desk.import(Kind::Road, "roads.csv", roads).await;
    assert_eq!((second.unchanged, second.position), (1, None));
}

#[tokio::test]
async fn rows_that_share_one_line_are_told_apart() {
    let desk = Desk::open().await;
    let file = |names: &[(&str, &str)]| {
        let places = names
            .iter()
            .map(|(id, name)| county::place(id, name, 120.6, 29.4));
        county::collection(places.collect()).to_string()
    };
    let first = desk
        .import(
            Kind::Place,
            "p.geojson",
            &file(&[("A", "大王庙"), ("B", "小王庙"), ("A", "又一庙")]),
        )
        .await;
    assert_eq!((first.inserted, first.rejected), (2, 1));
    let second = desk
        .import(
            Kind::Place,
            "p.geojson",
            &file(&[("A", "大王庙"), ("B", "新王庙"), ("C", "老王庙")]),
        )
        .await;
    assert_eq!(
        (second.unchanged, second.updated, second.inserted),
        (1, 1, 1)
    );
    assert_eq!(desk.all(Kind::Place).await["B"].name(), Some("新王庙"));
}

#[tokio::test]
async fn an_absent_column_stays_and_an_empty_one_empties() {
    let desk = Desk::with_county().await;
    desk.import(
        Kind::Road,
        "roads.csv",
        "source_id,name,width_m,origin,wkt\nR1,剡湖路,24,近湖,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n",
    )
    .await;
    let report = desk
        .import(
            Kind::Road,
            "more.csv",
            "source_id,width_m,meaning\nR1,,湖边\n",
        )
        .await;
    assert_eq!((report.updated, report.rejected), (1, 0));
    let road = &desk.all(Kind::Road).await["R1"];
    assert_eq!(road.version, 2);
    assert!(road.value("width_m").is_null());
    assert_eq!(road.text("origin"), Some("近湖"));
    assert_eq!(road.text("meaning"), Some("湖边"));
    assert_eq!(road.text("name"), Some("剡湖路"));
    assert!(road.geometry.is_some());
    let new = desk
        .import(Kind::Road, "new.csv", "source_id,width_m\nR1,3\nR2,4\n")
        .await;
    assert_eq!((new.updated, new.inserted, new.rejected), (1, 0, 1));
    assert_eq!(
        codes(&new),
        expected(&[(3, "geometry", "missing_geometry")])
    );
}

#[tokio::test]
async fn what_is_computed_follows_the_columns_it_comes_from() {
    let desk = Desk::with_county().await;
    desk.import(
        Kind::Road,
        "roads.csv",
        "source_id,name,wkt\nR1,剡湖路,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n",
    )
    .await;
    let header = "source_id,number,road_source_id,lon,lat\n";
    desk.import(
        Kind::Doorplate,
        "plates.csv",
        &format!("{header}D1,12,R1,120.62,29.4101\n"),
    )
    .await;
    let plate = &desk.all(Kind::Doorplate).await["D1"];
    assert_eq!(
        plate.text("address"),
        Some("浙江省绍兴市嵊州市剡湖街道东南社区剡湖路12号")
    );
    assert_eq!(
        (plate.text("side"), plate.text("road_name")),
        (Some("left"), Some("剡湖路"))
    );
    desk.import(
        Kind::Doorplate,
        "plates.csv",
        &format!("{header}D1,14,R1,120.62,29.4101\n"),
    )
    .await;
    let plate = &desk.all(Kind::Doorplate).await["D1"];
    assert_eq!(
        plate.text("address"),
        Some("浙江省绍兴市嵊州市剡湖街道东南社区剡湖路14号")
    );

    // A survey that brings positions alone leaves the address as it is.
    desk.import(
        Kind::Doorplate,
        "survey.csv",
        "source_id,lon,lat\nD1,120.6201,29.4099\n",
    )
    .await;
    let plate = &desk.all(Kind::Doorplate).await["D1"];
    assert_eq!(
        plate.text("address"),
        Some("浙江省绍兴市嵊州市剡湖街道东南社区剡湖路14号")
    );

    desk.import(Kind::Road, "renamed.csv", "source_id,name\nR1,艇湖路\n")
        .await;
    assert_eq!(
        desk.all(Kind::Road).await["R1"].text("pinyin"),
        Some("Tǐnghú Lù")
    );
}

#[tokio::test]
async fn natural_keys_name_rows_without_an_identifier() {
    let desk = Desk::with_county().await;
    desk.import(
        Kind::BoundaryLine,
        "lines.csv",
        "code,name,left_code,right_code,wkt\nL1,嵊新线,330683001,330683002,\"LINESTRING(120.8 29.4,120.8 29.6)\"\n",
    )
    .await;
    for (kind, file) in [
        (Kind::BoundaryLine, "code,name\nL1,新嵊线\n"),
        (
            Kind::BoundaryMarker,
            "line_code,serial,type,lon,lat\nL1,001,Q,120.8,29.5\n",
        ),
        (
            Kind::Cemetery,
            "code,name,cemetery_type,lon,lat\nC1,西山公墓,eco,120.9,29.6\n",
        ),
        (
            Kind::Place,
            "code,name,class_code,lon,lat\nP1,大王庙,22000,120.9,29.6\n",
        ),
        (
            Kind::Doorplate,
            "road_name,region_code,number,suffix,lon,lat\n剡湖路,330683001,12,1,120.62,29.41\n剡湖路,330683001,12,2,120.62,29.41\n",
        ),
    ] {
        let first = desk.import(kind, "first.csv", file).await;
        assert_eq!(first.rejected, 0, "{kind}");
        let second = desk.import(kind, "second.csv", file).await;
        assert_eq!(
            (second.unchanged, second.rejected),
            (second.read, 0),
            "{kind}"
        );
    }
    let line = &desk.all(Kind::BoundaryLine).await["L1"];
    assert_eq!((line.version, line.text("name")), (2, Some("新嵊线")));
}

#[tokio::test]
async fn a_feature_id_stands_in_for_the_identifier() {
    let desk = Desk::open().await;
    let row = |id: &str| {
        format!(
            "{{\"type\":\"Feature\",\"id\":{id},\"geometry\":{{\"type\":\"Point\",\"coordinates\":[120.6,29.4]}},\"properties\":{{\"name\":\"大王庙\",\"class_code\":\"22000\"}}}}\n"
        )
    };
    let file = row("\"a-1\"") + &row("17") + &row("17");
    let report = desk.import(Kind::Place, "places.geojsonl", &file).await;
    assert_eq!((report.inserted, report.rejected), (2, 1));
    let mut ids: Vec<String> = desk.all(Kind::Place).await.into_keys().collect();
    ids.sort();
    assert_eq!(ids, ["17", "a-1"]);
}

#[tokio::test]
async fn the_same_identifier_of_two_sources_is_two_features() {
    let desk = Desk::open().await;
    let path = desk.file(
        "places.csv",
        "source_id,name,class_code,lon,lat\nP1,大王庙,22000,120.6,29.4\n",
    );
    for source in ["甲", "O'Hara"] {
        let from = ImportOrder {
            source: Some(source.to_owned()),
            ..order(Kind::Place, &path)
        };
        assert_eq!(desk.run(from).await.inserted, 1);
    }
    let from = ImportOrder {
        source: Some("O'Hara".to_owned()),
        ..order(Kind::Place, &path)
    };
    assert_eq!(desk.run(from).await.unchanged, 1);
}

#[tokio::test]
async fn two_rows_for_one_registered_feature_are_told() {
    let desk = Desk::with_county().await;
    desk.import(
        Kind::Cemetery,
        "c.csv",
        "source_id,code,name,cemetery_type,lon,lat\nC1,X,西山公墓,eco,120.9,29.6\n",
    )
    .await;
    let again = desk
        .import(
            Kind::Cemetery,
            "again.geojsonl",
            "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[120.9,29.6]},\"properties\":{\"source_id\":\"C1\",\"name\":\"甲\"}}\n\
             {\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[120.9,29.6]},\"properties\":{\"code\":\"X\",\"name\":\"乙\"}}\n",
        )
        .await;
    assert_eq!((again.updated, again.rejected), (1, 1));
    assert_eq!(codes(&again), expected(&[(2, "source_id", "duplicate_id")]));
    let cemetery = &desk.all(Kind::Cemetery).await["C1"];
    assert_eq!((cemetery.version, cemetery.text("name")), (2, Some("甲")));
}

#[tokio::test]
async fn a_row_may_retire_and_restore() {
    let desk = Desk::open().await;
    let file = |state: &str| {
        format!("source_id,name,class_code,state,lon,lat\nP1,大王庙,22000,{state},120.6,29.4\n")
    };
    desk.import(Kind::Place, "p.csv", &file("在用")).await;
    desk.import(Kind::Place, "p.csv", &file("注销")).await;
    desk.import(Kind::Place, "p.csv", &file("")).await;
    desk.import(Kind::Place, "p.csv", &file("retired")).await;
    let place = &desk.all(Kind::Place).await["P1"];
    let versions = desk.registry.history(Kind::Place, place.id).await.unwrap();
    let operations: Vec<&str> = versions.iter().map(|v| v.operation.as_str()).collect();
    assert_eq!(operations, ["retire", "restore", "retire", "insert"]);
}

#[tokio::test]
async fn the_report_is_kept_with_its_commit() {
    let desk = Desk::with_county().await;
    let kept = desk.registry.imports(10).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].file_name, "regions.geojson");
    assert_eq!(kept[0].report["inserted"], 7);
    assert_eq!(kept[0].position.map(|p| p.0), Some(7));
}

#[tokio::test]
async fn a_load_that_loses_its_connection_leaves_nothing() {
    let desk = Desk::open().await;
    let rows: String = (0..60_000)
        .map(|n| format!("D{n},{n},120.6,29.4\n"))
        .collect();
    let path = desk.file("plates.csv", &format!("source_id,number,lon,lat\n{rows}"));
    let killer = desk.registry.clone();
    let handle = tokio::runtime::Handle::current();
    let killed = std::sync::atomic::AtomicBool::new(false);
    let url = killer.url().to_owned();
    let broken = desk
        .registry
        .import(order(Kind::Doorplate, &path), move |tally, _| {
            if tally.read >= 20_000 && !killed.swap(true, std::sync::atomic::Ordering::Relaxed) {
                let url = url.clone();
                handle.block_on(async move {
                    use sqlx::Connection as _;
                    let mut other = sqlx::PgConnection::connect(&url).await.unwrap();
                    sqlx::query("select pg_terminate_backend(pid) from pg_locks where relation = 'register.doorplate'::regclass and mode = 'ShareRowExclusiveLock'")
                        .execute(&mut other)
                        .await
                        .unwrap();
                });
            }
        })
        .await;
    assert!(broken.is_err());
    assert!(desk.all(Kind::Doorplate).await.is_empty());
    assert_eq!(desk.head().await, 0);
    let next = desk.run(order(Kind::Doorplate, &path)).await;
    assert_eq!(next.inserted, 60_000);
}
