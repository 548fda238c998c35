//! The case sheet on paper, people by name, and a reporter's own photos.

use std::fs;

use mingjie::{config::Config, domain::Role};
use reqwest::Method;
use serde_json::{Value as Json, json};

use super::office::{Office, WEST, photo, report};
use crate::support::{Answered, Client, samples};

/// A report with a photo; its number and code.
async fn reported(office: &Office) -> (String, String, String) {
    let photo = photo(&office.served.public).await;
    let mut body = report(WEST);
    body["photos"] = json!([photo]);
    body["description"] = "#eval(\"1\") *锈*]".into();
    let asked = office.served.public.post("/api/v1/fault-reports", &body);
    let answer = asked.expect(201).await.body;
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    (text("receipt"), text("follow_code"), photo)
}

async fn assigned(office: &Office, number: &str) -> Answered {
    let sheet = office.sheet(&office.clerk, number).await;
    let accept = office.act(&office.clerk, &sheet, "accept", json!({}));
    let sheet = accept.expect(200).await;
    let person = json!({ "person": office.surveyor_login });
    let assign = office.act(&office.clerk, &sheet, "assign", person);
    assign.expect(200).await
}

#[tokio::test]
async fn a_case_sheet_is_printed_for_whoever_reads_the_case_and_the_audit_log_tells_of_it() {
    let office = Office::new().await;
    let (number, ..) = reported(&office).await;
    assigned(&office, &number).await;
    let path = format!("/api/v1/cases/{number}/sheet.pdf");
    for who in [&office.clerk, &office.surveyor, &office.auditor] {
        let paper = who.get(&path).expect(200).await;
        assert_eq!(paper.header("content-type"), "application/pdf");
        assert_eq!(paper.header("cache-control"), "private, no-store");
        assert!(paper.header("content-disposition").contains(&number));
        let text = paper.body.as_str().unwrap();
        assert!(text.starts_with("%PDF-1."));
        // What the file calls itself stands in plain sight.
        let title = format!("标志问题上报办件单 {number}");
        assert!(text.contains(&title), "{title}");
    }
    let english = office.clerk.get(&format!("{path}?lang=en"));
    let text = english.expect(200).await.body;
    assert!(
        text.as_str()
            .unwrap()
            .contains(&format!("case sheet {number}"))
    );

    office
        .served
        .public
        .get(&path)
        .refused(401, "unauthorised")
        .await;
    office.elsewhere.get(&path).refused(404, "not_found").await;
    let provider = office.served.person("provider", &[(Role::Provider, "*")]);
    provider.await.get(&path).refused(403, "not_allowed").await;
    let wrong = office.clerk.get(&format!("{path}?lang=fr"));
    wrong.refused(400, "bad_parameter").await;

    let log = office.auditor.get("/api/v1/audit?act=exported");
    let log = log.expect(200).await.body;
    let told: Vec<(&Json, &Json, &Json)> = log["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            (
                &event["login"],
                &event["subject"],
                &event["detail"]["paper"],
            )
        })
        .collect();
    let sheet = json!("case_sheet");
    let number = json!(number);
    let logins = ["jingban", "shenji", "waiye", "jingban"].map(Json::from);
    let expected: Vec<(&Json, &Json, &Json)> = logins
        .iter()
        .map(|login| (login, &number, &sheet))
        .collect();
    assert_eq!(told, expected);
}

#[tokio::test]
async fn a_broken_template_is_named_and_taken_away_prints_again() {
    let office = Office::new().await;
    let (number, ..) = reported(&office).await;
    let path = format!("/api/v1/cases/{number}/sheet.pdf");
    let papers = office.folder().join("papers");
    fs::create_dir_all(&papers).unwrap();
    let own = papers.join("case_sheet.typ");
    fs::write(&own, "#let a = 1\n#b\n").unwrap();
    let told = office.clerk.get(&path).refused(500, "paper_broken").await;
    let detail = told.body["detail"].as_str().unwrap();
    assert!(
        detail.contains(&format!("{}:2: ", own.display())),
        "{detail}"
    );
    // A template without an end is given up.
    fs::write(&own, "#let f(x) = f(x)\n#f(1)\n").unwrap();
    office.clerk.get(&path).refused(500, "paper_broken").await;
    fs::remove_file(&own).unwrap();
    office.clerk.get(&path).expect(200).await;
}

#[tokio::test]
async fn a_paper_without_an_end_is_stopped_and_the_next_one_is_printed() {
    let office = Office::with(Config {
        paper_timeout_s: 4,
        ..Config::default()
    })
    .await;
    let (number, ..) = reported(&office).await;
    let path = format!("/api/v1/cases/{number}/sheet.pdf");
    let papers = office.folder().join("papers");
    fs::create_dir_all(&papers).unwrap();
    let own = papers.join("case_sheet.typ");
    // The typesetter counts the turns of a loop, not those of loops within loops.
    let endless =
        "#for a in range(9999) { for b in range(9999) { for c in range(9999) { let d = c } } }";
    fs::write(&own, endless).unwrap();
    // More often than there are presses: none is lost to it.
    for _ in 0..3 {
        let slow = office.clerk.get(&path).refused(503, "press_slow").await;
        assert_eq!(slow.header("retry-after"), "60");
    }
    fs::remove_file(&own).unwrap();
    office.clerk.get(&path).expect(200).await;
    let log = office.auditor.get("/api/v1/audit?act=exported");
    let log = log.expect(200).await.body;
    assert_eq!(log["events"].as_array().unwrap().len(), 1, "{log:#}");
}

