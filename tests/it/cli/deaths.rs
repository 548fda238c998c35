//! Whatever dies, what was written stays whole and the next start goes on.

use std::{
    fmt::Write as _,
    time::{Duration, Instant},
};

use serde_json::json;

use super::program::{Program, signal};
use crate::support::{Client, TestDatabase, county::place};

#[tokio::test]
async fn an_import_that_is_killed_leaves_nothing_and_the_next_one_works() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    let mut rows = "source_id,number,lon,lat\n".to_owned();
    for n in 0..60_000 {
        writeln!(rows, "D{n},{n},{},29.4", 120.6 + f64::from(n) / 1e6).unwrap();
    }
    program.file("plates.csv", &rows);
    program.run(&["migrate"]).with_code(0);
    let mut other = database.connect().await;
    let mut running = program.begin(&["import", "doorplate", "plates.csv"]);
    let under_way = "select exists (select from pg_stat_activity \
                     where query like 'copy stage%' and datname = current_database())";
    while !sqlx::query_scalar::<_, bool>(under_way)
        .fetch_one(&mut other)
        .await
        .unwrap()
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    running.signal("KILL");
    assert_eq!(running.wait(), None, "it was killed before its end");
    let left: (i64, i64) = sqlx::query_as(
        "select (select count(*) from register.doorplate), (select count(*) from register.commit)",
    )
    .fetch_one(&mut other)
    .await
    .unwrap();
    assert_eq!(left, (0, 0));
    let report = program
        .run(&["import", "doorplate", "plates.csv", "--json"])
        .with_code(0)
        .json();
    assert_eq!(
        (&report["inserted"], &report["position"]),
        (&json!(60_000), &json!(60_000))
    );
}

/// Asks again until it is as expected.
async fn until(client: &Client, path: &str, status: u16) {
    let begun = Instant::now();
    loop {
        let answer = client.get(path).answer().await;
        if answer.status == status {
            return;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{path}: {:#}",
            answer.body
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_server_stops_in_order_within_seconds_even_while_readers_wait() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    let (mut running, public, _) = program.serve();
    until(&public, "/readyz", 200).await;
    let waiting = tokio::spawn(public.get("/api/v1/changes?since=0&wait=25").answer());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let begun = Instant::now();
    running.signal("TERM");
    let code = tokio::task::spawn_blocking(move || running.wait())
        .await
        .unwrap();
    assert_eq!(code, Some(0));
    assert!(
        begun.elapsed() < Duration::from_secs(30),
        "{:?}",
        begun.elapsed()
    );
    waiting.abort();
}

#[tokio::test]
async fn a_server_and_its_database_may_die_and_come_back_with_everything() {
    let program = Program::alone();
    let (mut running, public, writer) = program.serve();
    until(&public, "/readyz", 200).await;
    let path = writer
        .post("/api/v1/place", &place("P1", "大王庙", 120.6, 29.4))
        .expect(201)
        .await
        .header("location")
        .to_owned();

    // The database dies: reads go on from memory, and writes come back.
    signal(program.server_pid().unwrap(), "KILL");
    public.get(&path).expect(200).await;
    let begun = Instant::now();
    loop {
        let answer = writer
            .post("/api/v1/place", &place("P2", "小王庙", 120.6, 29.4))
            .answer()
            .await;
        match answer.status.as_u16() {
            201 | 409 => break,
            503 => assert!(!answer.header("retry-after").is_empty()),
            other => panic!("{other}: {:#}", answer.body),
        }
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    until(&public, "/readyz", 200).await;

    // The server dies, and its database with it: the next one finds all that was written.
    running.signal("KILL");
    running.wait();
    let (mut again, public, writer) = program.serve();
    until(&public, "/readyz", 200).await;
    let list = public.get("/api/v1/place").expect(200).await;
    assert_eq!(list.each("source_id"), ["P1", "P2"]);
    let change = json!({ "properties": { "origin": "旧名" } });
    writer.patch(&path, 1, &change).expect(200).await;
    again.signal("TERM");
    assert_eq!(again.wait(), Some(0));
    assert_eq!(
        program.server_pid(),
        None,
        "the cluster ends with its owner"
    );
}
