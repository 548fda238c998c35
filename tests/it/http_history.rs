//! What features were: told for every kind, by time and by day, and gone back to by a new change.

use mingjie::domain::Role;
use serde_json::{Value as Json, json};

use crate::support::{
    Answered, Served,
    county::{area, feature, line, place, plate, point, road},
};

const STREET: [[f64; 2]; 2] = [[120.61, 29.41], [120.63, 29.41]];

/// One of each kind, in the order in which they may be registered.
fn one_of_each() -> [(&'static str, Json); 8] {
    let border = json!({
        "code": "L1", "name": "剡三线", "left_code": "330683001", "right_code": "330683002",
    });
    let marker = json!({ "line_code": "L1", "serial": "001", "type": "Q" });
    let yard = json!({ "source_id": "C1", "name": "西山公墓", "cemetery_type": "public_benefit" });
    let grave = json!({ "cemetery_source_id": "C1", "number": "7" });
    let town = json!({ "code": "330683003", "name": "鹿山街道" });
    [
        ("region", feature(area([120.5, 29.3, 120.6, 29.4]), town)),
        ("place", place("P1", "百步阶", 120.62, 29.42)),
        ("road", road("R1", "剡湖路", &STREET)),
        ("doorplate", plate("D1", "12", 120.615, 29.4101)),
        (
            "boundary_line",
            feature(line(&[[120.80, 29.45], [120.80, 29.46]]), border),
        ),
        ("boundary_marker", feature(point(120.80, 29.455), marker)),
        (
            "cemetery",
            feature(area([120.9, 29.6, 120.91, 29.61]), yard),
        ),
        (
            "plot",
            feature(area([120.9001, 29.6001, 120.9002, 29.6002]), grave),
        ),
    ]
}

#[tokio::test]
async fn every_kind_tells_what_it_was_and_what_was_in_force() {
    let served = Served::new().await.with_county().await;
    for (kind, mut body) in one_of_each() {
        body["properties"]["valid_from"] = json!("2020-01-01");
        let made = served.writer.post(&format!("/api/v1/{kind}"), &body);
        let made = made.expect(201).await;
        let path = format!("/api/v1/{kind}/{}", made.id());
        let first = served.writer.get(&path).expect(200).await;
        let ended = json!({ "properties": { "valid_to": "2030-12-31" }, "reason": "撤销" });
        let second = served.writer.patch(&path, 1, &ended).expect(200).await;

        let at = |query: String| served.writer.get(&format!("{path}?{query}"));
        let then = at(format!("as_of={}", made.position())).expect(200).await;
        assert_eq!(then.body, first.body, "{kind}");
        let now = at(format!("as_of={}", second.position())).expect(200).await;
        assert_eq!(now.body["properties"]["valid_to"], "2030-12-31", "{kind}");
        let history = served.writer.get(&format!("{path}/history"));
        let history = history.expect(200).await;
        let versions = history.body["versions"].as_array().unwrap();
        let time = versions[1]["at"].as_str().unwrap().replace('+', "%2B");
        let then = at(format!("as_of={time}")).expect(200).await;
        assert_eq!(then.body, first.body, "{kind}");
        let before = at(format!("as_of={}", made.position() - 1));
        before.refused(404, "not_found").await;

        for (day, status) in [
            ("2019-12-31", 404),
            ("2020-01-01", 200),
            ("2030-12-31", 200),
            ("2031-01-01", 404),
        ] {
            at(format!("valid_on={day}")).expect(status).await;
        }
        assert_eq!(versions[0]["reason"], "撤销", "{kind}");
        assert_eq!(versions[0]["by"]["login"], "write-token", "{kind}");
        let public = served.public.get(&format!("{path}/history"));
        let public = public.expect(200).await.body.to_string();
        assert!(!public.contains("write-token"), "{kind}: {public}");
    }
}

/// The properties of a feature without its version.
fn content(answer: &Answered) -> (Json, Json) {
    let mut properties = answer.body["properties"].clone();
    properties.as_object_mut().unwrap().remove("version");
    (properties, answer.body["geometry"].clone())
}

#[tokio::test]
async fn going_back_to_an_earlier_version_is_a_new_change() {
    let served = Served::new().await.with_county().await;
    let mut body = road("R1", "剡湖路", &STREET);
    body["properties"]["width_m"] = json!(12);
    let id = served.create("road", &body).await;
    let path = format!("/api/v1/road/{id}");
    let first = served.writer.get(&path).expect(200).await;
    let clerk = served
        .person("wang.li", &[(Role::Clerk, "330683001")])
        .await;
    let change = json!({
        "properties": { "width_m": 18 }, "geometry": line(&[[120.61, 29.41], [120.62, 29.42]]),
    });
    clerk.patch(&path, 1, &change).expect(200).await;
    let retired = json!({ "reason": "拆除" });
    clerk.delete(&path, 2).json(&retired).expect(204).await;

    let revert = format!("{path}/revert");
    let to = |version: Json| json!({ "version": version, "reason": "登记有误" });
    let back = clerk.post(&revert, &to(json!(1))).at_version(3);
    let back = back.expect(200).await;
    assert_eq!(content(&back), content(&first));
    assert_eq!(back.body["properties"]["version"], 4);
    assert_eq!(back.header("etag"), "\"4\"");
    let shown = served.public.get(&path).expect(200).await;
    assert_eq!(content(&shown).1, content(&first).1);

    let history = clerk.get(&format!("{path}/history")).expect(200).await;
    let versions = history.body["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 4, "nothing is undone");
    let told = ["op", "reason", "by"].map(|name| versions[0][name].clone());
    let by = json!({ "login": "wang.li", "role": "clerk" });
    assert_eq!(told, ["restore".into(), "登记有误".into(), by]);

    // Only what is before the version read, only as it is by now, only who may change it.
    for version in [0, 4, 9, -1] {
        let asked = clerk.post(&revert, &to(json!(version))).at_version(4);
        let refused = asked.refused(422, "invalid").await;
        assert_eq!(refused.fields(), ["version"]);
    }
    let stale = clerk.post(&revert, &to(json!(1))).at_version(3);
    stale.refused(412, "stale").await;
    let blind = clerk.post(&revert, &to(json!(1)));
    blind.refused(428, "if_match_required").await;
    let nonsense = clerk.post(&revert, &to(json!("one"))).at_version(4);
    nonsense.refused(400, "unreadable").await;
    let public = served.public.post(&revert, &to(json!(1))).at_version(4);
    public.refused(401, "unauthorised").await;
    let away = [(Role::Clerk, "330683002")];
    let elsewhere = served.person("lin", &away).await;
    let elsewhere = elsewhere.post(&revert, &to(json!(1))).at_version(4);
    elsewhere.refused(403, "out_of_reach").await;
    let auditor = served.person("shenji", &[(Role::Auditor, "*")]).await;
    let auditor = auditor.post(&revert, &to(json!(1))).at_version(4);
    auditor.refused(403, "forbidden").await;
    let (findings, _) = served.registry.store().audit(&[]).await.unwrap();
    assert_eq!(findings, []);
}

#[tokio::test]
async fn a_name_is_gone_back_to_by_a_case_alone() {
    let served = Served::new().await.with_county().await;
    let id = served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let path = format!("/api/v1/road/{id}");
    let renamed = json!({ "properties": { "name": "艇湖路" } });
    served.writer.patch(&path, 1, &renamed).expect(200).await;
    let clerk = served
        .person("wang.li", &[(Role::Clerk, "330683001")])
        .await;
    let to = json!({ "version": 1 });
    let asked = clerk.post(&format!("{path}/revert"), &to).at_version(2);
    let refused = asked.refused(409, "needs_case").await;
    assert!(refused.body["detail"].as_str().unwrap().contains("name"));
    let machine = served.writer.post(&format!("{path}/revert"), &to);
    let back = machine.at_version(2).expect(200).await;
    assert_eq!(back.body["properties"]["name"], "剡湖路");
    assert_eq!(back.body["properties"]["pinyin"], "Shànhú Lù");
}

#[tokio::test]
async fn a_change_says_why_and_an_unreadable_reason_is_refused() {
    let served = Served::new().await.with_county().await;
    let mut body = road("R1", "剡湖路", &STREET);
    body["reason"] = json!("普查补登");
    let id = served.create("road", &body).await;
    let path = format!("/api/v1/road/{id}");
    let change = |reason: Json| json!({ "properties": { "width_m": 9 }, "reason": reason });
    for reason in [json!("长".repeat(2_001)), json!("a\u{7}b"), json!(["x"])] {
        let asked = served.writer.patch(&path, 1, &change(reason));
        let refused = asked.refused(422, "invalid").await;
        assert_eq!(refused.fields(), ["reason"]);
    }
    let asked = served.writer.patch(&path, 1, &change(json!("实测")));
    asked.expect(200).await;
    let auditor = served.person("shenji", &[(Role::Auditor, "*")]).await;
    let log = auditor.get("/api/v1/audit?act=changed&kind=road");
    let log = log.expect(200).await.body;
    let reasons: Vec<&Json> = log["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| &event["reason"])
        .collect();
    assert_eq!(reasons, ["实测", "普查补登"]);
}
