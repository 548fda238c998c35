//! What the desk is asked in daily work and has to answer right: protected names, names kept for the
//! very applicant, a list whose names resemble each other, alternatives for a refused name.

use mingjie::domain::Role;
use serde_json::{Value as Json, json};

use super::{check, county, rules};
use crate::support::{
    Served,
    county::{place, road},
};

async fn checked(served: &Served, draft: &Json) -> Json {
    let asked = served.public.post("/api/v1/names/check", draft);
    asked.expect(200).await.body
}

#[tokio::test]
async fn historic_protected_cancelled_and_reserved_names_are_met() {
    let database = std::sync::Arc::new(crate::support::TestDatabase::new().await);
    let served = Served::over(&database, mingjie::config::Config::default())
        .await
        .with_county()
        .await;
    let at = |lat: f64| [[120.61, lat], [120.63, lat]];
    let renamed = served
        .create("road", &road("R1", "旧街路", &at(29.41)))
        .await;
    let gone = served
        .create("road", &road("R2", "废弃路", &at(29.42)))
        .await;
    let body = json!({ "properties": { "name": "新街路" } });
    served
        .writer
        .patch(&format!("/api/v1/road/{renamed}"), 1, &body)
        .expect(200)
        .await;
    served
        .writer
        .delete(&format!("/api/v1/road/{gone}"), 1)
        .expect(204)
        .await;
    let kept = json!({ "name": "艇湖路", "region_code": "330683" });
    served
        .writer
        .post("/api/v1/name-reservations", &kept)
        .expect(201)
        .await;
    sqlx::query(
        "insert into register.name_record (id, kind, text, role, region_code, valid_from)
         values (gen_random_uuid(), 'road', '鼓楼前', 'protected', '330683', '2026-01-01')",
    )
    .execute(&mut database.connect().await)
    .await
    .unwrap();
    served.registry.load().await.unwrap();
    for (name, rule) in [
        ("旧街路", "N17-cancelled"),
        ("废弃路", "N17-cancelled"),
        ("艇湖路", "N17-reserved"),
        ("鼓楼前", "N16-protected"),
    ] {
        let found = check(&served, name).await;
        assert!(rules(&found).contains(&rule), "{name}: {found}");
    }
    let draft = json!({
        "name": "锦绣路", "category": "road", "region_code": "330683001", "replaces": "鼓楼前",
    });
    let found = checked(&served, &draft).await;
    assert_eq!(found["verdict"], "attention");
    assert!(rules(&found).contains(&"N16-protected"));
}

#[tokio::test]
async fn a_name_kept_for_the_applicant_is_its_own() {
    let served = county().await;
    let kept = json!({
        "name": "艇湖路", "category": "road", "region_code": "330683", "holder": "剡溪置业有限公司",
        "reference": "嵊名〔2026〕7号",
    });
    served
        .writer
        .post("/api/v1/name-reservations", &kept)
        .expect(201)
        .await;
    let severity = async |more: Json| {
        let mut draft = json!({ "name": "艇湖路", "category": "road", "region_code": "330683001" });
        for (member, value) in more.as_object().unwrap() {
            draft[member] = value.clone();
        }
        let found = served
            .writer
            .post("/api/v1/names/check", &draft)
            .expect(200)
            .await
            .body;
        let findings = found["findings"].as_array().unwrap().clone();
        let own = findings.iter().find(|f| f["rule"] == "N17-reserved");
        own.unwrap()["severity"].as_str().unwrap().to_owned()
    };
    assert_eq!(severity(json!({})).await, "judge");
    assert_eq!(
        severity(json!({ "applicant": "越乡置业有限公司" })).await,
        "judge"
    );
    assert_eq!(
        severity(json!({ "applicant": "剡溪置业有限公司" })).await,
        "note"
    );
    assert_eq!(
        severity(json!({ "reference": "嵊名〔2026〕7号" })).await,
        "note"
    );
    // Anybody could try holders until one fits: who it is kept for is told to the office alone.
    let guess = json!({ "name": "艇湖路", "category": "road", "region_code": "330683001",
        "applicant": "剡溪置业有限公司" });
    let found = checked(&served, &guess).await;
    let own = found["findings"].as_array().unwrap().iter();
    let own = own.clone().find(|f| f["rule"] == "N17-reserved").unwrap();
    assert_eq!(own["severity"], "judge");
}

