//! Single features over HTTP: registered, read, changed, retired, restored, remembered.

use serde_json::{Value as Json, json};

use crate::support::{
    Served,
    county::{collection, feature, line, place, plate, road},
};

const STREET: [[f64; 2]; 2] = [[120.61, 29.41], [120.63, 29.41]];

async fn served() -> Served {
    Served::new().await.with_county().await
}

#[tokio::test]
async fn a_feature_is_registered_and_read_back_by_either_id() {
    let served = served().await;
    let made = served
        .writer
        .post("/api/v1/road", &road("R1", "剡湖路", &STREET))
        .expect(201)
        .await;
    assert_eq!(
        made.header("location"),
        format!("/api/v1/road/{}", made.id())
    );
    assert_eq!(made.header("etag"), "\"1\"");
    let properties = &made.body["properties"];
    assert_eq!(properties["kind"], "road");
    assert_eq!(properties["version"], 1);
    assert_eq!(properties["state"], "current");
    assert_eq!(properties["source_id"], "R1");
    assert_eq!(properties["region_code"], "330683001001");
    assert_eq!(properties["pinyin"], "Shànhú Lù");
    assert_eq!(properties["width_m"], Json::Null);
    assert_eq!(made.body["geometry"], line(&STREET));

    let read = served.public.get(made.header("location")).expect(200).await;
    assert_eq!(read.body, made.body);
    assert_eq!(read.header("etag"), "\"1\"");
    assert!(read.position() >= made.position());
    let fid = &properties["fid"];
    let by_fid = served
        .public
        .get(&format!("/api/v1/road/fid:{fid}"))
        .expect(200)
        .await;
    assert_eq!(by_fid.body, made.body);
}

#[tokio::test]
async fn a_collection_is_registered_whole_or_not_at_all() {
    let served = served().await;
    let good = collection(vec![
        road("R1", "剡湖路", &STREET),
        road("R2", "艇湖路", &STREET),
    ]);
    let made = served.writer.post("/api/v1/road", &good).expect(201).await;
    assert_eq!(made.body["numberReturned"], 2);
    assert_eq!(made.each("name"), ["剡湖路", "艇湖路"]);

    let bad = collection(vec![
        road("R3", "官河路", &STREET),
        feature(line(&STREET), json!({ "name": "x", "width_m": "wide" })),
        feature(line(&STREET), json!({ "nmae": "领带路" })),
    ]);
    let refused = served
        .writer
        .post("/api/v1/road", &bad)
        .refused(422, "invalid")
        .await;
    assert_eq!(
        refused.fields(),
        ["features[1].width_m", "features[2].nmae"]
    );
    let taken = collection(vec![
        road("R4", "官河路", &STREET),
        road("R1", "剡湖路", &STREET),
    ]);
    served
        .writer
        .post("/api/v1/road", &taken)
        .refused(409, "already_registered")
        .await;
    let all = served.public.get("/api/v1/road").expect(200).await;
    assert_eq!(all.each("source_id"), ["R1", "R2"]);
    assert_eq!(all.position(), made.position());
}

#[tokio::test]
async fn a_patch_merges_and_null_empties() {
    let served = served().await;
    let mut body = road("R1", "剡湖路", &STREET);
    body["properties"]["width_m"] = json!(24.5);
    body["properties"]["origin"] = json!("近剡湖");
    let id = served.create("road", &body).await;
    let path = format!("/api/v1/road/{id}");
    let change = json!({ "properties": { "origin": null, "meaning": "湖边的路" } });
    let changed = served.writer.patch(&path, 1, &change).expect(200).await;
    assert_eq!(changed.header("etag"), "\"2\"");
    let properties = &changed.body["properties"];
    assert_eq!(properties["version"], 2);
    assert_eq!(properties["origin"], Json::Null);
    assert_eq!(properties["meaning"], "湖边的路");
    assert_eq!(properties["width_m"], 24.5);
    assert_eq!(changed.body["geometry"], line(&STREET));

    let same = served.writer.patch(&path, 2, &change).expect(200).await;
    assert_eq!(same.body, changed.body, "nothing new is no new version");
    assert_eq!(same.position(), changed.position());

    let longer = [[120.61, 29.41], [120.65, 29.41]];
    let moved = served
        .writer
        .patch(&path, 2, &json!({ "geometry": line(&longer) }))
        .expect(200)
        .await;
    let length = |answer: &Json| answer["properties"]["length_m"].as_f64().unwrap();
    assert!(length(&moved.body) > 1.9 * length(&changed.body));

    let nameless = served
        .writer
        .patch(&path, 3, &json!({ "properties": { "state": null } }))
        .expect(200)
        .await;
    assert_eq!(nameless.body["properties"]["state"], "current");
}

