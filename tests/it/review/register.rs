//! What an approval makes of the register, at once and for good.

use serde_json::{Value as Json, json};

use super::bureau::{Bureau, Day, application, to_notice, with};

async fn to_approval(bureau: &Bureau, number: &str) -> Day {
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    day.through(number, &to_notice()).await;
    let day = bureau.on("2026-01-20T02:00:00Z").await;
    let form = json!({ "objections": "无" });
    day.acts("kechang", number, "request", form).await;
    day
}

fn results(answer: &Json) -> Vec<(String, String)> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let results = answer["results"].as_array().unwrap();
    results
        .iter()
        .map(|one| {
            (
                text(&one["matched"]),
                text(&one["feature"]["properties"]["name"]),
            )
        })
        .collect()
}

#[tokio::test]
async fn a_renamed_road_bears_its_new_name_everywhere_and_its_old_one_is_found() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-06T02:00:00Z").await;
    let road = day.road("R1", Some("胜利西路"), 29.45).await;
    let form = with(
        application(&road, "重华路"),
        json!({ "variant": "renaming", "reading": "chóng huá lù" }),
    );
    let number = day.proposed("zhenban", &form).await;
    let day = to_approval(&bureau, &number).await;
    let public = &day.served.public;
    let before = public.get("/readyz").expect(200).await.position();
    let approval = json!({ "approval_number": "嵊政批〔2026〕8号" });
    let approved = day.acts("pizhun", &number, "approve", approval).await;
    let after = approved.position();
    assert!(after > before);

    // Feature, search, tiles, feed: at once.
    let path = format!("/api/v1/road/{road}");
    let now = public.get(&path).expect(200).await;
    let fid = now.body["properties"]["fid"].as_i64().unwrap();
    assert_eq!(now.body["properties"]["name"], "重华路");
    assert_eq!(now.body["properties"]["pinyin"], "Chónghuá Lù");
    let found = public.get("/api/v1/search?q=重华路").expect(200).await;
    assert_eq!(
        results(&found.body),
        [("name".to_owned(), "重华路".to_owned())]
    );
    let former = public.get("/api/v1/search?q=胜利西路").expect(200).await;
    assert_eq!(
        results(&former.body),
        [("former_name".to_owned(), "重华路".to_owned())]
    );
    let changes = public
        .get(&format!("/api/v1/changes?since={before}"))
        .expect(200)
        .await;
    let change = &changes.body["changes"][0];
    assert_eq!(
        (&change["kind"], &change["op"]),
        (&json!("road"), &json!("update"))
    );
    assert_eq!(change["feature"]["properties"]["name"], "重华路");
    let items = public
        .get(&format!("/ogc/collections/roads/items/{fid}"))
        .answer()
        .await;
    assert!(items.status == 404 || items.body.to_string().contains("重华路"));

    // Both time views.
    for (query, name) in [
        ("valid_on=2026-01-19".to_owned(), "胜利西路"),
        ("valid_on=2026-01-20".to_owned(), "重华路"),
        (format!("as_of={before}"), "胜利西路"),
        (format!("as_of={after}"), "重华路"),
    ] {
        let seen = public.get(&format!("{path}?{query}")).expect(200).await;
        assert_eq!(seen.body["properties"]["name"], name, "{query}");
    }
    let history = public.get(&format!("{path}/history")).expect(200).await;
    assert_eq!(history.body["versions"][0]["op"], "update");
    let names = public.get(&format!("{path}/names")).expect(200).await;
    let records = names.body["records"].as_array().unwrap();
    assert_eq!(records[0]["name"], "重华路");
    assert_eq!(records[0]["valid_from"], "2026-01-20");
    assert_eq!(records[0]["legal_basis"], "嵊政批〔2026〕8号");
    assert_eq!(records[0]["locked"], true);
    assert_eq!(records[0]["readings"], json!(["chóng", "huá", "lù"]));
    assert_eq!(records[1]["name"], "胜利西路");
    assert_eq!(records[1]["valid_to"], "2026-01-19");
}

