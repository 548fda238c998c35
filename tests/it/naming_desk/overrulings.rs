//! Findings overruled with a written reason: who may, what it does, that it stays, and that it can be
//! taken back.

use mingjie::domain::Role;
use reqwest::Method;
use serde_json::{Value as Json, json};

use super::{check, county, rules};
use crate::support::{Client, county::road};

const PATH: &str = "/api/v1/names/overrulings";
const HOME: &str = "330683001";

fn order(name: &str, rule: &str) -> Json {
    json!({
        "name": name, "category": "road", "region_code": HOME, "rule": rule,
        "reason": "民国时即有此名,沿用至今",
    })
}

async fn written(client: &Client, order: &Json) -> Json {
    client.post(PATH, order).expect(201).await.body
}

#[tokio::test]
async fn what_somebody_with_the_role_overrules_stays_and_counts_no_more() {
    let served = county().await;
    let judge = served
        .person("committee", &[(Role::Committee, "330683")])
        .await;
    let before = check(&served, "中央路").await;
    assert_eq!(before["verdict"], "prohibited");
    let finding = &before["findings"][0];
    assert_eq!(
        (&finding["rule"], &finding["overruled"]),
        (&json!("N2-grand"), &Json::Null)
    );

    let one = written(&judge, &order("中央路", "N2-grand")).await;
    assert_eq!(one["fingerprint"], finding["fingerprint"]);
    assert_eq!(
        (&one["by"], &one["by_role"], &one["check"]["verdict"]),
        (&json!("committee"), &json!("committee"), &json!("pass"))
    );
    let after = check(&served, "中央路").await;
    assert_eq!(after["verdict"], "pass");
    let overruled = &after["findings"][0]["overruled"];
    assert_eq!(
        (&overruled["reason"], &overruled["by_role"]),
        (&json!("民国时即有此名,沿用至今"), &json!("committee"))
    );
    assert_eq!(overruled["at"], one["at"]);

    // Neither for another name nor in another town.
    assert_eq!(check(&served, "中央街").await["verdict"], "prohibited");
    let away = json!({ "name": "中央路", "category": "road", "region_code": "330683002" });
    let away = served.public.post("/api/v1/names/check", &away);
    assert_eq!(away.expect(200).await.body["verdict"], "prohibited");

    judge
        .post(PATH, &order("中央路", "N2-grand"))
        .refused(409, "already_registered")
        .await;
    let listed = served
        .public
        .get(&format!("{PATH}?region=330683&name=中央路"))
        .expect(200)
        .await;
    assert_eq!(listed.body["total"], 1);
    assert_eq!(listed.body["overrulings"][0]["reason"], one["reason"]);
    assert_eq!(listed.body["overrulings"][0]["by"], Json::Null);
    // It is in the audit log, and nothing of it can be changed behind the program's back.
    let auditor = served.person("auditor", &[(Role::Auditor, "*")]).await;
    let audit = auditor.get("/api/v1/audit?act=overruled").expect(200).await;
    assert_eq!(audit.body["events"][0]["subject"], "中央路");
    assert_eq!(audit.body["events"][0]["detail"]["rule"], "N2-grand");
}

#[tokio::test]
async fn only_a_role_that_decides_overrules_and_only_where_it_is_held() {
    let served = county().await;
    let order = order("中央路", "N2-grand");
    served
        .public
        .post(PATH, &order)
        .refused(401, "unauthorised")
        .await;
    served
        .writer
        .post(PATH, &order)
        .refused(403, "forbidden")
        .await;
    for role in [Role::Clerk, Role::Expert, Role::Auditor, Role::Surveyor] {
        let person = served.person(role.as_str(), &[(role, "*")]).await;
        person.post(PATH, &order).refused(403, "forbidden").await;
    }
    let away = served
        .person("away", &[(Role::Committee, "330683002")])
        .await;
    away.post(PATH, &order).refused(403, "out_of_reach").await;
    assert_eq!(check(&served, "中央路").await["verdict"], "prohibited");
    let approver = served.person("approver", &[(Role::Approver, HOME)]).await;
    written(&approver, &order).await;
}

