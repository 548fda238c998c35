//! What phones send: once, whole, in whatever order, and never for nothing.

use serde_json::{Value as Json, json};

use super::{Frontier, bring, new_id, phone, record, send, statuses};
use crate::support::samples::jpeg;

const AT: &str = "2026-03-05T08:00:00Z";

#[tokio::test]
async fn an_operation_that_comes_again_is_answered_as_before_and_taken_once() {
    let frontier = Frontier::new().await;
    let own = new_id();
    let position = json!({ "system": "EPSG:4490", "method": "rtk", "lon": "121.1000000", "lat": "29.7500400",
        "height": "45.20", "height_system": "1985", "accuracy_m": 0.02 });
    let operation = record(
        &frontier.task(0),
        &own,
        AT,
        json!({ "condition": "intact", "position": position, "finished": true }),
    );
    let first = send(&frontier.li, &[operation.clone(), operation.clone()]).await;
    assert_eq!(statuses(&first), ["applied", "applied"]);
    assert_eq!(
        (&first[0]["repeated"], &first[1]["repeated"]),
        (&json!(false), &json!(true))
    );
    let again = send(&frontier.li, &[operation]).await;
    assert_eq!(again[0]["repeated"], true);
    let records = frontier.records(0).await;
    assert_eq!(records.len(), 1);
    let told = &records[0];
    assert_eq!(
        (told["login"].as_str(), told["operations"].as_i64()),
        (Some("li"), Some(1))
    );
    // The figures as they were given, to the last nought.
    assert_eq!(told["fields"]["position"]["value"], position);
    let offset_m = told["offset_m"].as_f64().unwrap();
    assert!((offset_m - 4.434).abs() < 0.01, "{offset_m}");
    assert_eq!(told["reached"], true);
    assert_eq!(told["findings"][0]["rule"], "off_register");
    assert_eq!(
        told["findings"][0]["message"],
        "测得位置距登记位置 4.4 米，超出容差 1.0 米"
    );
    let seen = frontier.seen_by(&frontier.wang).await;
    assert_eq!(seen["progress"]["done"], 1);
}