#[tokio::test]
async fn a_moved_place_belongs_to_where_it_is_now() {
    let served = served().await;
    let id = served
        .create("place", &place("P1", "大王庙", 120.65, 29.45))
        .await;
    let path = format!("/api/v1/place/{id}");
    let there = json!({ "geometry": { "type": "Point", "coordinates": [120.95, 29.45] } });
    let moved = served.writer.patch(&path, 1, &there).expect(200).await;
    assert_eq!(moved.body["properties"]["region_code"], "330683002001");
}

#[tokio::test]
async fn what_is_computed_follows_what_it_is_computed_from() {
    let served = served().await;
    served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let mut body = plate("D1", "12", 120.62, 29.4101);
    body["properties"]["road_source_id"] = json!("R1");
    let id = served.create("doorplate", &body).await;
    let path = format!("/api/v1/doorplate/{id}");
    let read = served.public.get(&path).expect(200).await;
    let properties = &read.body["properties"];
    assert_eq!(
        properties["address"],
        "浙江省绍兴市嵊州市剡湖街道东南社区剡湖路12号"
    );
    assert_eq!(properties["road_name"], "剡湖路");
    assert_eq!(properties["side"], "left");
    let change = json!({ "properties": { "number": "14" } });
    let changed = served.writer.patch(&path, 1, &change).expect(200).await;
    assert_eq!(
        changed.body["properties"]["address"],
        "浙江省绍兴市嵊州市剡湖街道东南社区剡湖路14号"
    );
}

#[tokio::test]
async fn a_change_needs_the_version_that_was_read() {
    let served = served().await;
    let id = served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let path = format!("/api/v1/road/{id}");
    let change = json!({ "properties": { "width_m": 9 } });
    let patch = || {
        served
            .writer
            .ask(reqwest::Method::PATCH, &path)
            .json(&change)
    };
    patch().refused(428, "if_match_required").await;
    for garbage in ["1", "\"one\"", "W/\"1\"", "\"1\", \"2\"", "\"99999999999\""] {
        patch()
            .header("if-match", garbage)
            .refused(400, "bad_parameter")
            .await;
    }
    let stale = served
        .writer
        .patch(&path, 7, &change)
        .refused(412, "stale")
        .await;
    assert!(stale.body["detail"].as_str().unwrap().contains('1'));
    let delete = served.writer.ask(reqwest::Method::DELETE, &path);
    delete.refused(428, "if_match_required").await;
    served.writer.delete(&path, 2).refused(412, "stale").await;
    served.writer.patch(&path, 1, &change).expect(200).await;
    served
        .writer
        .patch(&path, 1, &change)
        .refused(412, "stale")
        .await;
}

#[tokio::test]
async fn of_many_who_change_one_version_one_succeeds() {
    let served = served().await;
    let id = served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let path = format!("/api/v1/road/{id}");
    let asked = (1..=8).map(|width| {
        let change = json!({ "properties": { "width_m": width } });
        served.writer.patch(&path, 1, &change).answer()
    });
    let answers = futures_util::future::join_all(asked).await;
    let count = |status: u16| answers.iter().filter(|a| a.status == status).count();
    assert_eq!((count(200), count(412)), (1, 7));
}

