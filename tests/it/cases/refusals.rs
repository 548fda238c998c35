//! What is refused, how, and that nothing is written by it.

use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::office::{Office, WEST, acts, photo, report};
use crate::support::county::road;

#[tokio::test]
async fn a_wrong_role_is_403_and_nobody_is_401() {
    let office = Office::new().await;
    let number = office.reported(WEST).await;
    let sheet = office.sheet(&office.clerk, &number).await;
    office
        .act(&office.surveyor, &sheet, "accept", json!({}))
        .refused(403, "not_allowed")
        .await;
    office
        .act(&office.auditor, &sheet, "accept", json!({}))
        .refused(403, "not_allowed")
        .await;
    office
        .act(&office.served.public, &sheet, "accept", json!({}))
        .refused(401, "unauthorised")
        .await;
    for path in [
        "/api/v1/cases",
        "/api/v1/tasks",
        &format!("/api/v1/cases/{number}"),
    ] {
        office
            .served
            .public
            .get(path)
            .refused(401, "unauthorised")
            .await;
    }
    office
        .served
        .public
        .post("/api/v1/cases", &json!({ "kind": "fault_report" }))
        .refused(401, "unauthorised")
        .await;
    // A case is assigned to one person, and another of the same role may not say that it is mended.
    let sheet = office
        .act(&office.clerk, &sheet, "accept", json!({}))
        .expect(200)
        .await;
    let assigned = json!({ "person": office.surveyor_login });
    let sheet = office
        .act(&office.clerk, &sheet, "assign", assigned)
        .expect(200)
        .await;
    let proof = || json!({ "proof": [Uuid::now_v7()] });
    for other in [&office.clerk, &office.other_surveyor] {
        office
            .act(other, &sheet, "mend", proof())
            .refused(403, "not_allowed")
            .await;
    }
    assert!(acts(&office.sheet(&office.auditor, &number).await).is_empty());
}