#[tokio::test]
async fn a_paper_that_wants_all_memory_costs_its_press_and_nothing_else() {
    let office = Office::new().await;
    let (number, ..) = reported(&office).await;
    let path = format!("/api/v1/cases/{number}/sheet.pdf");
    let papers = office.folder().join("papers");
    fs::create_dir_all(&papers).unwrap();
    let own = papers.join("case_sheet.typ");
    fs::write(&own, "#let all = \"名界\" * 2000000000\n").unwrap();
    let told = office.clerk.get(&path).header("accept-language", "en");
    let told = told.refused(500, "paper_broken").await;
    let detail = told.body["detail"].as_str().unwrap();
    assert!(detail.contains("too much memory"), "{detail}");
    fs::remove_file(&own).unwrap();
    office.clerk.get(&path).expect(200).await;
}

#[tokio::test]
async fn people_are_called_by_name() {
    let office = Office::new().await;
    let (number, ..) = reported(&office).await;
    let sheet = assigned(&office, &number).await;
    let mend = sheet.body["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|task| task["task"] == "mend")
        .unwrap();
    assert_eq!(mend["person"], "waiye");
    assert_eq!(mend["person_name"], "waiye 某");
    assert_eq!(mend["role_label"], "外业人员");
    let check = &sheet.body["tasks"][0];
    assert_eq!(check["done_by_name"], "jingban 某");
    let filled = sheet.body["form"].as_array().unwrap();
    let person = filled.iter().find(|one| one["name"] == "person").unwrap();
    assert_eq!(person["value_label"], "waiye 某");
    let tasks = office.surveyor.get("/api/v1/tasks").expect(200).await;
    assert_eq!(tasks.body["tasks"][0]["person_name"], "waiye 某");
    let told = office
        .served
        .public
        .get("/api/v1/session")
        .expect(200)
        .await;
    assert_eq!(told.body["role_labels"]["clerk"]["zh-CN"], "经办人");
}

async fn small(client: &Client, path: &str, code: &str) -> (u16, Answered) {
    let asked = client.ask(Method::GET, path);
    let answer = asked.header("mingjie-follow-code", code).answer().await;
    (answer.status.as_u16(), answer)
}

#[tokio::test]
async fn whoever_reported_sees_the_own_photos_and_no_others() {
    let office = Office::new().await;
    let public = office.served.public.clone();
    let talkative = public
        .ask(Method::POST, "/api/v1/attachments?name=IMG_1.jpg")
        .body(samples::talkative_jpeg(640, 480, 1));
    let own = talkative.expect(201).await.id();
    let mut body = report(WEST);
    body["photos"] = json!([own]);
    let answer = public
        .post("/api/v1/fault-reports", &body)
        .expect(201)
        .await;
    let number = answer.body["receipt"].as_str().unwrap().to_owned();
    let code = answer.body["follow_code"].as_str().unwrap().to_owned();
    let (other_number, other_code, other) = reported(&office).await;

    let sheet = assigned(&office, &number).await;
    let proof = photo(&office.surveyor).await;
    let mend = office.act(
        &office.surveyor,
        &sheet,
        "mend",
        json!({ "proof": [proof] }),
    );
    mend.expect(200).await;

    let at = |number: &str, id: &str| format!("/api/v1/fault-reports/{number}/photos/{id}");
    let followed = format!("/api/v1/fault-reports/{number}");
    let (_, told) = small(&public, &followed, &code).await;
    assert_eq!(told.body["own_photos"], json!([own]));
    let without = public.get(&followed).expect(200).await;
    assert_eq!(without.body["own_photos"], Json::Null);

    for size in ["", "?size=thumb", "?size=view"] {
        let (status, answer) = small(&public, &format!("{}{size}", at(&number, &own)), &code).await;
        assert_eq!(status, 200, "{:#}", answer.body);
        assert_eq!(answer.header("content-type"), "image/jpeg");
        assert!(!answer.header("content-disposition").contains("IMG_1"));
        assert!(!answer.body.to_string().contains("Exif"));
    }
    // Neither the office's photos, nor those of others, nor with another code or none.
    for (path, code, status) in [
        (at(&number, &proof), &code, 404),
        (at(&number, &other), &code, 404),
        (at(&other_number, &own), &other_code, 404),
        (at(&number, &own), &other_code, 403),
        (at(&number, "x"), &code, 404),
        (format!("{}?size=whole", at(&number, &own)), &code, 400),
    ] {
        assert_eq!(small(&public, &path, code).await.0, status, "{path}");
    }
    let bare = public.get(&at(&number, &own));
    bare.refused(401, "unauthorised").await;
    let known = public.get(&format!("/api/v1/attachments/{own}"));
    known.refused(404, "not_found").await;
}
