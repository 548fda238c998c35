//! Any order, repetition and partition of a day's operations over real HTTP makes the same records,
//! each operation once.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{Frontier, new_id, phone, record, send};

/// A small deterministic shuffle: the seed is told when it fails.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).unwrap()
    }
}

/// A day's work of one person at three markers, some of it changed again.
fn day(frontier: &Frontier) -> Vec<Json> {
    let mut all = Vec::new();
    for marker in 0..3 {
        let (task, own) = (frontier.task(marker), new_id());
        let mut last: Option<Json> = None;
        for (minute, condition) in ["intact", "damaged", "threatened"].into_iter().enumerate() {
            let at = format!("2026-03-05T0{}:{minute:02}:00Z", 8 - marker);
            let mut one = record(
                &task,
                &own,
                &at,
                json!({
                    "condition": condition, "position": phone("121.1", "29.6"), "finished": minute == 2,
                }),
            );
            if let Some(before) = &last {
                one["base"] =
                    json!({ "condition": [before], "position": [before], "finished": [before] });
            }
            last = Some(one["id"].clone());
            all.push(one);
        }
        // Another device changed the same field unknowing.
        all.push(record(
            &task,
            &own,
            "2026-03-05T09:00:00Z",
            json!({ "condition": "lost" }),
        ));
        let photo = json!({
            "id": new_id(), "kind": "photo", "task": task, "record": own, "at": "2026-03-05T08:01:00Z",
            "photo": new_id(), "sha256": "b".repeat(64), "bytes": 3_000_000, "face": "正面",
        });
        all.push(photo);
        all.push(json!({ "id": new_id(), "kind": "record", "task": task, "record": own, "at": "never", "set": {} }));
    }
    all
}

/// What is left of an inspection once times of arrival are taken away.
fn essence(seen: &Json) -> Json {
    let mut tasks = seen["tasks"].clone();
    for task in tasks.as_array_mut().unwrap() {
        for one in task["records"].as_array_mut().unwrap() {
            one.as_object_mut().unwrap().remove("received_at");
        }
    }
    tasks
}

#[tokio::test]
async fn any_order_repetition_and_partition_of_operations_has_the_same_result() {
    let frontier = Frontier::new().await;
    let operations = day(&frontier);
    let count = operations.len();
    let mut first: Option<Json> = None;
    for seed in 1..=12_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut sent = operations.clone();
        for _ in 0..count {
            let again = operations[dice.below(count)].clone();
            sent.push(again);
        }
        for at in (1..sent.len()).rev() {
            sent.swap(at, dice.below(at + 1));
        }
        let mut answered = BTreeSet::new();
        let mut rest = sent.as_slice();
        while !rest.is_empty() {
            let (part, later) = rest.split_at(1 + dice.below(rest.len().min(9)));
            rest = later;
            let receipts = send(&frontier.li, part).await;
            assert_eq!(receipts.len(), part.len(), "seed {seed}");
            for (one, receipt) in part.iter().zip(&receipts) {
                assert_eq!(receipt["id"], one["id"]);
                let expected = if one["at"] == "never" {
                    "quarantined"
                } else {
                    "applied"
                };
                assert_eq!(receipt["status"], expected, "seed {seed}");
                answered.insert(receipt["kept_as"].to_string());
            }
        }
        assert_eq!(answered.len(), count, "seed {seed}");
        let seen = essence(&frontier.seen_by(&frontier.clerk).await);
        let records: usize = seen
            .as_array()
            .unwrap()
            .iter()
            .map(|task| task["records"].as_array().unwrap().len())
            .sum();
        assert_eq!(records, 3);
        match &first {
            None => first = Some(seen),
            Some(first) => assert_eq!(&seen, first, "seed {seed}"),
        }
        // Everything is forgotten, as another register would not know of it.
        let mut connection = frontier.database.connect().await;
        sqlx::query("delete from register.field_operation")
            .execute(&mut connection)
            .await
            .unwrap();
    }
}
