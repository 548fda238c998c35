//! What a phone takes along: exact for those who may, said what it weighs, fetched again only when it changed.

use reqwest::Method;
use serde_json::{Value as Json, json};

use super::Frontier;

#[tokio::test]
async fn a_pack_has_tasks_cards_and_the_tiles_that_the_server_gives_out() {
    let frontier = Frontier::new().await;
    let path = format!("/api/v1/inspections/{}/pack", frontier.id());
    let pack = frontier.li.get(&path).expect(200).await;
    assert_eq!(
        pack.body["inspection"]["tasks"].as_array().unwrap().len(),
        7
    );
    let markers = pack.body["markers"].as_array().unwrap();
    assert_eq!(markers.len(), 3);
    let card = &markers[0]["card"];
    assert_eq!(card["landmarks"], "老槐树东五步");
    let tiles = pack.body["tiles"].as_array().unwrap();
    assert!(!tiles.is_empty());
    assert_eq!(pack.body["max_zoom"], 15);
    let weight: u64 = tiles.iter().map(|tile| tile[1].as_u64().unwrap()).sum();
    assert_eq!(pack.body["tile_bytes"], weight);
    assert!(weight < 100_000_000);
    for tile in tiles.iter().step_by(17) {
        let [address, bytes, tag] = [0, 1, 2].map(|at| tile[at].clone());
        let path = format!("/tiles/internal/{}.mvt", address.as_str().unwrap());
        let ask = || {
            frontier
                .li
                .ask(Method::GET, &path)
                .header("accept-encoding", "gzip")
        };
        let answer = ask().answer().await;
        assert_eq!(answer.header("etag"), tag.as_str().unwrap(), "{path}");
        assert_eq!(answer.header("content-length"), bytes.to_string(), "{path}");
        let again = ask().header("if-none-match", tag.as_str().unwrap());
        again.expect(304).await;
    }
}

#[tokio::test]
async fn a_pack_that_has_not_changed_is_not_sent_again_and_every_one_taken_is_on_record() {
    let frontier = Frontier::new().await;
    let path = format!("/api/v1/inspections/{}/pack", frontier.id());
    let pack = frontier.li.get(&path).expect(200).await;
    let tag = pack.header("etag").to_owned();
    frontier
        .li
        .get(&path)
        .header("if-none-match", &tag)
        .expect(304)
        .await;
    // Something that has nothing to do with it happens.
    let road = crate::support::county::road("R", "剡湖路", &[[120.61, 29.41], [120.62, 29.41]]);
    let body = json!({ "type": "Feature", "geometry": road["geometry"], "properties": road["properties"] });
    frontier.clerk.post("/api/v1/road", &body).expect(201).await;
    frontier
        .li
        .get(&path)
        .header("if-none-match", &tag)
        .expect(304)
        .await;
    let auditor = frontier
        .served
        .person("auditor", &[(mingjie::domain::Role::Auditor, "*")])
        .await;
    let log = auditor.get("/api/v1/audit?act=exported").expect(200).await;
    let events: &Vec<Json> = log.body["events"].as_array().unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["subject"], "LJ-SX01-5");
    assert_eq!(events[0]["detail"]["what"], "field_pack");
    assert_eq!(events[0]["login"], "li");
}

#[tokio::test]
async fn whoever_may_not_have_exact_positions_gets_no_pack() {
    let frontier = Frontier::new().await;
    let path = format!("/api/v1/inspections/{}/pack", frontier.id());
    frontier
        .served
        .public
        .get(&path)
        .refused(401, "unauthorised")
        .await;
    let auditor = frontier
        .served
        .person("auditor", &[(mingjie::domain::Role::Auditor, "*")])
        .await;
    auditor.get(&path).refused(403, "forbidden").await;
    let far = frontier
        .served
        .person("far", &[(mingjie::domain::Role::Surveyor, "330683001")])
        .await;
    far.get(&path).refused(404, "not_found").await;
}
