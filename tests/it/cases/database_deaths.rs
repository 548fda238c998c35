//! The database is killed in the middle of acts and uploads, again and again: nothing is half done, and
//! whoever sends the same again, with the same key, does nothing twice.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use mingjie::store::cluster::Cluster;
use reqwest::Method;
use serde_json::{Value as Json, json};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use super::office::{WEST, report};
use crate::{
    cli::program::{Program, signal},
    support::{Answered, Client, county::regions, samples},
};

/// How often it is killed.
const DEATHS: u32 = 3;
/// Acts between two deaths.
const ACTS: u32 = 60;
/// A piece of an upload.
const PIECE: usize = 4_000;

/// What all of them share.
#[derive(Clone)]
struct Watch {
    done: Arc<AtomicU32>,
    ended: Arc<AtomicBool>,
    /// Answers that were no, because the database was away.
    refused: Arc<AtomicU32>,
}

impl Watch {
    /// Asks the same until it is answered, which an absent database puts off and nothing else does.
    async fn ask(&self, question: impl Fn() -> crate::support::Asking) -> Answered {
        let begun = Instant::now();
        loop {
            if let Some(answer) = question().try_answer().await
                && answer.status != 503
            {
                return answer;
            }
            self.refused.fetch_add(1, Ordering::Relaxed);
            assert!(begun.elapsed() < Duration::from_secs(120));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// Reports and accepts until told to end; the numbers of the reports.
async fn office(public: Client, writer: Client, watch: Watch) -> Vec<String> {
    let mut numbers = Vec::new();
    while !watch.ended.load(Ordering::Relaxed) {
        let key = Uuid::now_v7().to_string();
        let open = || {
            let asked = public.post("/api/v1/fault-reports", &report(WEST));
            asked.header("idempotency-key", &key)
        };
        let opened = watch.ask(open).await;
        assert!(
            [200, 201].contains(&opened.status.as_u16()),
            "{:#}",
            opened.body
        );
        let number = opened.body["receipt"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/cases/{number}/acts/accept");
        let key = Uuid::now_v7().to_string();
        let accept = || {
            let asked = writer.post(&path, &json!({ "version": 1 }));
            asked.header("idempotency-key", &key)
        };
        let accepted = watch.ask(accept).await;
        assert_eq!(accepted.status, 200, "{:#}", accepted.body);
        assert_eq!(accepted.body["version"], 2, "once");
        watch.done.fetch_add(2, Ordering::Relaxed);
        numbers.push(number);
    }
    numbers
}

/// Uploads photos in pieces until told to end; the attachments.
async fn sender(writer: Client, watch: Watch) -> Vec<Json> {
    let mut made = Vec::new();
    while !watch.ended.load(Ordering::Relaxed) {
        let seed = u32::try_from(made.len()).unwrap();
        let bytes = samples::jpeg(200 + seed, 160);
        let body = json!({
            "name": "photo.jpg", "size": bytes.len(), "sha256": mingjie::files::address(&bytes),
        });
        let begun = watch.ask(|| writer.post("/api/v1/uploads", &body)).await;
        assert_eq!(begun.status, 201, "{:#}", begun.body);
        let path = begun.header("location").to_owned();
        let id = loop {
            let at = watch.ask(|| writer.ask(Method::HEAD, &path)).await;
            let at: usize = at.header("upload-offset").parse().unwrap();
            let end = (at + PIECE).min(bytes.len());
            let piece = || {
                writer
                    .ask(Method::PATCH, &path)
                    .header("upload-offset", &at.to_string())
                    .body(bytes[at..end].to_vec())
            };
            let answer = watch.ask(piece).await;
            match answer.status.as_u16() {
                200 => break answer.body["id"].clone(),
                // The piece was kept, but its answer was lost with the database.
                204 | 409 => {}
                other => panic!("{other}: {:#}", answer.body),
            }
        };
        made.push(id);
    }
    made
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_killed_during_acts_and_uploads_leaves_nothing_half_done_or_doubled() {
    let program = Program::alone().with("MINGJIE_FAULT_REPORTS_PER_HOUR", "100000");
    let (mut running, public, writer) = program.serve();
    while public.get("/readyz").answer().await.status != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    writer.post("/api/v1/region", &regions()).expect(201).await;
    let watch = Watch {
        done: Arc::default(),
        ended: Arc::default(),
        refused: Arc::default(),
    };
    let offices: Vec<_> = (0..8)
        .map(|_| tokio::spawn(office(public.clone(), writer.clone(), watch.clone())))
        .collect();
    let senders: Vec<_> = (0..2)
        .map(|_| tokio::spawn(sender(writer.clone(), watch.clone())))
        .collect();
    let begun = Instant::now();
    for death in 1..=DEATHS {
        while watch.done.load(Ordering::Relaxed) < death * ACTS {
            assert!(begun.elapsed() < Duration::from_secs(240));
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        signal(program.server_pid().unwrap(), "KILL");
    }
    while watch.done.load(Ordering::Relaxed) < (DEATHS + 1) * ACTS {
        assert!(begun.elapsed() < Duration::from_secs(240));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    watch.ended.store(true, Ordering::Relaxed);
    let (mut numbers, mut photos) = (Vec::new(), 0);
    for office in offices {
        numbers.extend(office.await.unwrap());
    }
    for sender in senders {
        photos += sender.await.unwrap().len() as i64;
    }
    let refused = watch.refused.load(Ordering::Relaxed);
    println!(
        "{} reports and {photos} photos over {DEATHS} deaths; asked again {refused} times",
        numbers.len()
    );
    assert!(refused > 0, "it was away");
    assert!(photos > 0);

    let data = program.path("data");
    let cluster = tokio::task::spawn_blocking(move || Cluster::open(&data).unwrap());
    let cluster = cluster.await.unwrap();
    let mut database = PgConnection::connect(&cluster.url("mingjie"))
        .await
        .unwrap();
    let half: i64 = sqlx::query_scalar(
        "select count(*) from register.case_record c
         where c.events <> 2 or c.version <> 2 or c.state <> 'accepted'
            or 2 <> (select count(*) from register.case_event e where e.case_id = c.id)
            or 1 <> (select count(*) from register.case_task t where t.case_id = c.id and t.done_at is null)
            or c.due_on <> (select min(due_on) from register.case_deadline d where d.case_id = c.id and d.stopped_at is null)",
    )
    .fetch_one(&mut database)
    .await
    .unwrap();
    assert_eq!(half, 0, "half done");
    let (cases, last, attachments, pieces, events): (i64, i32, i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from register.case_record), (select last from register.case_counter),
                (select count(*) from register.attachment), (select count(*) from register.upload_part),
                (select count(*) from people.event where act = 'case_acted')",
    )
    .fetch_one(&mut database)
    .await
    .unwrap();
    let sent = numbers.len() as i64;
    assert_eq!(
        (cases, i64::from(last)),
        (sent, sent),
        "no gaps, no doubles"
    );
    assert_eq!(events, 2 * sent, "an event an act");
    assert_eq!((attachments, pieces), (photos, 0));
    drop(database);
    running.signal("TERM");
    assert_eq!(running.wait(), Some(0));
    drop(cluster);
    program.run(&["audit", "verify"]).with_code(0);
}