#[tokio::test]
async fn outside_the_region_there_is_no_such_case() {
    let office = Office::new().await;
    let number = office.reported(WEST).await;
    let sheet = office.sheet(&office.clerk, &number).await;
    let path = format!("/api/v1/cases/{number}");
    office.elsewhere.get(&path).refused(404, "not_found").await;
    office
        .act(&office.elsewhere, &sheet, "accept", json!({}))
        .refused(404, "not_found")
        .await;
    let list = office.elsewhere.get("/api/v1/cases").expect(200).await;
    assert_eq!(list.body["cases"], json!([]));
    let tasks = office
        .elsewhere
        .get("/api/v1/tasks?mine=false")
        .expect(200)
        .await;
    assert_eq!(tasks.body["tasks"], json!([]));
    // Nor may somebody open one there.
    let opening = json!({ "kind": "fault_report", "form": report(WEST) });
    office
        .elsewhere
        .post("/api/v1/cases", &opening)
        .refused(403, "out_of_reach")
        .await;
    office
        .clerk
        .post("/api/v1/cases", &opening)
        .expect(201)
        .await;
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_named() {
    let office = Office::new().await;
    let public = &office.served.public;
    let refused = public
        .post("/api/v1/fault-reports", &json!({ "target": "lamp" }))
        .refused(422, "invalid")
        .await;
    assert_eq!(refused.fields(), ["target", "fault", "position"]);
    let mut far = report([100.0, 10.0]);
    let refused = public
        .post("/api/v1/fault-reports", &far)
        .refused(422, "invalid")
        .await;
    assert_eq!(refused.body["errors"][0]["code"], "no_region");
    far["position"] = json!(WEST);
    far["subjects"] = json!([{ "kind": "doorplate", "id": Uuid::now_v7() }]);
    let refused = public
        .post("/api/v1/fault-reports", &far)
        .refused(422, "invalid")
        .await;
    assert_eq!(refused.body["errors"][0]["code"], "unknown_feature");

    let number = office.reported(WEST).await;
    let sheet = office.sheet(&office.clerk, &number).await;
    let refused = office
        .act(&office.clerk, &sheet, "reject", json!({}))
        .refused(422, "invalid")
        .await;
    assert_eq!(refused.fields(), ["reason"]);
    for other in [number.as_str(), "GZ-330683-2026-9999"] {
        let refused = office
            .act(
                &office.clerk,
                &sheet,
                "duplicate",
                json!({ "duplicate_of": other }),
            )
            .refused(422, "invalid")
            .await;
        assert_eq!(refused.body["errors"][0]["code"], "unknown_case");
    }
    // The tasks of a case are given to those who hold the role there.
    let accepted = office.reported(WEST).await;
    let sheet_2 = office.sheet(&office.clerk, &accepted).await;
    let sheet_2 = office
        .act(&office.clerk, &sheet_2, "accept", json!({}))
        .expect(200)
        .await;
    for person in ["linzhen", "jingban", "nobody"] {
        let refused = office
            .act(
                &office.clerk,
                &sheet_2,
                "assign",
                json!({ "person": person }),
            )
            .refused(422, "invalid")
            .await;
        assert_eq!(refused.body["errors"][0]["code"], "unknown_person");
    }
    let people = format!("/api/v1/cases/{accepted}/people?role=surveyor");
    let told = office.clerk.get(&people).expect(200).await;
    assert_eq!(told.body["people"][0]["login"], "waiye");
    assert_eq!(told.body["people"].as_array().unwrap().len(), 2);
    office
        .surveyor
        .get(&people)
        .refused(403, "not_allowed")
        .await;
    office
        .act(&office.clerk, &sheet, "dance", json!({}))
        .refused(404, "not_found")
        .await;
    let same = office.sheet(&office.clerk, &number).await;
    assert_eq!(same.body, sheet.body, "nothing was written");
    let first = office.reported(WEST).await;
    office
        .act(
            &office.clerk,
            &sheet,
            "duplicate",
            json!({ "duplicate_of": first }),
        )
        .expect(200)
        .await;
}

#[tokio::test]
async fn attachments_are_given_once_by_whoever_brought_them() {
    let office = Office::new().await;
    let public = &office.served.public;
    let own = photo(&office.clerk).await;
    let mut body = report(WEST);
    for id in [Uuid::now_v7().to_string(), own.clone()] {
        body["photos"] = json!([id]);
        let refused = public
            .post("/api/v1/fault-reports", &body)
            .refused(422, "invalid")
            .await;
        assert_eq!(refused.body["errors"][0]["code"], "unknown_attachment");
    }
    let free = photo(public).await;
    body["photos"] = json!([free]);
    let receipt = public
        .post("/api/v1/fault-reports", &body)
        .expect(201)
        .await;
    let number = receipt.body["receipt"].as_str().unwrap();
    assert!(
        number.ends_with("-0001"),
        "{number}: what was refused took no number"
    );
    public
        .post("/api/v1/fault-reports", &body)
        .refused(422, "invalid")
        .await;
    // It is the case's people's now, and nobody else's.
    let path = format!("/api/v1/attachments/{free}");
    office.clerk.get(&path).expect(200).await;
    public.get(&path).expect(404).await;
    office.elsewhere.get(&path).expect(404).await;
}

#[tokio::test]
async fn a_stale_version_is_told_where_the_case_stands_and_what_is_open() {
    let office = Office::new().await;
    let number = office.reported(WEST).await;
    let sheet = office.sheet(&office.clerk, &number).await;
    office
        .act(&office.clerk, &sheet, "accept", json!({}))
        .expect(200)
        .await;
    let refused = office
        .act(&office.approver, &sheet, "reject", json!({ "reason": "x" }))
        .refused(409, "case_moved")
        .await;
    assert_eq!(refused.body["case"]["state"], "accepted");
    assert_eq!(refused.body["case"]["version"], 2);
    assert_eq!(refused.body["case"]["acts"][1]["act"], "assign");
    let now = office.sheet(&office.clerk, &number).await;
    let refused = office
        .act(&office.clerk, &now, "accept", json!({}))
        .refused(409, "act_not_open")
        .await;
    assert_eq!(refused.body["case"]["version"], 2);
    let path = format!("/api/v1/cases/{number}/acts/assign");
    office
        .clerk
        .post(&path, &json!({ "form": {} }))
        .refused(428, "if_match_required")
        .await;
}

#[tokio::test]
async fn a_request_that_comes_again_does_nothing_again() {
    let office = Office::new().await;
    let key = Uuid::now_v7().to_string();
    let public = &office.served.public;
    let send = || {
        public
            .post("/api/v1/fault-reports", &report(WEST))
            .header("idempotency-key", &key)
    };
    let first = send().expect(201).await;
    let second = send().expect(200).await;
    for member in ["receipt", "follow_code"] {
        assert_eq!(first.body[member], second.body[member], "{member}");
    }
    let number = first.body["receipt"].as_str().unwrap();
    let code = first.body["follow_code"].as_str().unwrap();
    public
        .get(&format!("/api/v1/fault-reports/{number}?code={code}"))
        .expect(200)
        .await;

    let sheet = office.sheet(&office.clerk, number).await;
    let accept = || {
        office
            .act(&office.clerk, &sheet, "accept", json!({}))
            .header("idempotency-key", &key)
    };
    // The key of the opening is the opening's.
    accept().refused(409, "key_reused").await;
    let key = Uuid::now_v7().to_string();
    let accept = || {
        office
            .act(&office.clerk, &sheet, "accept", json!({}))
            .header("idempotency-key", &key)
    };
    let first = accept().expect(200).await;
    let second = accept().expect(200).await;
    assert_eq!(first.body["version"], 2);
    assert_eq!(second.body["version"], 2);
    assert_eq!(second.body["timeline"].as_array().unwrap().len(), 2);
    office
        .act(
            &office.clerk,
            &second,
            "assign",
            json!({ "person": office.surveyor_login }),
        )
        .header("idempotency-key", &key)
        .refused(409, "key_reused")
        .await;
    office
        .act(
            &office.clerk,
            &second,
            "assign",
            json!({ "person": office.surveyor_login }),
        )
        .header("idempotency-key", "short")
        .refused(400, "bad_parameter")
        .await;
}

#[tokio::test]
async fn what_only_a_case_may_change_no_edit_of_an_account_changes() {
    let office = Office::new().await;
    let road = road("R1", "剡湖路", &[[120.61, 29.41], [120.63, 29.41]]);
    let id = office.served.create("road", &road).await;
    let path = format!("/api/v1/road/{id}");
    let named = json!({ "properties": { "name": "艇湖路" } });
    let refused = office
        .approver
        .patch(&path, 1, &named)
        .refused(409, "needs_case")
        .await;
    assert!(refused.body["detail"].as_str().unwrap().contains("name"));
    let same = json!({ "properties": { "name": "剡湖路", "width_m": 12 } });
    office.approver.patch(&path, 1, &same).expect(200).await;
    office.everywhere.patch(&path, 2, &named).expect(200).await;
    let kinds = office.served.public.get("/api/v1/kinds").expect(200).await;
    let fields = kinds.body["kinds"][2]["fields"].as_array().unwrap().clone();
    let name = fields.iter().find(|field| field["name"] == "name").unwrap();
    assert_eq!(name["changed_by"], "case");
}

#[tokio::test]
async fn the_number_alone_never_shows_another_kind_or_a_wrong_code() {
    let office = Office::new().await;
    let number = office.reported(WEST).await;
    let public = &office.served.public;
    for (path, status) in [
        (format!("/api/v1/fault-reports/{number}?code=x"), 403),
        ("/api/v1/fault-reports/GZ-330683-2026-0999".to_owned(), 404),
        (format!("/api/v1/fault-reports/{}", Uuid::now_v7()), 404),
        ("/api/v1/fault-reports/%27%20or%201=1--".to_owned(), 404),
    ] {
        let answer: Json = public.get(&path).expect(status).await.body;
        assert!(!answer.to_string().contains("position"), "{answer}");
    }
}