#[tokio::test]
async fn one_that_cannot_be_taken_is_kept_in_quarantine_and_holds_up_no_other() {
    let frontier = Frontier::new().await;
    let task = frontier.task(0);
    let good = |note: &str| record(&task, &new_id(), AT, json!({ "note": note }));
    let mut bad_value = good("x");
    bad_value["set"] = json!({ "condition": "fine", "colour": "red" });
    let unknown = record(&new_id(), &new_id(), AT, json!({ "note": "whose" }));
    let mut nul = good("x");
    nul["set"] = json!({ "note": "a\u{0}b" });
    let sent = [
        good("first"),
        bad_value.clone(),
        json!("not an operation"),
        unknown.clone(),
        nul,
        good("last"),
    ];
    let receipts = send(&frontier.li, &sent).await;
    assert_eq!(
        statuses(&receipts),
        [
            "applied",
            "quarantined",
            "quarantined",
            "quarantined",
            "quarantined",
            "applied"
        ]
    );
    let codes = |receipt: &Json| -> Vec<String> {
        let reasons = receipt["reasons"].as_array().unwrap().iter();
        reasons
            .map(|reason| reason["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(codes(&receipts[1]), ["wrong_value", "unknown_field"]);
    assert_eq!(codes(&receipts[2]), ["wrong_type"]);
    assert_eq!(codes(&receipts[3]), ["unknown_task"]);
    assert!(
        receipts[1]["reasons"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("condition")
    );
    // Sent again they are the same ones.
    let again = send(&frontier.li, &sent).await;
    assert_eq!(statuses(&again), statuses(&receipts));
    assert!(
        again.iter().all(|receipt| receipt["repeated"] == true),
        "{again:#?}"
    );
    let arrivals = frontier
        .clerk
        .get("/api/v1/sync/arrivals")
        .expect(200)
        .await
        .body;
    assert_eq!(arrivals["quarantine"].as_array().unwrap().len(), 4);
    assert_eq!(frontier.records(0).await.len(), 2);
}

#[tokio::test]
async fn the_office_lets_in_what_is_right_and_sets_aside_what_is_not_with_a_reason() {
    let frontier = Frontier::new().await;
    let mut others = record(
        &frontier.task(0),
        &new_id(),
        AT,
        json!({ "condition": "lost" }),
    );
    others["by"] = json!("zhao");
    let wrong = record(&frontier.task(0), &new_id(), AT, json!({ "colour": "red" }));
    let receipts = send(&frontier.li, &[others.clone(), wrong]).await;
    assert_eq!(statuses(&receipts), ["quarantined", "quarantined"]);
    assert_eq!(receipts[0]["reasons"][0]["code"], "other_person");
    let path = |receipt: &Json| {
        format!(
            "/api/v1/sync/quarantine/{}",
            receipt["kept_as"].as_str().unwrap()
        )
    };
    let decide = |receipt: &Json, decision: &str, reason: &str| {
        frontier.clerk.post(
            &path(receipt),
            &json!({ "decision": decision, "reason": reason }),
        )
    };
    decide(&receipts[0], "let_in", " ")
        .refused(422, "invalid")
        .await;
    let let_in = decide(&receipts[0], "let_in", "赵某手机无电，由李某代传")
        .expect(200)
        .await;
    assert_eq!(let_in.body["status"], "applied");
    assert_eq!(let_in.body["settled_by"], "clerk");
    // What cannot be read cannot be let in.
    decide(&receipts[1], "let_in", "好")
        .refused(422, "invalid")
        .await;
    let aside = decide(&receipts[1], "set_aside", "误操作")
        .expect(200)
        .await;
    assert_eq!(aside.body["status"], "set_aside");
    decide(&receipts[1], "set_aside", "再来")
        .refused(404, "not_found")
        .await;
    let records = frontier.records(0).await;
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["login"], "zhao");
    frontier
        .li
        .post(
            &path(&receipts[0]),
            &json!({ "decision": "let_in", "reason": "好" }),
        )
        .refused(403, "forbidden")
        .await;
}

#[tokio::test]
async fn what_somebody_else_sent_first_does_not_stand_in_the_way_of_whoever_did_it() {
    let frontier = Frontier::new().await;
    let mut own = record(
        &frontier.task(0),
        &new_id(),
        AT,
        json!({ "condition": "intact" }),
    );
    own["by"] = json!("wang");
    assert_eq!(
        statuses(&send(&frontier.li, &[own.clone()]).await),
        ["quarantined"]
    );
    let receipts = send(&frontier.wang, &[own]).await;
    assert_eq!(statuses(&receipts), ["applied"]);
    assert_eq!(receipts[0]["repeated"], false);
}

#[tokio::test]
async fn the_same_id_with_another_content_is_kept_beside_the_first() {
    let frontier = Frontier::new().await;
    let first = record(&frontier.task(0), &new_id(), AT, json!({ "note": "a" }));
    let mut other = first.clone();
    other["set"] = json!({ "note": "b" });
    let receipts = send(&frontier.li, &[first, other.clone(), other]).await;
    assert_eq!(
        statuses(&receipts),
        ["applied", "quarantined", "quarantined"]
    );
    assert_eq!(receipts[1]["reasons"][0]["code"], "id_reused");
    assert_ne!(receipts[1]["kept_as"], receipts[0]["kept_as"]);
    assert_eq!(receipts[1]["kept_as"], receipts[2]["kept_as"]);
    let records = frontier.records(0).await;
    assert_eq!(records[0]["fields"]["note"]["value"], "a");
}

#[tokio::test]
async fn two_people_at_one_marker_make_two_records_and_the_difference_is_shown() {
    let frontier = Frontier::new().await;
    let task = frontier.task(1);
    let (one, other) = (new_id(), new_id());
    let intact =
        json!({ "condition": "intact", "position": phone("121.1", "29.6"), "finished": true });
    let damaged =
        json!({ "condition": "damaged", "position": phone("121.1001", "29.6"), "finished": true });
    send(&frontier.li, &[record(&task, &one, AT, intact)]).await;
    send(
        &frontier.wang,
        &[record(&task, &other, "2026-03-06T08:00:00Z", damaged)],
    )
    .await;
    let seen = frontier.seen_by(&frontier.clerk).await;
    let tasks = seen["tasks"].as_array().unwrap();
    let shown = tasks.iter().find(|one| one["id"] == task.as_str()).unwrap();
    assert_eq!(shown["differing"], json!(["condition"]));
    assert!(
        (shown["apart_m"].as_f64().unwrap() - 9.68).abs() < 0.02,
        "{shown:#}"
    );
    let sides: Vec<&Json> = shown["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["side"])
        .collect();
    assert_eq!(sides, ["right", "left"]);
    assert_eq!(seen["progress"]["contested"], 1);
    let path = format!("/api/v1/field-records?marker={}", frontier.markers[1]);
    let visits = frontier.clerk.get(&path).expect(200).await.body;
    assert_eq!(
        visits["visits"][0]["task"]["records"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(visits["visits"][0]["inspection"]["round"], 5);
}

#[tokio::test]
async fn fields_are_merged_one_by_one_and_unknowing_changes_are_kept_both() {
    let frontier = Frontier::new().await;
    let (task, own) = (frontier.task(0), new_id());
    let first = record(
        &task,
        &own,
        AT,
        json!({ "condition": "intact", "note": "a" }),
    );
    let id = first["id"].clone();
    let mut mine = record(
        &task,
        &own,
        "2026-03-05T09:00:00Z",
        json!({ "condition": "damaged" }),
    );
    mine["base"] = json!({ "condition": [id] });
    let mut office = record(
        &task,
        &own,
        "2026-03-05T10:00:00Z",
        json!({ "condition": "threatened", "note": "b" }),
    );
    office["base"] = json!({ "condition": [id], "note": [id] });
    send(&frontier.li, &[mine, first]).await;
    send(&frontier.clerk, &[office]).await;
    let records = frontier.records(0).await;
    let fields = &records[0]["fields"];
    assert_eq!(fields["condition"]["value"], "threatened");
    assert_eq!(fields["condition"]["others"][0]["value"], "damaged");
    assert_eq!(fields["condition"]["others"][0]["login"], "li");
    assert_eq!(fields["note"]["value"], "b");
    assert_eq!(fields["note"]["others"], Json::Null);
}

#[tokio::test]
async fn a_photo_is_told_of_before_it_comes_and_seen_by_both_sides_once_it_is_there() {
    let frontier = Frontier::new().await;
    let (task, own, photo) = (frontier.task(0), new_id(), new_id());
    let bytes = jpeg(640, 480);
    let told = |sha256: &str| {
        json!({
            "id": new_id(), "kind": "photo", "task": task, "record": own, "at": AT, "photo": photo,
            "sha256": sha256, "bytes": bytes.len(), "face": "左面", "taken_at": AT, "lon": 121.1, "lat": 29.75,
            "direction_deg": 270.0,
        })
    };
    let file = |sha256: &str, attachment: &str| {
        json!({
            "id": new_id(), "kind": "photo_file", "task": task, "record": own, "at": AT, "photo": photo,
            "sha256": sha256, "attachment": attachment,
        })
    };
    let sum = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&bytes));
    send(
        &frontier.li,
        &[record(&task, &own, AT, json!({ "note": "x" })), told(&sum)],
    )
    .await;
    let seen = frontier.seen_by(&frontier.clerk).await;
    assert_eq!(seen["progress"]["photos_missing"], 1);
    // Without its file it is to be sent again; with another's it is looked at by the office.
    let gone = send(&frontier.li, &[file(&sum, &new_id())]).await;
    assert_eq!(statuses(&gone), ["send_file"]);
    let (sha256, attachment) = bring(&frontier.li, &bytes).await;
    assert_eq!(sha256, sum);
    let theirs = send(&frontier.wang, &[file(&sum, &attachment)]).await;
    assert_eq!(statuses(&theirs), ["send_file"]);
    let operation = file(&sum, &attachment);
    let receipts = send(&frontier.li, std::slice::from_ref(&operation)).await;
    assert_eq!(statuses(&receipts), ["applied"]);
    let again = send(&frontier.li, &[operation]).await;
    assert_eq!(
        (statuses(&again), &again[0]["repeated"]),
        (vec!["applied"], &json!(true))
    );
    let records = frontier.records(0).await;
    let photos = records[0]["photos"].as_array().unwrap();
    assert_eq!(photos.len(), 1);
    assert_eq!(photos[0]["about"]["face"], "左面");
    let address = photos[0]["address"].as_str().unwrap();
    for client in [&frontier.clerk, &frontier.wang] {
        let shown = client
            .get(&format!("{address}?size=thumb"))
            .expect(200)
            .await;
        assert_eq!(shown.header("content-type"), "image/jpeg");
    }
    let stranger = frontier
        .served
        .person("far", &[(mingjie::domain::Role::Clerk, "330683001")])
        .await;
    stranger.get(address).refused(404, "not_found").await;
}

#[tokio::test]
async fn a_file_that_is_not_the_photo_told_of_is_looked_at_by_the_office() {
    let frontier = Frontier::new().await;
    let (_, attachment) = bring(&frontier.li, &jpeg(320, 240)).await;
    let operation = json!({
        "id": new_id(), "kind": "photo_file", "task": frontier.task(0), "record": new_id(), "at": AT,
        "photo": new_id(), "sha256": "a".repeat(64), "attachment": attachment,
    });
    let receipts = send(&frontier.li, &[operation]).await;
    assert_eq!(statuses(&receipts), ["quarantined"]);
    assert_eq!(receipts[0]["reasons"][0]["code"], "other_file");
}

#[tokio::test]
async fn an_expired_sign_in_is_told_and_after_signing_in_all_goes_on() {
    let frontier = Frontier::new().await;
    let operation = record(
        &frontier.task(0),
        &new_id(),
        AT,
        json!({ "condition": "intact" }),
    );
    let body = json!({ "operations": [operation] });
    let sign_out = frontier
        .li
        .ask(reqwest::Method::DELETE, "/api/v1/session")
        .answer()
        .await;
    assert!(sign_out.status.is_success());
    frontier
        .li
        .post("/api/v1/sync", &body)
        .refused(401, "unauthorised")
        .await;
    let again = frontier.served.signed_in("li").await;
    assert_eq!(
        statuses(&send(&again, std::slice::from_ref(&operation)).await),
        ["applied"]
    );
    assert_eq!(frontier.records(0).await.len(), 1);
}

#[tokio::test]
async fn the_office_sees_what_is_still_on_each_phone() {
    let frontier = Frontier::new().await;
    let device = json!({ "id": new_id(), "name": "李的手机", "pending_operations": 3, "pending_photos": 2,
        "pending_bytes": 6_000_000 });
    let body = json!({ "device": device, "operations": [] });
    frontier.li.post("/api/v1/sync", &body).expect(200).await;
    let arrivals = frontier
        .clerk
        .get("/api/v1/sync/arrivals")
        .expect(200)
        .await
        .body;
    let told = &arrivals["devices"][0];
    assert_eq!(
        (told["login"].as_str(), told["pending_photos"].as_i64()),
        (Some("li"), Some(2))
    );
    assert_eq!(told["name"], "李的手机");
}

#[tokio::test]
async fn what_comes_after_the_field_work_has_ended_is_taken_and_marked_as_late() {
    let frontier = Frontier::new().await;
    let path = format!("/api/v1/inspections/{}", frontier.id());
    frontier
        .clerk
        .patch(&path, 1, &json!({ "closed": true }))
        .expect(200)
        .await;
    let operation = record(
        &frontier.task(0),
        &new_id(),
        AT,
        json!({ "condition": "intact" }),
    );
    assert_eq!(
        statuses(&send(&frontier.li, &[operation]).await),
        ["applied"]
    );
    let records = frontier.records(0).await;
    assert_eq!(records[0]["findings"][0]["rule"], "late");
}
