//! The store against a real PostGIS: single writes, history, the chain, bulk loads, reach.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use mingjie::{
    domain::{Actor, Feature, Kind, Operation, Position, Value, doorplate, road, shared},
    geo::Geometry,
    store::{
        Bulk, BulkCounts, Chunk, Commit, CommitNote, ImportRecord, Load, Loading, StageEncoder,
        StagedRow, Store, StoreError,
    },
};
use sqlx::Connection as _;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::support::TestDatabase;

static TESTER: LazyLock<Actor> = LazyLock::new(|| Actor::command("tester"));

fn note() -> CommitNote<'static> {
    CommitNote {
        reason: Some("a test"),
        ..CommitNote::by(&TESTER)
    }
}

fn at() -> DateTime<Utc> {
    "2026-03-05T02:00:00Z".parse().unwrap()
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 5).unwrap()
}

fn line(points: &[(f64, f64)]) -> Geometry {
    Geometry::LineString(points.iter().copied().collect())
}

fn road_values(source_id: &str, name: Option<&str>) -> Vec<Value> {
    let mut values = vec![Value::Null; Kind::Road.fields().len()];
    values[shared::SOURCE_ID_AT] = source_id.into();
    values[shared::NAME_AT] = name.map_or(Value::Null, Value::from);
    values[shared::STATE_AT] = "current".into();
    values[road::WIDTH_M_AT] = Value::Number(24.5);
    values[shared::VALID_FROM_AT] = Value::Date(NaiveDate::from_ymd_opt(2001, 7, 1).unwrap());
    values
}

async fn begin(store: &Store) -> Commit {
    Commit::begin(
        store,
        Uuid::now_v7(),
        at(),
        day(),
        &Actor::command("tester"),
    )
    .await
    .unwrap()
}

async fn insert_road(store: &Store, source_id: &str, name: Option<&str>) -> (Feature, Position) {
    let mut commit = begin(store).await;
    let feature = commit
        .insert(
            Kind::Road,
            Uuid::now_v7(),
            "test",
            &road_values(source_id, name),
            Some(&line(&[(120.81, 29.58), (120.82, 29.58)])),
        )
        .await
        .unwrap();
    let position = commit.close(note()).await.unwrap().unwrap();
    (feature, position)
}

#[tokio::test]
async fn a_feature_comes_back_as_it_was_written() {
    let database = TestDatabase::new().await;
    let store = Store::open(&database.url()).unwrap();
    let (written, position) = insert_road(&store, "R1", Some("剡湖路")).await;
    assert_eq!(position, Position(1));
    let read = store.features(Kind::Road, &[written.id]).await.unwrap();
    assert_eq!(read, std::slice::from_ref(&written));
    assert_eq!(written.version, 1);
    assert_eq!(
        written.geometry,
        Some(line(&[(120.81, 29.58), (120.82, 29.58)]))
    );
    assert_eq!(written.values, road_values("R1", Some("剡湖路")));

    let mut loading = Loading::begin(&store).await.unwrap();
    let mut loaded = Vec::new();
    loading
        .each(Kind::Road, |feature| loaded.push(feature))
        .await
        .unwrap();
    assert_eq!(loaded, [written]);
    assert_eq!(loading.position(), Position(1));
}

#[tokio::test]
async fn a_change_keeps_what_was_before_and_moves_the_name() {
    let database = TestDatabase::new().await;
    let store = Store::open(&database.url()).unwrap();
    let (first, _) = insert_road(&store, "R1", Some("剡湖路")).await;
    let mut commit = begin(&store).await;
    let second = commit
        .update(
            Kind::Road,
            first.id,
            1,
            &road_values("R1", Some("艇湖路")),
            first.geometry.as_ref(),
            Operation::Update,
        )
        .await
        .unwrap();
    assert_eq!(commit.close(note()).await.unwrap(), Some(Position(2)));

    let history = store.history(Kind::Road, first.id).await.unwrap();
    assert_eq!(
        history
            .iter()
            .map(|v| v.feature.clone())
            .collect::<Vec<_>>(),
        [second, first.clone()]
    );
    assert_eq!(history[0].operation, Operation::Update);
    assert_eq!(history[1].position, Position(1));

    let names: Vec<(String, String, Option<NaiveDate>, Option<NaiveDate>)> = sqlx::query_as(
        "select text, role, valid_from, valid_to from register.name_record order by valid_from",
    )
    .fetch_all(&mut database.connect().await)
    .await
    .unwrap();
    let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
    assert_eq!(
        names,
        [
            (
                "剡湖路".into(),
                "standard".into(),
                date(2001, 7, 1),
                date(2026, 3, 4)
            ),
            ("艇湖路".into(), "standard".into(), date(2026, 3, 5), None),
        ]
    );
}

