//! Two processes over one database stay in step: no answer is older than it says.

use std::sync::Arc;

use serde_json::json;

use crate::support::{
    Served, TestDatabase,
    county::{place, road},
};

async fn two() -> (Served, Served) {
    let database = Arc::new(TestDatabase::new().await);
    let one = Served::over(&database, mingjie::config::Config::default()).await;
    let two = Served::over(&database, mingjie::config::Config::default()).await;
    (one, two)
}

#[tokio::test]
async fn what_one_writes_the_other_tells_two_hundred_times() {
    let (one, two) = two().await;
    let id = one
        .create(
            "road",
            &road("R1", "剡湖路", &[[120.61, 29.41], [120.63, 29.41]]),
        )
        .await;
    let path = format!("/api/v1/road/{id}");
    for version in 1..=200 {
        let (writer, reader) = if version % 3 == 0 {
            (&two, &one)
        } else {
            (&one, &two)
        };
        let change = json!({ "properties": { "width_m": version } });
        let written = writer
            .writer
            .patch(&path, version, &change)
            .expect(200)
            .await;
        let own = writer.public.get(&path).expect(200).await;
        assert_eq!(
            own.body["properties"]["version"],
            version + 1,
            "read your own write"
        );
        let demanded = reader
            .public
            .get(&path)
            .header("mingjie-min-position", &written.position().to_string())
            .expect(200)
            .await;
        assert_eq!(demanded.body["properties"]["version"], version + 1);
        assert!(demanded.position() >= written.position());
    }
}

#[tokio::test]
async fn no_answer_is_older_than_its_position_says() {
    let (one, two) = two().await;
    let id = one
        .create(
            "road",
            &road("R1", "剡湖路", &[[120.61, 29.41], [120.63, 29.41]]),
        )
        .await;
    let path = format!("/api/v1/road/{id}");
    let reader = two.public.clone();
    let (watched, start) = (
        path.clone(),
        one.public.get(&path).expect(200).await.position(),
    );
    // Each change is one position, so the version is told by the position.
    let watching = tokio::spawn(async move {
        loop {
            let seen = reader
                .get(&watched)
                .header("mingjie-min-position", &start.to_string())
                .expect(200)
                .await;
            let version = seen.body["properties"]["version"].as_i64().unwrap();
            assert!(
                version > seen.position() - start,
                "{version} at {}",
                seen.position()
            );
            if version == 101 {
                return;
            }
        }
    });
    for version in 1..=100 {
        let change = json!({ "properties": { "width_m": version } });
        one.writer.patch(&path, version, &change).expect(200).await;
    }
    watching.await.unwrap();
}

#[tokio::test]
async fn a_bulk_load_through_one_reaches_the_other() {
    let (one, two) = two().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("doorplates.csv");
    let rows: String = (0..25_000)
        .map(|n| format!("D{n},{n},{},29.4\n", 120.6 + f64::from(n) / 1e6))
        .collect();
    std::fs::write(&path, format!("source_id,number,lon,lat\n{rows}")).unwrap();
    let order = crate::imports::order(mingjie::domain::Kind::Doorplate, &path);
    let report = one.registry.import(order, |_, _| ()).await.unwrap();
    assert_eq!((report.inserted, report.position), (25_000, Some(25_000)));
    let reached = mingjie::domain::Position(25_000);
    two.registry
        .view_at(reached, std::time::Duration::from_secs(60))
        .await
        .unwrap();
    let seen = two
        .public
        .get("/api/v1/doorplate?source_id=D24999")
        .expect(200)
        .await;
    assert_eq!(seen.each("number"), ["24999"]);
    let near = two
        .public
        .get("/api/v1/nearest?lon=120.6&lat=29.4")
        .expect(200)
        .await;
    assert_eq!(
        near.body["results"][0]["feature"]["properties"]["source_id"],
        "D0"
    );
    two.create("place", &place("P1", "大王庙", 120.6, 29.4))
        .await;
}