#[tokio::test]
async fn who_keeps_a_name_already_is_told_to_whoever_may_know() {
    let served = county().await;
    let kept = json!({
        "name": "艇湖路", "region_code": "330683001", "until": "2099-12-31", "holder": "剡溪置业有限公司",
    });
    served
        .writer
        .post("/api/v1/name-reservations", &kept)
        .expect(201)
        .await;
    let again = json!({ "name": "艇湖路", "region_code": "330683002" });
    let path = "/api/v1/name-reservations";
    let told = served.writer.post(path, &again);
    let told = told.refused(409, "already_registered").await.body;
    assert_eq!(told["reservation"]["holder"], "剡溪置业有限公司");
    assert_eq!(told["reservation"]["until"], "2099-12-31");
    let error = &told["errors"][0];
    assert_eq!(
        (&error["field"], &error["value"]),
        (&json!("name"), &json!("艇湖路"))
    );
    let reason = error["reason"].as_str().unwrap();
    assert!(
        reason.contains("剡湖街道") && reason.contains("剡溪置业") && reason.contains("2099-12-31"),
        "{reason}"
    );
    // A clerk of the other town is told until when, and not for whom.
    let clerk = served.person("clerk", &[(Role::Clerk, "330683002")]).await;
    let told = clerk.post(path, &again);
    let told = told.refused(409, "already_registered").await.body;
    assert_eq!(told["reservation"]["holder"], Json::Null);
    assert!(!told.to_string().contains("剡溪置业"), "{told}");
    assert!(told["detail"].as_str().unwrap().contains("2099-12-31"));
}

#[tokio::test]
async fn names_of_a_list_that_are_each_others_reverse_are_noted() {
    let served = county().await;
    let name = |name: &str| json!({ "name": name, "category": "road", "region_code": "330683" });
    let list = json!({ "names": [name("鹿鸣路"), name("鸣鹿路")] });
    let found = checked(&served, &list).await;
    for one in found["results"].as_array().unwrap() {
        assert!(rules(one).contains(&"N8-reversed"), "{one}");
    }
}

#[tokio::test]
async fn a_name_refused_for_its_meaning_gets_names_from_around() {
    let served = county().await;
    let at = |lat: f64| [[120.61, lat], [120.63, lat]];
    served
        .create_all(
            "road",
            &[
                road("R1", "领带一路", &at(29.41)),
                road("R2", "领带二路", &at(29.42)),
            ],
        )
        .await;
    served
        .create("place", &place("P1", "艇湖塔", 120.615, 29.4145))
        .await;
    let word = json!({ "bank": "candidate", "word": "书声", "source": "采词库" });
    served
        .writer
        .post("/api/v1/word-banks", &word)
        .expect(201)
        .await;
    for category in [json!("road"), Json::Null] {
        let wanted = json!({
            "name": "剑桥路", "category": category, "region_code": "330683001", "limit": 20,
        });
        assert_eq!(
            checked(&served, &json!({ "name": "剑桥路" })).await["verdict"],
            "prohibited"
        );
        let found = served.public.post("/api/v1/names/suggest", &wanted);
        let found = found.expect(200).await.body;
        let told: Vec<(&str, &str)> = found["suggestions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                assert_eq!(one["check"]["verdict"], "pass");
                (
                    one["name"].as_str().unwrap(),
                    one["source"]["origin"].as_str().unwrap(),
                )
            })
            .collect();
        for wanted in [
            ("领带三路", "sequence"),
            ("书声路", "bank"),
            ("艇湖路", "place"),
            ("剡湖路", "place"),
        ] {
            assert!(told.contains(&wanted), "{wanted:?}: {told:?}");
        }
    }
}
