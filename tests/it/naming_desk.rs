//! The naming desk over HTTP: names kept free, the office's words, lists, campaigns, unnamed roads,
//! suggestions.

use std::sync::Arc;

use mingjie::config::Config;
use reqwest::Method;
use serde_json::{Value as Json, json};

use crate::support::{
    Served, TestDatabase,
    county::{feature, line, place, plate, road},
};

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn county() -> Served {
    Served::new().await.with_county().await
}

fn rules(checked: &Json) -> Vec<&str> {
    let findings = checked["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|f| f["rule"].as_str().unwrap())
        .collect()
}

async fn check(served: &Served, name: &str) -> Json {
    let body = json!({ "name": name, "category": "road", "region_code": "330683001" });
    let answer = served.public.post("/api/v1/names/check", &body);
    answer.expect(200).await.body
}

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
async fn names_of_one_list_are_checked_against_each_other() {
    let served = county().await;
    let name = |name: &str| json!({ "name": name, "category": "road", "region_code": "330683" });
    let list = json!({ "names": [name("文星路"), name("文兴路"), name("长乐路"), name("长乐路"), name("云霄路")] });
    let checked = served
        .public
        .post("/api/v1/names/check", &list)
        .expect(200)
        .await;
    let results = checked.body["results"].as_array().unwrap();
    assert!(rules(&results[0]).contains(&"N8-sound"), "{}", results[0]);
    assert!(rules(&results[1]).contains(&"N8-sound"));
    assert!(rules(&results[2]).contains(&"N8-same"));
    assert_eq!(results[2]["verdict"], "prohibited");
    assert_eq!(results[4]["verdict"], "pass");
    let evidence = &results[2]["findings"][0]["evidence"][0];
    assert_eq!(
        (&evidence["id"], &evidence["relation"]),
        (&Json::Null, &json!("same"))
    );
    assert_eq!(
        check(&served, "长乐路").await["verdict"],
        "pass",
        "alone it is alone"
    );
}

#[tokio::test]
async fn a_list_comes_as_csv_in_gb18030_and_leaves_as_a_table() {
    let served = county().await;
    let (bytes, ..) = encoding_rs::GB18030
        .encode("名称,类别,长度(米)\n长　乐　路,道路,300\n剡溪路,马路,\n,道路,1\n");
    let checked = served
        .public
        .ask(Method::POST, "/api/v1/names/check?region_code=330683")
        .header("content-type", "text/csv")
        .body(bytes.to_vec())
        .expect(200)
        .await;
    let results = checked.body["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(
        (&results[0]["name"], &results[0]["row"]),
        (&json!("长乐路"), &json!(2))
    );
    let errors = checked.body["errors"].as_array().unwrap();
    let told: Vec<_> = errors
        .iter()
        .map(|e| (e["row"].as_i64().unwrap(), e["field"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(3, "category"), (4, "name")]);

    let table = served
        .request(Method::POST, "/api/v1/names/check?format=csv")
        .json(&json!({ "names": [{ "name": "长乐路" }] }))
        .send()
        .await
        .unwrap();
    assert_eq!(table.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(table.text().await.unwrap().contains("长乐路,Chánglè Lù"));
    let headless = served
        .public
        .ask(Method::POST, "/api/v1/names/check")
        .header("content-type", "text/csv")
        .body("序号,类别\n1,道路\n")
        .refused(422, "invalid")
        .await;
    assert_eq!(headless.fields(), ["name"]);
}

#[tokio::test]
async fn a_list_comes_and_leaves_as_a_spreadsheet() {
    let served = county().await;
    let answer = served
        .request(Method::POST, "/api/v1/names/check?format=xlsx")
        .json(&json!({ "names": [{ "name": "长乐路" }, { "name": "剡溪路" }] }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["content-type"], SHEET);
    let sheet = answer.bytes().await.unwrap();
    // Its column 名称 is one that a list has.
    let checked = served
        .public
        .ask(Method::POST, "/api/v1/names/check")
        .header("content-type", SHEET)
        .body(sheet)
        .expect(200)
        .await;
    let results = checked.body["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let broken = served
        .public
        .ask(Method::POST, "/api/v1/names/check")
        .header("content-type", SHEET)
        .body("PK\u{3}\u{4}not a sheet");
    broken.refused(422, "invalid").await;
}

fn unnamed(source_id: &str, class: &str, points: &[[f64; 2]]) -> Json {
    feature(
        line(points),
        json!({ "source_id": source_id, "class": class }),
    )
}

/// Named and unnamed roads in both towns.
async fn streets() -> Served {
    let served = county().await;
    served
        .create_all(
            "road",
            &[
                road("R1", "领带一路", &[[120.61, 29.41], [120.63, 29.41]]),
                road("R2", "领带二路", &[[120.61, 29.412], [120.63, 29.412]]),
                unnamed("U1", "local", &[[120.61, 29.414], [120.63, 29.414]]),
                unnamed("U2", "lane", &[[120.62, 29.4101], [120.62, 29.4109]]),
                unnamed("U3", "lane", &[[120.91, 29.41], [120.92, 29.41]]),
                road("R3", "富民街", &[[120.90, 29.42], [120.92, 29.42]]),
            ],
        )
        .await;
    let plates: Vec<Json> = (1..4)
        .map(|n| {
            let lat = 29.4102 + 0.0001 * f64::from(n);
            let mut plate = plate(&format!("D{n}"), &n.to_string(), 120.62, lat);
            plate["properties"]["road_source_id"] = json!("U2");
            plate
        })
        .collect();
    served.create_all("doorplate", &plates).await;
    served
}

#[tokio::test]
async fn unnamed_roads_are_listed_by_weight_and_towns_by_coverage() {
    let served = streets().await;
    let first = served
        .public
        .get("/api/v1/roads/unnamed?region=330683&limit=2")
        .expect(200)
        .await;
    let told = |answer: &Json| -> Vec<String> {
        let roads = answer["roads"].as_array().unwrap();
        roads
            .iter()
            .map(|r| r["source_id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(told(&first.body), ["U2", "U1"]);
    assert_eq!(first.body["total"], 3);
    let u2 = &first.body["roads"][0];
    assert_eq!(
        (&u2["doorplates"], &u2["class"]),
        (&json!(3), &json!("lane"))
    );
    assert_eq!(u2["region_name"], "东南社区");
    assert_eq!(u2["neighbours"][0]["name"], "领带一路");
    let cursor = first.body["next"].as_str().unwrap();
    let path = format!("/api/v1/roads/unnamed?region=330683&limit=2&cursor={cursor}");
    let second = served.public.get(&path).expect(200).await;
    assert_eq!(
        (told(&second.body), &second.body["next"]),
        (vec!["U3".to_owned()], &Json::Null)
    );

    let coverage = served
        .public
        .get("/api/v1/roads/coverage?region=330683")
        .expect(200)
        .await;
    assert_eq!(
        (&coverage.body["roads"], &coverage.body["unnamed"]),
        (&json!(6), &json!(3))
    );
    let west = &coverage.body["towns"][0];
    assert_eq!(
        (&west["name"], &west["roads"], &west["named"]),
        (&json!("剡湖街道"), &json!(4), &json!(2))
    );
    assert_eq!(
        (&west["share"], &west["unnamed_doorplates"]),
        (&json!(0.5), &json!(3))
    );
}

#[tokio::test]
async fn candidates_for_an_unnamed_road_pass_already_and_say_where_they_come_from() {
    let served = streets().await;
    served
        .create("place", &place("P1", "艇湖塔", 120.615, 29.4145))
        .await;
    let word =
        json!({ "bank": "candidate", "word": "书声", "source": "采词库", "categories": ["road"] });
    served
        .writer
        .post("/api/v1/word-banks", &word)
        .expect(201)
        .await;
    let roads = served.public.get("/api/v1/roads/unnamed").expect(200).await;
    let roads = roads.body["roads"].as_array().unwrap().clone();
    let id = |source_id: &str| {
        let road = roads
            .iter()
            .find(|road| road["source_id"] == source_id)
            .unwrap();
        road["id"].clone()
    };
    let wanted = json!({ "road": id("U1"), "limit": 20 });
    let found = served
        .public
        .post("/api/v1/names/suggest", &wanted)
        .expect(200)
        .await;
    let told: Vec<(String, String)> = found.body["suggestions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            assert_eq!(one["check"]["verdict"], "pass");
            let text = |value: &Json| value.as_str().unwrap().to_owned();
            (text(&one["name"]), text(&one["source"]["origin"]))
        })
        .collect();
    let has = |name: &str, origin: &str| told.contains(&(name.to_owned(), origin.to_owned()));
    assert_eq!(told[0], ("领带三路".to_owned(), "sequence".to_owned()));
    assert!(has("书声路", "bank") && has("艇湖路", "place"), "{told:?}");
    let again = served
        .public
        .post("/api/v1/names/suggest", &wanted)
        .expect(200)
        .await;
    assert_eq!(again.body, found.body);

    let lane = json!({ "road": id("U2") });
    let found = served
        .public
        .post("/api/v1/names/suggest", &lane)
        .expect(200)
        .await;
    let names: Vec<&str> = found.body["suggestions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert!(names.contains(&"领带一路一巷"), "{names:?}");
    let nowhere = json!({ "road": "00000000-0000-0000-0000-000000000000" });
    served
        .public
        .post("/api/v1/names/suggest", &nowhere)
        .refused(404, "not_found")
        .await;
}

#[tokio::test]
async fn a_refused_name_is_mended() {
    let served = streets().await;
    let wanted =
        json!({ "name": "富民街", "category": "road", "region_code": "330683002", "limit": 5 });
    let found = served
        .public
        .post("/api/v1/names/suggest", &wanted)
        .expect(200)
        .await;
    let suggestions = found.body["suggestions"].as_array().unwrap();
    assert!(!suggestions.is_empty());
    assert!(
        suggestions
            .iter()
            .all(|one| one["name"] != "富民街" && one["source"]["origin"] == "variant")
    );
    let wanted = json!({ "name": "艇湖豪庭", "category": "residential", "region_code": "330683", "limit": 5 });
    served
        .public
        .post("/api/v1/names/suggest", &wanted)
        .expect(200)
        .await;
}

#[tokio::test]
async fn the_whole_register_is_checked_and_no_name_is_its_own_namesake() {
    let served = streets().await;
    served
        .create_all(
            "road",
            &[
                road("R4", "富民街", &[[120.93, 29.43], [120.94, 29.43]]),
                road("R5", "剑桥路", &[[120.95, 29.44], [120.96, 29.44]]),
                road("R6", "鹿鸣路", &[[120.65, 29.44], [120.66, 29.44]]),
            ],
        )
        .await;
    let all = served
        .public
        .get("/api/v1/names/campaign?region=330683")
        .expect(200)
        .await;
    assert_eq!(all.body["names"], 6);
    let results = all.body["results"].as_array().unwrap();
    let named =
        |name: &str| -> Vec<&Json> { results.iter().filter(|one| one["name"] == name).collect() };
    let twins = named("富民街");
    assert_eq!(twins.len(), 2);
    assert!(twins.iter().all(|one| rules(one).contains(&"N8-same")));
    let own = twins[0]["id"].as_str().unwrap();
    let evidence = twins[0]["findings"][0]["evidence"].as_array().unwrap();
    assert!(evidence.iter().all(|place| place["id"] != own) && evidence.len() == 1);
    assert!(!rules(named("剑桥路")[0]).is_empty());
    assert!(
        named("鹿鸣路")
            .iter()
            .all(|one| !rules(one).contains(&"N8-same"))
    );
    let page = served
        .public
        .get("/api/v1/names/campaign?region=330683&rule=N8-same&limit=1")
        .expect(200)
        .await;
    assert_eq!(
        (&page.body["total"], &page.body["next"]),
        (&json!(2), &json!(1))
    );
    let rest = served
        .public
        .get("/api/v1/names/campaign?region=330683&rule=N8-same&limit=1&cursor=1")
        .expect(200)
        .await;
    assert_eq!(rest.body["next"], Json::Null);
    assert_ne!(rest.body["results"][0]["id"], page.body["results"][0]["id"]);
    served
        .public
        .get("/api/v1/names/campaign?kinds=plot")
        .refused(400, "bad_parameter")
        .await;
    served
        .public
        .get("/api/v1/names/campaign?verdict=bad")
        .refused(400, "bad_parameter")
        .await;
}

#[tokio::test]
async fn a_spelling_shows_what_it_rests_on() {
    let served = county().await;
    let told = served
        .public
        .get("/api/v1/names/romanize?name=拉萨西路")
        .expect(200)
        .await;
    assert_eq!(told.body["pinyin"], "Lāsà Xīlù");
    assert_eq!(
        (&told.body["sign"], &told.body["minority_spelling"]),
        (&json!("LASA XILU"), &json!("Lhasa Xilu"))
    );
    let told = served
        .public
        .get("/api/v1/names/romanize?name=乐清市")
        .expect(200)
        .await;
    assert_eq!(told.body["syllables"][0]["source"], "place_name");
    assert_eq!(told.body["syllables"][0]["readings"], json!(["lè", "yuè"]));
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
        .public
        .get(&format!("{path}/history"))
        .expect(200)
        .await;
    assert_eq!(history.body["versions"][1]["reason"], "地名志");
    let free = put(3, json!({ "readings": null })).expect(200).await;
    assert_eq!(free.body["properties"]["pinyin"], "Lèpíng Lù");
}
