//! A registered name by itself, and the titles of the rules.

use reqwest::Method;
use serde_json::json;

use super::county;
use crate::support::county::road;

#[tokio::test]
async fn a_name_tells_what_it_was_what_resembles_it_and_who_settled_its_reading() {
    let served = county().await;
    let first = road("R1", "乐平路", &[[120.61, 29.41], [120.63, 29.41]]);
    let id = served.create("road", &first).await;
    served
        .create_all(
            "road",
            &[
                road("R2", "乐苹路", &[[120.61, 29.42], [120.63, 29.42]]),
                road("R3", "乐平街", &[[120.61, 29.43], [120.63, 29.43]]),
                road("R4", "富民路", &[[120.61, 29.44], [120.63, 29.44]]),
            ],
        )
        .await;
    let path = format!("/api/v1/road/{id}");
    let rename = json!({ "properties": { "name": "常乐路" } });
    served.writer.patch(&path, 1, &rename).expect(200).await;
    let back = json!({ "properties": { "name": "乐平路" } });
    served.writer.patch(&path, 2, &back).expect(200).await;

    let names = format!("{path}/names");
    let stranger = served.public.get(&names).expect(200).await.body;
    assert_eq!(stranger["acts"], json!([]));
    let records = stranger["records"].as_array().unwrap();
    assert_eq!(records[0]["name"], "乐平路");
    assert_eq!(records[0]["role"], "standard");
    assert_eq!(records[0]["locked"], false);
    assert!(
        records.iter().any(|record| record["name"] == "常乐路"),
        "{records:?}"
    );
    assert_eq!(stranger["check"]["name"], "乐平路");
    assert_eq!(stranger["searched"]["level"], "county");
    let alike: Vec<(&str, &str)> = stranger["look_alikes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["name"].as_str().unwrap(),
                one["relation"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(alike.contains(&("乐苹路", "same_sound")), "{alike:?}");
    assert!(!alike.iter().any(|(name, _)| *name == "富民路"));
    assert!(
        !alike.iter().any(|(name, _)| *name == "乐平路"),
        "no name is like itself"
    );

    let office = served.writer.get(&names).expect(200).await.body;
    assert_eq!(office["acts"], json!(["settle_reading"]));
    served
        .writer
        .ask(Method::PUT, &format!("{path}/reading"))
        .at_version(3)
        .json(&json!({ "readings": ["yuè", null, null], "reason": "地名志" }))
        .expect(200)
        .await;
    let settled = served.public.get(&names).expect(200).await.body;
    assert_eq!(settled["records"][0]["locked"], true);
    assert_eq!(
        settled["records"][0]["readings"],
        json!(["yuè", "píng", "lù"])
    );
    served
        .public
        .get("/api/v1/doorplate/fid:1/names")
        .refused(404, "not_found")
        .await;
}

#[tokio::test]
async fn every_rule_has_a_title_in_the_language_asked_for() {
    let served = county().await;
    let answer = served.public.get("/api/v1/names/rules").expect(200).await;
    let rules = answer.body["rules"].as_array().unwrap();
    let of = |code: &str| {
        let found = rules.iter().find(|rule| rule["rule"] == code);
        found.unwrap_or_else(|| panic!("{code}"))
    };
    assert_eq!(of("N2-grand")["category"], "大");
    for rule in rules {
        let (code, title) = (
            rule["rule"].as_str().unwrap(),
            rule["title"].as_str().unwrap(),
        );
        assert!(!title.is_empty() && !title.contains(code), "{code}");
    }
    assert!(!of("W-forbidden")["title"].as_str().unwrap().is_empty());
}