#[tokio::test]
async fn a_stop_a_note_and_what_is_not_found_are_not_overruled() {
    let served = county().await;
    let judge = served.person("committee", &[(Role::Committee, "*")]).await;
    let word = json!({
        "bank": "forbidden", "word": "澜悦", "finding_category": "大", "source": "禁用词清单",
    });
    served
        .writer
        .post("/api/v1/word-banks", &word)
        .expect(201)
        .await;
    for (name, rule, field) in [
        ("澜悦路", "W-forbidden", "rule"),
        ("鹿鸣路", "N2-grand", "rule"),
        ("中央大道", "N2-controlled", "rule"),
    ] {
        let refused = judge.post(PATH, &order(name, rule));
        let refused = refused.refused(422, "invalid").await;
        assert_eq!(refused.fields(), [field], "{name}");
    }
    let mut without = order("中央路", "N2-grand");
    without["reason"] = json!(" ");
    let refused = judge.post(PATH, &without).refused(422, "invalid").await;
    assert_eq!(refused.fields(), ["reason"]);
    without["reason"] = json!("长".repeat(501));
    let refused = judge.post(PATH, &without).refused(422, "invalid").await;
    assert_eq!(refused.fields(), ["reason"]);
    let mut other = order("中央路", "N2-grand");
    other["fingerprint"] = json!("0000000000000000");
    let refused = judge.post(PATH, &other).refused(422, "invalid").await;
    assert_eq!(refused.fields(), ["fingerprint"]);
    let mut nowhere = order("中央路", "N2-grand");
    nowhere["region_code"] = Json::Null;
    let refused = judge.post(PATH, &nowhere).refused(422, "invalid").await;
    assert_eq!(refused.fields(), ["region_code"]);
}

#[tokio::test]
async fn another_namesake_is_another_finding_and_a_registered_name_is_overruled_by_its_feature() {
    let served = county().await;
    let judge = served.person("committee", &[(Role::Committee, "*")]).await;
    let at = |lat: f64| [[120.61, lat], [120.63, lat]];
    let first = served
        .create("road", &road("R1", "富民街", &at(29.41)))
        .await;
    served
        .create("road", &road("R2", "富民街", &at(29.42)))
        .await;
    let worklist = async || {
        let all = judge.get("/api/v1/names/campaign?region=330683");
        let all = all.expect(200).await.body;
        let results = all["results"].as_array().unwrap();
        let own = results.iter().find(|one| one["id"] == first).unwrap();
        own.clone()
    };
    assert!(rules(&worklist().await).contains(&"N8-same"));
    let order = json!({
        "feature": { "kind": "road", "id": first }, "rule": "N8-same",
        "reason": "两处相距甚远,约定俗成",
    });
    written(&judge, &order).await;
    assert_eq!(worklist().await["verdict"], "pass");
    served
        .create("road", &road("R3", "富民街", &at(29.43)))
        .await;
    assert_eq!(
        worklist().await["verdict"],
        "prohibited",
        "a third one was not judged"
    );
}

