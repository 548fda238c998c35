//! The whole life of a fault report, by three people in three roles.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::office::{Office, WEST, acts, photo, report};
use crate::support::Answered;

fn labels(sheet: &Answered) -> Vec<&str> {
    sheet.body["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["act"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_report_is_checked_assigned_mended_confirmed_and_followed_from_outside() {
    let office = Office::new().await;
    let photo = photo(&office.served.public).await;
    let mut body = report(WEST);
    body["photos"] = json!([photo]);
    let receipt = office
        .served
        .public
        .post("/api/v1/fault-reports", &body)
        .expect(201)
        .await;
    let number = receipt.body["receipt"].as_str().unwrap().to_owned();
    let code = receipt.body["follow_code"].as_str().unwrap().to_owned();
    assert!(number.starts_with("GZ-330683-"), "{number}");
    assert!(number.ends_with("-0001"), "{number}");
    assert_eq!(code.len(), 20);

    // The clerk finds it among the tasks, with its case and its due day.
    let tasks = office.clerk.get("/api/v1/tasks").expect(200).await;
    let task = &tasks.body["tasks"][0];
    assert_eq!(task["task"], "check");
    assert_eq!(task["case"]["number"], number.as_str());
    assert_eq!(task["case"]["title"], "东南社区门牌破损锈蚀");
    assert!(task["due_on"].is_string());

    let sheet = office.sheet(&office.clerk, &number).await;
    assert_eq!(acts(&sheet), ["accept", "reject", "duplicate"]);
    assert_eq!(sheet.body["region_code"], "330683001001");
    let sheet = office
        .act(
            &office.clerk,
            &sheet,
            "accept",
            json!({ "note": "现场核实" }),
        )
        .expect(200)
        .await;
    let sheet = office
        .act(
            &office.clerk,
            &sheet,
            "assign",
            json!({ "person": office.surveyor_login }),
        )
        .expect(200)
        .await;
    assert_eq!(sheet.body["state_label"], "处理中");

    // The surveyor has it now, and nobody else may say that it is mended.
    let tasks = office.surveyor.get("/api/v1/tasks").expect(200).await;
    assert_eq!(tasks.body["tasks"][0]["task"], "mend");
    let proof = super::office::photo(&office.surveyor).await;
    let proof = json!({ "proof": [proof], "work": "换新" });
    let sheet = office
        .act(&office.surveyor, &sheet, "mend", proof)
        .expect(200)
        .await;
    assert_eq!(sheet.body["state"], "mended");
    let sheet = office
        .act(
            &office.approver,
            &sheet,
            "close",
            json!({ "reply": "已更换门牌" }),
        )
        .expect(200)
        .await;
    assert_eq!(sheet.body["stage"], "ended");
    assert_eq!(sheet.body["due_on"], Json::Null);
    assert_eq!(
        labels(&sheet),
        ["report", "accept", "assign", "mend", "close"]
    );
    assert!(
        sheet.body["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .all(|task| task["done_at"].is_string())
    );

    // By the number alone: how far it is, and nobody's name, note or photo.
    let path = format!("/api/v1/fault-reports/{number}");
    let seen = office.served.public.get(&path).expect(200).await;
    assert_eq!(seen.body["state_label"], "已办结");
    let notices: Vec<&Json> = seen.body["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["state"])
        .collect();
    assert_eq!(
        notices,
        ["reported", "accepted", "assigned", "mended", "closed"]
    );
    let told = seen.body.to_string();
    for secret in [
        "现场核实",
        &office.surveyor_login,
        "换新",
        "锈",
        &photo,
        "已更换",
    ] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }

    // With the code: what was reported and answered.
    let own = office
        .served
        .public
        .get(&path)
        .header("mingjie-follow-code", &code)
        .expect(200)
        .await;
    let told = own.body.to_string();
    assert!(told.contains("已更换门牌") && told.contains(&photo));
    assert!(!told.contains(&office.surveyor_login) && !told.contains("换新"));
    assert_eq!(own.body["acts"][0]["act"], "reopen");
}

#[tokio::test]
async fn whoever_reported_may_say_that_it_is_still_broken() {
    let office = Office::new().await;
    let receipt = office
        .served
        .public
        .post("/api/v1/fault-reports", &report(WEST))
        .expect(201)
        .await;
    let number = receipt.body["receipt"].as_str().unwrap();
    let code = receipt.body["follow_code"].as_str().unwrap();
    let sheet = office.sheet(&office.clerk, number).await;
    office
        .act(
            &office.clerk,
            &sheet,
            "reject",
            json!({ "reason": "未见损坏" }),
        )
        .expect(200)
        .await;
    let path = format!("/api/v1/fault-reports/{number}");
    let public = &office.served.public;
    let own = public.get(&format!("{path}?code={code}")).expect(200).await;
    assert_eq!(own.body["events"][1]["form"][0]["value"], "未见损坏");
    let again = json!({ "form": { "reason": "还是坏的" }, "version": own.body["version"] });
    let act = format!("{path}/acts/reopen");
    public.post(&act, &again).refused(401, "unauthorised").await;
    let wrong = public
        .post(&act, &again)
        .header("mingjie-follow-code", "00000000000000000000");
    wrong.expect(401).await;
    let reopened = public
        .post(&act, &again)
        .header("mingjie-follow-code", code)
        .expect(200)
        .await;
    assert_eq!(reopened.body["state"], "accepted");
    // A second time it is no longer open; the answer tells no more than it may.
    let twice = json!({ "form": { "reason": "还是坏的" }, "version": reopened.body["version"] });
    let twice = public
        .post(&act, &twice)
        .header("mingjie-follow-code", code)
        .refused(409, "act_not_open")
        .await;
    assert!(twice.body.get("case").is_none());
    let sheet = office.sheet(&office.clerk, number).await;
    let last = &sheet.body["timeline"][2];
    assert_eq!(
        (&last["login"], &last["role"]),
        (&json!("public"), &json!("public"))
    );
}

#[tokio::test]
async fn labels_come_in_the_language_asked_for() {
    let office = Office::new().await;
    let number = office.reported(WEST).await;
    let sheet = office
        .clerk
        .get(&format!("/api/v1/cases/{number}"))
        .header("accept-language", "en")
        .expect(200)
        .await;
    assert_eq!(sheet.body["kind_label"], "Fault report");
    assert_eq!(sheet.body["state_label"], "To be checked");
    assert_eq!(sheet.body["acts"][0]["label"], "Accept");
    assert_eq!(sheet.body["form"][0]["value_label"], "Doorplate");
    let kinds = office
        .served
        .public
        .get("/api/v1/case-kinds")
        .expect(200)
        .await;
    let opening = &kinds.body["kinds"][0]["opening"];
    assert_eq!(opening["fields"][0]["choices"][1]["label"], "门牌");
    assert_eq!(opening["fields"][2]["required"], true);
}

#[tokio::test]
async fn lists_find_by_state_region_person_text_and_page_by_key() {
    let office = Office::new().await;
    let mut numbers = Vec::new();
    for _ in 0..5 {
        numbers.push(office.reported(WEST).await);
    }
    let sheet = office.sheet(&office.clerk, &numbers[2]).await;
    office
        .act(&office.clerk, &sheet, "accept", json!({}))
        .expect(200)
        .await;
    let found = async |query: &str| {
        let answer = office.clerk.get(&format!("/api/v1/cases?{query}"));
        let answer = answer.expect(200).await;
        let cases = answer.body["cases"].as_array().unwrap().clone();
        let numbers: Vec<String> = cases
            .iter()
            .map(|case| case["number"].as_str().unwrap().to_owned())
            .collect();
        (numbers, answer.body["next"].clone())
    };
    assert_eq!(found("state=accepted").await.0, [numbers[2].clone()]);
    assert_eq!(found("region=330683001").await.0.len(), 5);
    assert_eq!(found("region=330683002").await.0.len(), 0);
    assert_eq!(found("overdue=true").await.0.len(), 0);
    assert_eq!(found("stage=ended").await.0.len(), 0);
    assert_eq!(found("q=-0004").await.0, [numbers[3].clone()]);
    assert_eq!(found("mine=true").await.0, [numbers[2].clone()]);
    let mut paged = Vec::new();
    let (mut page, mut next) = found("limit=2").await;
    loop {
        paged.append(&mut page);
        let Some(cursor) = next.as_str() else { break };
        (page, next) = found(&format!("limit=2&cursor={cursor}")).await;
    }
    numbers.reverse();
    assert_eq!(paged, numbers, "newest first, each once");
    for wrong in [
        "state=gone",
        "kind=dance",
        "stage=x",
        "cursor=x",
        "colour=red",
    ] {
        let path = format!("/api/v1/cases?{wrong}");
        office.clerk.get(&path).expect(400).await;
    }
    let counts = office.clerk.get("/api/v1/cases/counts").expect(200).await;
    assert_eq!(counts.body["counts"][1]["count"], 4);
}

#[tokio::test]
async fn open_pages_hear_of_every_move() {
    let office = Office::new().await;
    let mut heard = office.clerk.listen("/api/v1/cases/events").await;
    let number = office.reported(WEST).await;
    let event = heard.next("case").await;
    assert_eq!(
        (&event["number"], &event["state"]),
        (&json!(number), &json!("reported"))
    );
    let sheet = office.sheet(&office.clerk, &number).await;
    office
        .act(&office.clerk, &sheet, "accept", json!({}))
        .expect(200)
        .await;
    assert_eq!(heard.next("case").await["state"], "accepted");
    office
        .served
        .public
        .get("/api/v1/cases/events")
        .refused(401, "unauthorised")
        .await;
}

#[tokio::test]
async fn comments_stand_in_the_record_and_move_nothing() {
    let office = Office::new().await;
    let number = office.reported(WEST).await;
    let path = format!("/api/v1/cases/{number}/comments");
    let said = json!({ "comment": "已电话联系 <b>" });
    let key = Uuid::now_v7().to_string();
    for _ in 0..2 {
        let sheet = office
            .clerk
            .post(&path, &said)
            .header("idempotency-key", &key)
            .expect(200)
            .await;
        assert_eq!(sheet.body["version"], 1);
        assert_eq!(labels(&sheet), ["report", "comment"], "once");
    }
    office
        .clerk
        .post(&path, &json!({ "comment": "  " }))
        .refused(422, "invalid")
        .await;
    let seen = office
        .served
        .public
        .get(&format!("/api/v1/fault-reports/{number}"))
        .expect(200)
        .await;
    assert!(!seen.body.to_string().contains("电话"));
}