#[tokio::test]
async fn a_stale_version_is_refused_and_names_the_current_one() {
    let database = TestDatabase::new().await;
    let store = Store::open(&database.url()).unwrap();
    let (feature, _) = insert_road(&store, "R1", None).await;
    let mut commit = begin(&store).await;
    let refused = commit
        .update(
            Kind::Road,
            feature.id,
            7,
            &feature.values,
            feature.geometry.as_ref(),
            Operation::Update,
        )
        .await;
    assert!(
        matches!(refused, Err(StoreError::Stale { current: 1 })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn outside_the_region_nothing_is_seen_or_written() {
    let database = TestDatabase::new().await;
    let store = Store::open(&database.url()).unwrap();
    let (feature, _) = insert_road(&store, "R1", None).await;
    let elsewhere = Actor {
        regions: vec!["330683".to_owned()],
        ..Actor::command("tester")
    };
    let mut commit = Commit::begin(&store, Uuid::now_v7(), at(), day(), &elsewhere)
        .await
        .unwrap();
    assert!(matches!(
        commit.lock(Kind::Road, feature.id).await,
        Err(StoreError::NotFound)
    ));
    let refused = commit
        .insert(
            Kind::Road,
            Uuid::now_v7(),
            "test",
            &road_values("R2", None),
            Some(&line(&[(120.0, 29.0), (120.1, 29.0)])),
        )
        .await;
    assert!(
        matches!(refused, Err(StoreError::OutOfReach)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_chain_hashes_every_commit_onto_the_one_before() {
    let database = TestDatabase::new().await;
    let store = Store::open(&database.url()).unwrap();
    for number in 0..3 {
        insert_road(&store, &format!("R{number}"), None).await;
    }
    let mut connection = database.connect().await;
    let broken: i64 = sqlx::query_scalar(
        "with sealed as (
             select c.*, lag(c.chain) over (order by c.last) as previous,
                    sha256((select string_agg(x.digest, ''::bytea order by x.ordinal)
                            from register.change x where x.commit_id = c.id)
                        || (select string_agg(x.digest, ''::bytea order by x.ordinal)
                            from people.event x where x.commit_id = c.id)) as now
             from register.commit c
         )
         select count(*) from sealed
         where digest is distinct from now
            or chain is distinct from sha256(coalesce(previous, '') || register.commit_seal(
                   id, first, last, actor, role, at, reason, case_id, import_id, digest))",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(broken, 0);
    connection.close().await.unwrap();
}

fn plate(source_id: &str, number: &str) -> Vec<Value> {
    let mut values = vec![Value::Null; Kind::Doorplate.fields().len()];
    values[shared::SOURCE_ID_AT] = source_id.into();
    values[doorplate::NUMBER_AT] = number.into();
    values
}

fn record(load: &Load<'_>) -> ImportRecord {
    ImportRecord {
        id: load.import_id,
        kind: load.kind,
        source: load.source.to_owned(),
        file_name: "plates.csv".to_owned(),
        started_at: load.at,
        finished_at: load.at,
        position: None,
        report: serde_json::json!({ "position": null }),
    }
}

async fn load(
    store: &Store,
    plates: &[(&str, &str, f64)],
) -> (BulkCounts, Option<Position>, Vec<i64>) {
    let order = Load {
        kind: Kind::Doorplate,
        source: "test",
        commit_id: Uuid::now_v7(),
        import_id: Uuid::now_v7(),
        at: at(),
        on: day(),
    };
    let mut bulk = Bulk::begin(store, &order).await.unwrap();
    let (sender, receiver) = mpsc::channel(4);
    let mut bytes = Vec::new();
    StageEncoder::begin(&mut bytes);
    let present = 1 << shared::SOURCE_ID_AT | 1 << doorplate::NUMBER_AT;
    for (line, (source_id, number, lon)) in (1..).zip(plates) {
        let point = Geometry::Point((*lon, 29.5).into());
        StageEncoder(Kind::Doorplate).row(
            &mut bytes,
            StagedRow {
                nth: line,
                line,
                id: Uuid::now_v7(),
                given: true,
                present,
                computed: 0,
                values: &plate(source_id, number),
                geometry: Some(&point),
            },
        );
    }
    StageEncoder::end(&mut bytes);
    sender.send(Chunk::Staged(bytes)).await.unwrap();
    drop(sender);
    bulk.copy(receiver).await.unwrap();
    let duplicates = bulk.take_duplicates().await.unwrap();
    bulk.match_registered().await.unwrap();
    assert_eq!(bulk.take_incomplete().await.unwrap(), []);
    let counts = bulk.apply().await.unwrap();
    let note = CommitNote {
        import_id: Some(order.import_id),
        ..note()
    };
    let position = bulk.close(note, record(&order)).await.unwrap();
    (
        counts,
        position,
        duplicates.into_iter().map(|d| d.line).collect(),
    )
}

#[tokio::test]
async fn a_load_inserts_updates_and_leaves_alone() {
    let database = TestDatabase::new().await;
    let store = Store::open(&database.url()).unwrap();
    let first = load(
        &store,
        &[("a", "1", 120.1), ("b", "3", 120.2), ("a", "5", 120.3)],
    )
    .await;
    assert_eq!(
        first,
        (
            BulkCounts {
                inserted: 2,
                updated: 0,
                unchanged: 0
            },
            Some(Position(2)),
            vec![3]
        )
    );
    let second = load(
        &store,
        &[("a", "1", 120.1), ("b", "3", 120.25), ("c", "7", 120.4)],
    )
    .await;
    assert_eq!(
        second,
        (
            BulkCounts {
                inserted: 1,
                updated: 1,
                unchanged: 1
            },
            Some(Position(4)),
            vec![]
        )
    );
    let mut loading = Loading::begin(&store).await.unwrap();
    let mut plates = Vec::new();
    loading
        .each(Kind::Doorplate, |plate| plates.push(plate))
        .await
        .unwrap();
    let mut told = Vec::new();
    for plate in &plates {
        let versions = store.history(Kind::Doorplate, plate.id).await.unwrap();
        let positions: Vec<i64> = versions.iter().map(|v| v.position.0).collect();
        told.push((plate.text("source_id").unwrap_or_default(), positions));
    }
    told.sort();
    assert_eq!(told, [("a", vec![1]), ("b", vec![3, 2]), ("c", vec![4])]);
    drop(loading);
    let third = load(&store, &[("b", "3", 120.25)]).await;
    assert_eq!(
        third,
        (
            BulkCounts {
                inserted: 0,
                updated: 0,
                unchanged: 1
            },
            None,
            vec![]
        )
    );
}

#[tokio::test]
async fn a_load_larger_than_the_table_leaves_every_index_as_it_was() {
    let database = TestDatabase::new().await;
    let store = Store::open(&database.url()).unwrap();
    let mut connection = database.connect().await;
    let indexes = "select array_agg(indexdef order by indexdef) from pg_indexes where tablename = 'doorplate'";
    let before: Vec<String> = sqlx::query_scalar(indexes)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let ids: Vec<String> = (0..20_001).map(|n| format!("p{n}")).collect();
    let plates: Vec<(&str, &str, f64)> = ids.iter().map(|id| (id.as_str(), "1", 120.0)).collect();
    let (counts, position, _) = load(&store, &plates).await;
    assert_eq!(
        (counts.inserted, position),
        (20_001, Some(Position(20_001)))
    );
    let after: Vec<String> = sqlx::query_scalar(indexes)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(before, after);
}

#[tokio::test]
async fn the_follower_sees_each_change_with_the_feature_as_it_is_now() {
    let database = TestDatabase::new().await;
    let store = Store::open(&database.url()).unwrap();
    let (first, position) = insert_road(&store, "R1", None).await;
    insert_road(&store, "R2", None).await;
    let mut loading = Loading::begin(&store).await.unwrap();
    let commits = loading.commits_after(position).await.unwrap();
    assert_eq!(
        commits.iter().map(|c| c.counts.clone()).collect::<Vec<_>>(),
        [[(Kind::Road, 1)]]
    );
    let changes = loading
        .changes_after(Kind::Road, Position(0))
        .await
        .unwrap();
    assert_eq!(changes.len(), 2);
    assert_eq!(changes[0].feature, Some(first));
    assert_eq!(changes[1].position, Position(2));
    assert!(changes[1].bounds_after.is_some());
    let feed = store
        .changes_since(Position(1), &Kind::ALL, 10)
        .await
        .unwrap();
    assert_eq!(
        feed.iter().map(|c| c.change.position).collect::<Vec<_>>(),
        [Position(2)]
    );
}
