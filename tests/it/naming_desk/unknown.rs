//! Regions that are not known, rows that cannot be read, texts that are too long: told by row, field
//! and value, and never judged in silence.

use reqwest::Method;
use serde_json::json;

use super::county;

#[tokio::test]
async fn a_region_that_is_not_known_is_an_error_and_no_verdict() {
    let served = county().await;
    let name = |code: &str| json!({ "name": "鹿鸣路", "category": "road", "region_code": code });
    let path = "/api/v1/names/check";
    for code in ["999999", "330102", "嵊县"] {
        let refused = served.public.post(path, &name(code));
        let refused = refused.refused(422, "invalid").await;
        assert_eq!(refused.fields(), ["region_code"], "{code}");
        assert_eq!(refused.body["errors"][0]["value"], code);
        assert!(refused.body["errors"][0]["mend"].as_str().unwrap().len() > 3);
    }
    let many = json!({ "names": [name("330683"), name("99"), name("330683001"), name("98")] });
    let refused = served
        .public
        .post(path, &many)
        .refused(422, "invalid")
        .await;
    assert_eq!(
        refused.fields(),
        ["names[1].region_code", "names[3].region_code"]
    );
    let suggest = served.public.post("/api/v1/names/suggest", &name("99"));
    suggest.refused(422, "invalid").await;
    let campaign = served.writer.get("/api/v1/names/campaign?region=99");
    campaign.refused(422, "invalid").await;
    let file = served
        .public
        .ask(Method::POST, &format!("{path}?region_code=99"))
        .header("content-type", "text/csv")
        .body("name\n鹿鸣路\n");
    file.refused(422, "invalid").await;
}

#[tokio::test]
async fn every_row_of_a_list_leaves_with_its_number_and_its_error() {
    let served = county().await;
    let list = "名称,类别,所在乡镇\n鹿鸣路,道路,剡湖街道\n剡溪路,马路,330683\n中央路,道路,黄泽镇\n书声路,道路,330683002\n";
    let ask = |format: &str| {
        served
            .public
            .ask(
                Method::POST,
                &format!("/api/v1/names/check?format={format}"),
            )
            .header("content-type", "text/csv")
            .body(list)
    };
    let checked = ask("json").expect(200).await;
    let results = checked.body["results"].as_array().unwrap();
    let rows: Vec<i64> = results.iter().map(|r| r["row"].as_i64().unwrap()).collect();
    assert_eq!(rows, [2, 5]);
    let errors = checked.body["errors"].as_array().unwrap();
    let told: Vec<_> = errors
        .iter()
        .map(|e| {
            (
                e["row"].as_i64().unwrap(),
                e["field"].as_str().unwrap(),
                e["value"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [(3, "category", "马路"), (4, "region_code", "黄泽镇")]
    );
    let table = served
        .request(Method::POST, "/api/v1/names/check?format=csv")
        .header("content-type", "text/csv")
        .body(list)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{FEFF}').as_bytes());
    let heads = reader.headers().unwrap().clone();
    assert_eq!((&heads[0], &heads[1], &heads[9]), ("行", "名称", "改法"));
    let mut rows: Vec<(String, String, String)> = reader
        .records()
        .map(|row| row.unwrap())
        .map(|row| (row[0].to_owned(), row[1].to_owned(), row[3].to_owned()))
        .collect();
    rows.dedup();
    let told: Vec<(&str, &str, &str)> = rows
        .iter()
        .map(|(row, name, verdict)| (row.as_str(), name.as_str(), verdict.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("2", "鹿鸣路", "可以使用"),
            ("3", "剡溪路", "未能读取"),
            ("4", "中央路", "未能读取"),
            ("5", "书声路", "可以使用"),
        ]
    );
}

#[tokio::test]
async fn texts_that_are_too_long_are_told_by_field() {
    let served = county().await;
    let long = "长".repeat(2_001);
    let check = json!({
        "name": "鹿鸣路", "applicant": long, "file": { "meaning": long, "origin": "", "attachments": [long] },
    });
    let refused = served.public.post("/api/v1/names/check", &check);
    let refused = refused.refused(422, "invalid").await;
    assert_eq!(
        refused.fields(),
        ["applicant", "file.attachments", "file.meaning"]
    );
    let kept = json!({
        "name": "鹿鸣路", "region_code": "330683", "holder": long, "reference": long,
    });
    let refused = served.writer.post("/api/v1/name-reservations", &kept);
    let refused = refused.refused(422, "invalid").await;
    assert_eq!(refused.fields(), ["holder", "reference"]);
    let word = json!({
        "bank": "candidate", "word": "书声", "source": long, "meaning": long, "article": long,
    });
    let refused = served.writer.post("/api/v1/word-banks", &word);
    let refused = refused.refused(422, "invalid").await;
    assert_eq!(refused.fields(), ["source", "meaning", "article"]);
    let kept = json!({ "name": "鹿鸣路", "region_code": "330683" });
    let kept = served.writer.post("/api/v1/name-reservations", &kept);
    let id = kept.expect(201).await.body["id"].clone();
    let path = format!("/api/v1/name-reservations/{}", id.as_str().unwrap());
    let given_up = served
        .writer
        .ask(Method::DELETE, &path)
        .json(&json!({ "reason": long }));
    let refused = given_up.refused(422, "invalid").await;
    assert_eq!(refused.fields(), ["reason"]);
}
