//! Names kept free, the office's words, readings locked by a reviewer.

use std::sync::Arc;

use mingjie::config::Config;
use reqwest::Method;
use serde_json::{Value as Json, json};

use super::{check, county, rules};
use crate::support::{Served, TestDatabase, county::road};

#[tokio::test]
async fn a_reserved_name_is_seen_by_every_later_check_until_it_is_given_up() {
    let served = county().await;
    let wanted = json!({
        "name": "艇湖大道", "category": "road", "region_code": "330683",
        "holder": "某置业有限公司", "reference": "嵊名〔2026〕7号",
    });
    served
        .public
        .post("/api/v1/name-reservations", &wanted)
        .refused(401, "unauthorised")
        .await;
    assert!(!rules(&check(&served, "艇湖大道").await).contains(&"N17-reserved"));

    let kept = served
        .writer
        .post("/api/v1/name-reservations", &wanted)
        .expect(201)
        .await;
    assert_eq!(kept.body["state"], "held");
    assert_eq!(kept.body["check"]["name"], "艇湖大道");
    let (from, until) = (&kept.body["from"], &kept.body["until"]);
    let day = |text: &Json| text.as_str().unwrap().parse::<chrono::NaiveDate>().unwrap();
    assert_eq!(
        day(from).checked_add_months(chrono::Months::new(6)),
        Some(day(until))
    );
    assert!(rules(&check(&served, "艇湖大道").await).contains(&"N17-reserved"));
    let again = json!({ "name": "艇湖大道", "region_code": "330683002" });
    served
        .writer
        .post("/api/v1/name-reservations", &again)
        .refused(409, "already_registered")
        .await;

    let listed = served
        .public
        .get("/api/v1/name-reservations?region=33")
        .expect(200)
        .await;
    assert_eq!(listed.body["reservations"][0]["name"], "艇湖大道");
    assert_eq!(
        listed.body["reservations"][0]["holder"],
        Json::Null,
        "whom it is for stays within"
    );
    let inside = served
        .writer
        .get("/api/v1/name-reservations")
        .expect(200)
        .await;
    assert_eq!(inside.body["reservations"][0]["holder"], "某置业有限公司");

    let path = format!(
        "/api/v1/name-reservations/{}",
        kept.body["id"].as_str().unwrap()
    );
    served.writer.ask(Method::DELETE, &path).expect(204).await;
    served
        .writer
        .ask(Method::DELETE, &path)
        .refused(404, "not_found")
        .await;
    assert!(!rules(&check(&served, "艇湖大道").await).contains(&"N17-reserved"));
    let all = served
        .public
        .get("/api/v1/name-reservations?all=true")
        .expect(200)
        .await;
    assert_eq!(all.body["reservations"][0]["state"], "released");
}

#[tokio::test]
async fn a_reservation_says_everything_that_is_wrong_with_it() {
    let served = county().await;
    let wrong = json!({ "name": " ", "category": "street", "region_code": "999999", "until": "2001-01-01" });
    let refused = served
        .writer
        .post("/api/v1/name-reservations", &wrong)
        .refused(422, "invalid")
        .await;
    assert_eq!(
        refused.fields(),
        ["name", "category", "region_code", "until"]
    );
}

#[tokio::test]
async fn a_word_of_the_office_holds_at_once_and_its_history_is_in_the_log() {
    let served = county().await;
    assert_eq!(
        rules(&check(&served, "鹿鸣澜悦路").await),
        [""; 0].as_slice()
    );
    let word = json!({
        "bank": "forbidden", "word": "澜悦", "finding_category": "大", "source": "嵊州市禁用词清单2026",
        "article": "嵊名办〔2026〕1号第三条",
    });
    served
        .public
        .post("/api/v1/word-banks", &word)
        .refused(401, "unauthorised")
        .await;
    let added = served
        .writer
        .post("/api/v1/word-banks", &word)
        .expect(201)
        .await;
    let checked = check(&served, "鹿鸣澜悦路").await;
    assert_eq!(checked["verdict"], "prohibited");
    let finding = &checked["findings"][0];
    assert_eq!(
        (
            &finding["rule"],
            &finding["severity"],
            &finding["category"],
            &finding["article"]
        ),
        (
            &json!("W-forbidden"),
            &json!("stop"),
            &json!("大"),
            &json!("嵊名办〔2026〕1号第三条")
        )
    );
    assert_eq!(finding["evidence"], json!([{ "text": "澜悦" }]));
    served
        .writer
        .post("/api/v1/word-banks", &word)
        .refused(409, "already_registered")
        .await;

    let path = format!("/api/v1/word-banks/{}", added.body["id"].as_str().unwrap());
    let weaker = json!({ "bank": "restricted", "categories": ["residential"] });
    served
        .writer
        .patch(&path, 9, &weaker)
        .refused(412, "stale")
        .await;
    let changed = served.writer.patch(&path, 1, &weaker).expect(200).await;
    assert_eq!(
        (&changed.body["version"], &changed.body["bank"]),
        (&json!(2), &json!("restricted"))
    );
    assert_eq!(check(&served, "鹿鸣澜悦路").await["verdict"], "pass");
    served
        .writer
        .patch(&path, 2, &json!({ "colour": "red" }))
        .refused(422, "invalid")
        .await;

    served.writer.ask(Method::DELETE, &path).expect(204).await;
    let listed = served.public.get("/api/v1/word-banks").expect(200).await;
    assert_eq!(
        listed.body,
        json!({ "words": [], "total": 0, "next": null })
    );
    // Three more positions, and none of them is a feature's.
    let feed = served
        .public
        .get("/api/v1/changes?since=0&limit=1000")
        .expect(200)
        .await;
    let (next, count) = (
        feed.body["next"].as_i64().unwrap(),
        feed.body["changes"].as_array().unwrap().len(),
    );
    assert_eq!(usize::try_from(next).unwrap(), count + 3);
}

