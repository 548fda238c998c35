//! 64 clients act on the same 50 cases: every history is legal, nothing is lost or doubled.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use mingjie::config::{Config, Uploads};
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::office::{Office, WEST, photo, report};
use crate::support::Client;

const CLIENTS: usize = 64;
const CASES: usize = 50;
const ROUNDS: usize = 8;

/// Where the table leads from a state.
fn legal(from: &str, act: &str) -> Option<&'static str> {
    Some(match (from, act) {
        ("reported", "accept") | ("mended" | "closed" | "unfounded", "reopen") => "accepted",
        ("reported", "reject") => "unfounded",
        ("accepted" | "assigned", "assign") => "assigned",
        ("assigned", "give_back") => "accepted",
        ("assigned", "mend") => "mended",
        ("mended", "close") => "closed",
        _ => return None,
    })
}

fn form(act: &str, surveyor: &str) -> Json {
    match act {
        "reject" | "reopen" => json!({ "reason": "核对" }),
        "assign" => json!({ "person": surveyor }),
        "give_back" => json!({ "note": "不在辖区" }),
        _ => json!({}),
    }
}

/// One client's way: reads a case, does something that is open, and again. What it did, by key.
async fn work(
    client: Client,
    surveyor: String,
    numbers: Arc<Vec<String>>,
    seed: usize,
    busy: Arc<AtomicUsize>,
) -> Vec<(String, String, String)> {
    let mut done = Vec::new();
    for round in 0..ROUNDS {
        let number = &numbers[(seed * 7 + round * 13) % numbers.len()];
        let sheet = client
            .get(&format!("/api/v1/cases/{number}"))
            .expect(200)
            .await;
        let open: Vec<&str> = sheet.body["acts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|act| act["act"].as_str().unwrap())
            .filter(|act| *act != "duplicate")
            .collect();
        let Some(act) = open.get((seed + round) % open.len().max(1)) else {
            continue;
        };
        let key = Uuid::now_v7().to_string();
        let mut form = form(act, &surveyor);
        if *act == "mend" {
            form["proof"] = json!([photo(&client).await]);
        }
        let body = json!({ "form": form, "version": sheet.body["version"] });
        // Sent twice at once, as after a lost answer; and again while others hold the case.
        let send = || async {
            loop {
                let answer = client
                    .post(&format!("/api/v1/cases/{number}/acts/{act}"), &body)
                    .header("idempotency-key", &key)
                    .answer()
                    .await;
                if answer.status != 503 {
                    return answer;
                }
                busy.fetch_add(1, Ordering::Relaxed);
            }
        };
        let (one, two) = tokio::join!(send(), send());
        let statuses = (one.status.as_u16(), two.status.as_u16());
        match statuses {
            (200, 200) => done.push((number.clone(), (*act).to_owned(), key)),
            (409, 409) => {
                assert!(one.body["case"]["acts"].is_array(), "{:#}", one.body);
            }
            (403, 403) => {}
            other => panic!("{other:?}: {:#} {:#}", one.body, two.body),
        }
    }
    done
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_clients_on_fifty_cases_leave_legal_histories_without_gaps() {
    let office = Office::with(Config {
        fault_reports_per_hour: 10_000,
        // The clients are a few people's.
        uploads: Uploads {
            at_once: CLIENTS,
            ..Uploads::default()
        },
        ..Config::default()
    })
    .await;
    // The cases are opened at once, too.
    let opened = futures_util::future::join_all((0..CASES).map(|_| async {
        let key = Uuid::now_v7().to_string();
        loop {
            let answer = office
                .served
                .public
                .post("/api/v1/fault-reports", &report(WEST))
                .header("idempotency-key", &key)
                .answer()
                .await;
            // A crowd may wait longer for the database than one request may take: it asks again.
            if answer.status != 503 {
                assert!(answer.status.is_success(), "{:#}", answer.body);
                break answer.body["receipt"].as_str().unwrap().to_owned();
            }
        }
    }))
    .await;
    let mut nth: Vec<usize> = opened
        .iter()
        .map(|number| number.rsplit('-').next().unwrap().parse().unwrap())
        .collect();
    nth.sort_unstable();
    assert_eq!(nth, (1..=CASES).collect::<Vec<_>>(), "numbers without gaps");

    let numbers = Arc::new(opened);
    let busy = Arc::new(AtomicUsize::new(0));
    let begun = std::time::Instant::now();
    let workers = (0..CLIENTS).map(|seed| {
        let client = match seed % 3 {
            0 => office.clerk.clone(),
            1 => office.approver.clone(),
            _ => office.surveyor.clone(),
        };
        let surveyor = office.surveyor_login.clone();
        tokio::spawn(work(
            client,
            surveyor,
            Arc::clone(&numbers),
            seed,
            Arc::clone(&busy),
        ))
    });
    let mut done: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    let mut count = 0;
    for worker in workers.collect::<Vec<_>>() {
        for (number, act, key) in worker.await.unwrap() {
            count += 1;
            assert!(done.entry(number).or_default().insert((act, key)));
        }
    }
    println!(
        "{count} acts of {CLIENTS} clients on {CASES} cases in {:?}, {} answers were busy",
        begun.elapsed(),
        busy.load(Ordering::Relaxed)
    );
    assert!(count > CASES, "{count}");

    let mut database = office.database.connect().await;
    for number in numbers.iter() {
        let sheet = office.sheet(&office.clerk, number).await;
        let timeline = sheet.body["timeline"].as_array().unwrap();
        let acts = done.get(number).map_or(0, BTreeSet::len);
        assert_eq!(
            timeline.len(),
            acts + 1,
            "{number}: one line an act that was answered"
        );
        assert_eq!(sheet.body["version"], json!(acts + 1));
        let mut state = "reported".to_owned();
        for (nth, event) in timeline.iter().enumerate() {
            assert_eq!(event["ordinal"], json!(nth + 1));
            if nth == 0 {
                continue;
            }
            let act = event["act"].as_str().unwrap();
            assert_eq!(event["from"], state.as_str(), "{number}");
            let to = legal(&state, act);
            assert_eq!(event["to"].as_str(), to, "{number}: {act} from {state}");
            state = to.unwrap().to_owned();
        }
        assert_eq!(sheet.body["state"], state.as_str());
        let tasks = sheet.body["tasks"].as_array().unwrap();
        let open = tasks
            .iter()
            .filter(|task| task["done_at"].is_null())
            .count();
        let ended = sheet.body["stage"] == "ended";
        assert_eq!(
            open,
            usize::from(!ended),
            "{number}: one task, none at the end"
        );
    }
    let kept: (i64, i64) = sqlx::query_as(
        "select count(*), count(distinct (case_id, request_hash)) from register.case_event where act <> 'report'",
    )
    .fetch_one(&mut database)
    .await
    .unwrap();
    let count = i64::try_from(count).unwrap();
    assert_eq!(kept, (count, count), "every key once");
}