#[tokio::test]
async fn what_was_overruled_wrongly_is_taken_back_with_a_reason_and_both_stay() {
    let served = county().await;
    let judge = served
        .person("committee", &[(Role::Committee, "330683")])
        .await;
    let one = written(&judge, &order("中央路", "N2-grand")).await;
    let checked = check(&served, "中央路").await;
    let id = one["id"].as_str().unwrap();
    assert_eq!(checked["findings"][0]["overruled"]["id"], one["id"]);
    let path = format!("{PATH}/{id}");
    let why = json!({ "reason": "查无此史" });

    served
        .public
        .ask(Method::DELETE, &path)
        .json(&why)
        .refused(401, "unauthorised")
        .await;
    let clerk = served.person("clerk", &[(Role::Clerk, "*")]).await;
    clerk
        .ask(Method::DELETE, &path)
        .json(&why)
        .refused(403, "forbidden")
        .await;
    let away = served
        .person("away", &[(Role::Committee, "330683002")])
        .await;
    away.ask(Method::DELETE, &path)
        .json(&why)
        .refused(403, "out_of_reach")
        .await;
    let refused = judge
        .ask(Method::DELETE, &path)
        .json(&json!({ "reason": " " }));
    assert_eq!(refused.refused(422, "invalid").await.fields(), ["reason"]);
    assert_eq!(check(&served, "中央路").await["verdict"], "pass");

    let approver = served
        .person("approver", &[(Role::Approver, "330683")])
        .await;
    let ended = approver
        .ask(Method::DELETE, &path)
        .json(&why)
        .expect(204)
        .await;
    assert!(ended.position() > 0);
    let checked = check(&served, "中央路").await;
    assert_eq!(
        (&checked["verdict"], &checked["findings"][0]["overruled"]),
        (&json!("prohibited"), &Json::Null)
    );
    // It is over once; the finding may be overruled anew.
    judge
        .ask(Method::DELETE, &path)
        .json(&why)
        .refused(404, "not_found")
        .await;
    let again = written(&judge, &order("中央路", "N2-grand")).await;

    let listed = judge.get(&format!("{PATH}?limit=1")).expect(200).await.body;
    assert_eq!(listed["total"], 2);
    assert_eq!(listed["overrulings"][0]["id"], again["id"]);
    let next = listed["next"].as_str().unwrap();
    let rest = judge.get(&format!("{PATH}?limit=1&cursor={next}"));
    let rest = rest.expect(200).await.body;
    let first = &rest["overrulings"][0];
    assert_eq!((&first["id"], &rest["next"]), (&one["id"], &Json::Null));
    assert_eq!(first["reason"], one["reason"]);
    let withdrawn = &first["withdrawn"];
    assert_eq!(
        (
            &withdrawn["reason"],
            &withdrawn["by_role"],
            &withdrawn["by"]
        ),
        (&json!("查无此史"), &json!("approver"), &json!("approver"))
    );
    let standing = judge.get(&format!("{PATH}?standing=true"));
    assert_eq!(standing.expect(200).await.body["total"], 1);
    judge
        .get(&format!("{PATH}?cursor=2"))
        .refused(400, "bad_parameter")
        .await;
    let auditor = served.person("auditor", &[(Role::Auditor, "*")]).await;
    let audit = auditor.get("/api/v1/audit?act=overruling_withdrawn");
    assert_eq!(
        audit.expect(200).await.body["events"][0]["subject"],
        "中央路"
    );
}

#[tokio::test]
async fn the_role_is_chosen_where_the_name_lies_however_that_is_told() {
    let served = county().await;
    // A committee of the other town, and an approver here.
    let both = [(Role::Committee, "330683002"), (Role::Approver, HOME)];
    let judge = served.person("both", &both).await;
    let mut by_name = order("中央路", "N2-grand");
    by_name["region_code"] = json!("剡湖街道");
    assert_eq!(written(&judge, &by_name).await["by_role"], "approver");
    let mut by_place = order("世界路", "N2-grand");
    by_place["region_code"] = Json::Null;
    by_place["geometry"] = json!({ "type": "Point", "coordinates": [120.62, 29.41] });
    let one = written(&judge, &by_place).await;
    assert_eq!(one["by_role"], "approver");
}

#[tokio::test]
async fn what_stands_beside_a_feature_is_refused_and_not_ignored() {
    let served = county().await;
    let judge = served.person("committee", &[(Role::Committee, "*")]).await;
    let id = served
        .create(
            "road",
            &road("R1", "中央路", &[[120.61, 29.41], [120.63, 29.41]]),
        )
        .await;
    let mut order = json!({
        "feature": { "kind": "road", "id": id }, "rule": "N2-grand", "reason": "老地名",
        "name": "世界路", "region_code": HOME,
    });
    let refused = judge.post(PATH, &order).refused(422, "invalid").await;
    let mut fields = refused.fields();
    fields.sort_unstable();
    assert_eq!(fields, ["name", "region_code"]);
    order["name"] = Json::Null;
    order["region_code"] = Json::Null;
    written(&judge, &order).await;
    // What is no order at all is said in the reader's language.
    let wrong = json!({ "name": "中央路", "rule": 5, "reason": "老地名" });
    let refused = judge.post(PATH, &wrong).refused(400, "unreadable").await;
    let detail = refused.body["detail"].as_str().unwrap().to_owned();
    assert!(!detail.contains("expected"), "{detail}");
}