#[tokio::test]
async fn the_tile_shows_the_name_as_soon_as_the_approval_is_answered() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-06T02:00:00Z").await;
    let road = day.road("R1", None, 29.45).await;
    let number = day.proposed("zhenban", &application(&road, "长乐路")).await;
    let day = to_approval(&bureau, &number).await;
    // Zoom 14 around 120.62, 29.45.
    let tile = || day.served.get("/tiles/roads/14/13681/6788.mvt");
    let before = tile().await.bytes().await.unwrap();
    assert!(!String::from_utf8_lossy(&before).contains("长乐路"));
    let approval = json!({ "approval_number": "嵊政批〔2026〕9号" });
    day.acts("pizhun", &number, "approve", approval).await;
    let after = tile().await.bytes().await.unwrap();
    assert!(String::from_utf8_lossy(&after).contains("长乐路"));
}

#[tokio::test]
async fn a_cancelled_name_ends_with_what_bore_it_and_stays_in_history() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-06T02:00:00Z").await;
    let road = day.road("R1", Some("老纱厂路"), 29.45).await;
    let form = json!({
        "variant": "cancellation", "category": "road", "subjects": [{ "kind": "road", "id": road }],
        "reason": "厂区改造，道路灭失", "location": "原纱厂厂区内",
    });
    let number = day.proposed("zhenban", &form).await;
    let clerk = day.person("zhenban").await;
    let sheet = day.sheet(&clerk, &number).await;
    assert_eq!(sheet.body["title"], "东南社区“老纱厂路”销名");
    let day = to_approval(&bureau, &number).await;
    assert_eq!(day.sheet(&clerk, &number).await.body["checks"], json!([]));
    let approval = json!({ "approval_number": "嵊政批〔2026〕10号" });
    day.acts("pizhun", &number, "approve", approval).await;
    let path = format!("/api/v1/road/{road}");
    let gone = day.served.public.get(&path).expect(200).await;
    assert_eq!(gone.body["properties"]["state"], "retired");
    let names = day
        .served
        .public
        .get(&format!("{path}/names"))
        .expect(200)
        .await;
    assert_eq!(names.body["records"][0]["name"], "老纱厂路");
    assert_eq!(names.body["records"][0]["valid_to"], "2026-01-20");
}

#[tokio::test]
async fn a_name_kept_for_the_file_is_used_up_and_one_kept_for_others_is_not_given() {
    let bureau = Bureau::new().await;
    let day = bureau.on("2026-01-06T02:00:00Z").await;
    let road = day.road("R1", None, 29.45).await;
    let own = json!({ "name": "长乐路", "region_code": "330683", "reference": "剡街〔2025〕40号" });
    let kept = day.served.writer.post("/api/v1/name-reservations", &own);
    kept.expect(201).await;
    let form = with(
        application(&road, "长乐路"),
        json!({ "reference": "剡街〔2025〕40号" }),
    );
    let number = day.proposed("zhenban", &form).await;
    let other = day.road("R2", None, 29.46).await;
    let stranger = day
        .proposed("zhenban", &application(&other, "长乐路"))
        .await;
    let day = to_approval(&bureau, &stranger).await;
    let approval = json!({ "approval_number": "嵊政批〔2026〕11号" });
    let refused = day
        .asks("pizhun", &stranger, "approve", approval.clone())
        .await;
    let refused = refused.refused(409, "name_newly_found").await;
    assert_eq!(refused.body["new_findings"], Json::Null);
    let found = &refused.body["case"]["new_findings"];
    assert_eq!(found[0]["rule"], "N17-reserved");
    assert_eq!(refused.body["case"]["state"], "approval");

    let day = to_approval(&bureau, &number).await;
    day.acts("pizhun", &number, "approve", approval).await;
    let all = day.served.writer.get("/api/v1/name-reservations?all=true");
    let all = all.expect(200).await;
    assert_eq!(all.body["reservations"][0]["state"], "released");
}