#[tokio::test]
async fn a_retired_feature_stays_and_names_its_successor() {
    let served = served().await;
    let old = served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let new = served.create("road", &road("R2", "艇湖路", &STREET)).await;
    let path = format!("/api/v1/road/{old}");
    let unknown = json!({ "successor": "0190b0a0-0000-7000-8000-000000000000" });
    let refused = served
        .writer
        .delete(&path, 1)
        .json(&unknown)
        .refused(422, "invalid")
        .await;
    assert_eq!(refused.fields(), ["successor"]);
    let why = json!({ "reason": "并入艇湖路", "successor": new });
    let gone = served.writer.delete(&path, 1).json(&why).expect(204).await;
    assert!(gone.position() > 0);
    let read = served.public.get(&path).expect(200).await;
    assert_eq!(read.header("etag"), "\"2\"");
    assert_eq!(read.body["properties"]["state"], "retired");
    assert_eq!(read.body["properties"]["successor"], new);
    served.writer.delete(&path, 2).refused(409, "retired").await;
    let width = json!({ "properties": { "width_m": 3 } });
    served
        .writer
        .patch(&path, 2, &width)
        .refused(409, "retired")
        .await;
    let list = served.public.get("/api/v1/road").expect(200).await;
    assert_eq!(list.each("source_id"), ["R2"]);
    let list = served
        .public
        .get("/api/v1/road?state=retired")
        .expect(200)
        .await;
    assert_eq!(list.each("source_id"), ["R1"]);
}

