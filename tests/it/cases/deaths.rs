//! The server is killed in the middle of acts: nothing is half done, and what is sent again is not doubled.

use std::time::{Duration, Instant};

use serde_json::json;
use uuid::Uuid;

use super::office::{WEST, report};
use crate::{
    cli::program::Program,
    support::{Client, TestDatabase, county::regions},
};

async fn until_ready(client: &Client) {
    let begun = Instant::now();
    while client.get("/readyz").answer().await.status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(60));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Opens reports and accepts them, one after the other, until the server is gone; every request with
/// its key and what was answered.
async fn report_on(client: Client, writer: Client) -> Vec<(String, Option<String>)> {
    let mut sent = Vec::new();
    loop {
        let key = Uuid::now_v7().to_string();
        let asked = client
            .post("/api/v1/fault-reports", &report(WEST))
            .header("idempotency-key", &key)
            .try_answer()
            .await;
        let Some(answer) = asked else {
            sent.push((key, None));
            return sent;
        };
        assert_eq!(answer.status, 201, "{:#}", answer.body);
        let number = answer.body["receipt"].as_str().unwrap().to_owned();
        sent.push((key, Some(number.clone())));
        let accept = format!("/api/v1/cases/{number}/acts/accept");
        if writer
            .post(&accept, &json!({ "version": 1 }))
            .try_answer()
            .await
            .is_none()
        {
            return sent;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_killed_during_acts_leaves_nothing_half_done() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url()).with("MINGJIE_FAULT_REPORTS_PER_HOUR", "100000");
    let (mut running, public, writer) = program.serve();
    until_ready(&public).await;
    writer.post("/api/v1/region", &regions()).expect(201).await;
    let clients: Vec<_> = (0..16)
        .map(|_| tokio::spawn(report_on(public.clone(), writer.clone())))
        .collect();
    let mut connection = database.connect().await;
    // It dies when it is well under way.
    loop {
        let acts: i64 = sqlx::query_scalar("select count(*) from register.case_event")
            .fetch_one(&mut connection)
            .await
            .unwrap();
        if acts >= 100 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    running.signal("KILL");
    running.wait();
    let mut sent = Vec::new();
    for client in clients {
        sent.extend(client.await.unwrap());
    }

    let whole = "select count(*) from register.case_record c
         where c.events <> (select count(*) from register.case_event e where e.case_id = c.id)
            or c.version <> (select max(version) from register.case_event e where e.case_id = c.id)
            or c.state <> (select to_state from register.case_event e where e.case_id = c.id order by ordinal desc limit 1)
            or 1 <> (select count(*) from register.case_task t where t.case_id = c.id and t.done_at is null)
            or c.due_on <> (select min(due_on) from register.case_deadline d where d.case_id = c.id and d.stopped_at is null)";
    // The killed server's transactions may still be ending.
    let begun = Instant::now();
    loop {
        let left: i64 = sqlx::query_scalar(
            "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'mingjie'",
        )
        .fetch_one(&mut connection)
        .await
        .unwrap();
        if left == 0 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let broken: i64 = sqlx::query_scalar(whole)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(broken, 0, "half done");

    // Everybody sends the last request again: what was answered is there, and nothing twice.
    let (mut again, public, _) = program.serve();
    until_ready(&public).await;
    let mut unanswered = 0;
    for (key, number) in &sent {
        let answer = public
            .post("/api/v1/fault-reports", &report(WEST))
            .header("idempotency-key", key)
            .answer()
            .await;
        match number {
            Some(number) => {
                assert_eq!(answer.status, 200);
                assert_eq!(answer.body["receipt"], number.as_str());
            }
            None => unanswered += 1,
        }
    }
    println!(
        "{} reports were sent, {unanswered} of them without an answer",
        sent.len()
    );
    let (cases, last, keys): (i64, i32, i64) = sqlx::query_as(
        "select count(*), (select last from register.case_counter), count(distinct request_hash) from register.case_record",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!(cases, sent.len() as i64);
    assert_eq!((last as i64, keys), (cases, cases), "no gaps, no doubles");
    again.signal("TERM");
    again.wait();
}