#[tokio::test]
async fn words_are_listed_by_bank_in_pages() {
    let served = county().await;
    let word = |bank: &str, word: &str| json!({ "bank": bank, "word": word, "source": "采词库" });
    let words = json!({ "words": [word("candidate", "书声"), word("candidate", "剡溪"), word("candidate", "越乡")] });
    served
        .writer
        .post("/api/v1/word-banks", &words)
        .expect(201)
        .await;
    let first = served
        .public
        .get("/api/v1/word-banks?bank=candidate&limit=2")
        .expect(200)
        .await;
    let cursor = first.body["next"].as_str().unwrap();
    let path = format!("/api/v1/word-banks?bank=candidate&limit=2&cursor={cursor}");
    let second = served.public.get(&path).expect(200).await;
    let told = |answer: &Json| -> Vec<String> {
        let words = answer["words"].as_array().unwrap();
        words
            .iter()
            .map(|w| w["word"].as_str().unwrap().to_owned())
            .collect()
    };
    let mut all = told(&first.body);
    all.extend(told(&second.body));
    all.sort();
    assert_eq!((all.len(), &second.body["next"]), (3, &Json::Null));
    let forbidden = json!({ "words": [word("forbidden", "甲"), word("candidate", "")] });
    let refused = served
        .writer
        .post("/api/v1/word-banks", &forbidden)
        .refused(422, "invalid")
        .await;
    assert_eq!(
        refused.fields(),
        ["words[0].finding_category", "words[1].word"]
    );
}

#[tokio::test]
async fn what_one_process_reserves_another_sees() {
    let database = Arc::new(TestDatabase::new().await);
    let one = Served::over(&database, Config::default())
        .await
        .with_county()
        .await;
    let other = Served::over(&database, Config::default()).await;
    let wanted = json!({ "name": "艇湖大道", "region_code": "330683" });
    let kept = one
        .writer
        .post("/api/v1/name-reservations", &wanted)
        .expect(201)
        .await;
    let body = json!({ "name": "艇湖大道", "region_code": "330683" });
    let position = kept.position().to_string();
    let seen = other
        .public
        .post("/api/v1/names/check", &body)
        .header("Mingjie-Min-Position", &position)
        .expect(200)
        .await;
    assert!(rules(&seen.body).contains(&"N17-reserved"));
}

#[tokio::test]
async fn a_reading_that_a_reviewer_locked_stays_while_the_name_stays() {
    let served = county().await;
    let id = served
        .create(
            "road",
            &road("R1", "乐平路", &[[120.61, 29.41], [120.63, 29.41]]),
        )
        .await;
    let path = format!("/api/v1/road/{id}");
    let pinyin = async || {
        let road = served.public.get(&path).expect(200).await;
        road.body["properties"]["pinyin"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(pinyin().await, "Lèpíng Lù");
    let put = |version: i64, body: Json| {
        let path = format!("{path}/reading");
        served
            .writer
            .ask(Method::PUT, &path)
            .at_version(version)
            .json(&body)
    };
    let wrong = put(1, json!({ "readings": ["chang", null, null] }))
        .refused(422, "invalid")
        .await;
    assert_eq!(wrong.fields(), ["readings[0]"]);
    put(1, json!({ "readings": ["yuè"] }))
        .refused(422, "invalid")
        .await;
    put(7, json!({ "readings": ["yuè", null, null] }))
        .refused(412, "stale")
        .await;
    let settled = put(
        1,
        json!({ "readings": ["yuè", null, null], "reason": "地名志" }),
    )
    .expect(200)
    .await;
    assert_eq!(settled.body["properties"]["pinyin"], "Yuèpíng Lù");
    let body = json!({ "properties": { "pinyin": "Lèpíng Lù", "width_m": 12 } });
    served.writer.patch(&path, 2, &body).expect(200).await;
    assert_eq!(
        pinyin().await,
        "Yuèpíng Lù",
        "another spelling does not get past the lock"
    );
    let history = served
        .writer
        .get(&format!("{path}/history"))
        .expect(200)
        .await;
    assert_eq!(history.body["versions"][1]["reason"], "地名志");
    let free = put(3, json!({ "readings": null })).expect(200).await;
    assert_eq!(free.body["properties"]["pinyin"], "Lèpíng Lù");
}