#[tokio::test]
async fn a_feature_is_restored_on_the_very_day_and_retired_again() {
    let served = served().await;
    let id = served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let path = format!("/api/v1/road/{id}");
    let back = json!({ "properties": { "state": "current" } });
    for round in 0..3 {
        served.writer.delete(&path, 2 * round + 1).expect(204).await;
        let restored = served
            .writer
            .patch(&path, 2 * round + 2, &back)
            .expect(200)
            .await;
        assert_eq!(restored.body["properties"]["state"], "current");
        assert!(restored.body["properties"].get("successor").is_none());
    }
    let renamed = json!({ "properties": { "state": "current", "name": "艇湖路" } });
    served.writer.delete(&path, 7).expect(204).await;
    served.writer.patch(&path, 8, &renamed).expect(200).await;
    let history = served
        .public
        .get(&format!("{path}/history"))
        .expect(200)
        .await;
    let ops: Vec<&str> = history.body["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|version| version["op"].as_str().unwrap())
        .collect();
    assert_eq!(
        ops,
        [
            "restore", "retire", "restore", "retire", "restore", "retire", "restore", "retire",
            "insert"
        ]
    );
}

#[tokio::test]
async fn history_tells_every_version_newest_first_with_what_it_was() {
    let served = served().await;
    let id = served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let path = format!("/api/v1/road/{id}");
    let first = served.public.get(&path).expect(200).await;
    let change = json!({ "properties": { "width_m": 12.25 }, "geometry": line(&[[120.61, 29.41], [120.62, 29.42]]) });
    let second = served.writer.patch(&path, 1, &change).expect(200).await;
    let why = json!({ "reason": "拆除" });
    served.writer.delete(&path, 2).json(&why).expect(204).await;
    let history = served
        .public
        .get(&format!("{path}/history"))
        .expect(200)
        .await;
    let versions = history.body["versions"].as_array().unwrap();
    let tell = |key: &str| versions.iter().map(|v| v[key].clone()).collect::<Vec<_>>();
    assert_eq!(tell("version"), [3, 2, 1]);
    assert_eq!(tell("op"), ["retire", "update", "insert"]);
    // Reasons are written for the office.
    assert_eq!(tell("reason"), [Json::Null, Json::Null, Json::Null]);
    let told = served
        .writer
        .get(&format!("{path}/history"))
        .expect(200)
        .await;
    assert_eq!(told.body["versions"][0]["reason"], "拆除");
    assert_eq!(versions[1]["feature"], second.body);
    assert_eq!(versions[2]["feature"], first.body);
    let positions: Vec<i64> = versions
        .iter()
        .map(|v| v["position"].as_i64().unwrap())
        .collect();
    assert!(positions.is_sorted_by(|a, b| a > b), "{positions:?}");

    let at = |when: String| {
        let asked = served.public.get(&format!("{path}?as_of={when}"));
        async move { asked.expect(200).await.body }
    };
    assert_eq!(at(positions[2].to_string()).await, first.body);
    assert_eq!(at(positions[1].to_string()).await, second.body);
    let time = versions[1]["at"].as_str().unwrap().replace('+', "%2B");
    assert_eq!(at(time).await, second.body);
    let before = format!("{path}?as_of={}", positions[2] - 1);
    served.public.get(&before).refused(404, "not_found").await;
    let long_ago = format!("{path}?as_of=2001-01-01T00:00:00Z");
    served.public.get(&long_ago).refused(404, "not_found").await;
    let nonsense = format!("{path}?as_of=yesterday");
    served
        .public
        .get(&nonsense)
        .refused(400, "bad_parameter")
        .await;
}

#[tokio::test]
async fn a_renamed_road_bore_its_old_name_in_its_day() {
    let served = served().await;
    let mut body = road("R1", "剡湖路", &STREET);
    body["properties"]["valid_from"] = json!("2001-07-01");
    let id = served.create("road", &body).await;
    let path = format!("/api/v1/road/{id}");
    let renamed = json!({ "properties": { "name": "艇湖路" } });
    let now = served.writer.patch(&path, 1, &renamed).expect(200).await;
    assert_eq!(now.body["properties"]["pinyin"], "Tǐnghú Lù");
    let on = |day: &str| served.public.get(&format!("{path}?valid_on={day}"));
    let then = on("2010-05-01").expect(200).await;
    assert_eq!(then.body["properties"]["name"], "剡湖路");
    assert_eq!(then.body["properties"]["pinyin"], "Shànhú Lù");
    let later = on("2099-05-01").expect(200).await;
    assert_eq!(later.body["properties"]["name"], "艇湖路");
    on("2001-06-30").refused(404, "not_found").await;
    on("2001-07-01").expect(200).await;
    on("2010-05-32").refused(400, "unreadable").await;
}

#[tokio::test]
async fn a_road_that_was_named_late_had_no_name_before() {
    let served = served().await;
    let nameless = feature(line(&STREET), json!({ "source_id": "R1" }));
    let id = served.create("road", &nameless).await;
    let path = format!("/api/v1/road/{id}");
    let named = json!({ "properties": { "name": "艇湖路" } });
    served.writer.patch(&path, 1, &named).expect(200).await;
    let then = served
        .public
        .get(&format!("{path}?valid_on=2010-05-01"))
        .expect(200)
        .await;
    assert_eq!(then.body["properties"]["name"], Json::Null);
    assert_eq!(then.body["properties"]["pinyin"], Json::Null);
}

#[tokio::test]
async fn a_planned_road_may_be_renamed_before_it_is_in_force() {
    let served = served().await;
    let mut body = road("R1", "剡湖路", &STREET);
    body["properties"]["valid_from"] = json!("2099-01-01");
    body["properties"]["state"] = json!("planned");
    let id = served.create("road", &body).await;
    let path = format!("/api/v1/road/{id}");
    for (version, name) in [(1, "艇湖路"), (2, "官河路"), (3, "剡湖路")] {
        let renamed = json!({ "properties": { "name": name } });
        served
            .writer
            .patch(&path, version, &renamed)
            .expect(200)
            .await;
    }
    let then = served
        .public
        .get(&format!("{path}?valid_on=2099-01-01"))
        .expect(200)
        .await;
    assert_eq!(then.body["properties"]["name"], "剡湖路");
}
