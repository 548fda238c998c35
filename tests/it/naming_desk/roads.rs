//! Unnamed roads, suggestions, the whole register checked.

use serde_json::{Value as Json, json};

use super::{county, rules};
use crate::support::{
    Served,
    county::{feature, line, place, plate, road},
};

fn unnamed(source_id: &str, class: &str, points: &[[f64; 2]]) -> Json {
    feature(
        line(points),
        json!({ "source_id": source_id, "class": class }),
    )
}

/// Named and unnamed roads in both towns.
async fn streets() -> Served {
    let served = county().await;
    let mut lane = unnamed("U2", "lane", &[[120.62, 29.4101], [120.62, 29.4109]]);
    lane["properties"]["people"] = json!(120);
    served
        .create_all(
            "road",
            &[
                road("R1", "领带一路", &[[120.61, 29.41], [120.63, 29.41]]),
                road("R2", "领带二路", &[[120.61, 29.412], [120.63, 29.412]]),
                unnamed("U1", "local", &[[120.61, 29.414], [120.63, 29.414]]),
                lane,
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
    // People are told where somebody told them; the register counts none.
    assert_eq!(
        (&u2["people"], &first.body["roads"][1]["people"]),
        (&json!(120), &Json::Null)
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
    assert_eq!(west["unnamed_people"], 120);
    assert_eq!(coverage.body["towns"][1]["unnamed_people"], Json::Null);
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
    assert_eq!(suggestions[0]["source"]["origin"], "variant");
    assert!(suggestions.iter().all(|one| one["name"] != "富民街"));
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
    served
        .public
        .get("/api/v1/names/campaign?region=330683")
        .refused(401, "unauthorised")
        .await;
    let all = served
        .writer
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
        .writer
        .get("/api/v1/names/campaign?region=330683&rule=N8-same&limit=1")
        .expect(200)
        .await;
    assert_eq!(
        (&page.body["total"], &page.body["next"]),
        (&json!(2), &json!(1))
    );
    let rest = served
        .writer
        .get("/api/v1/names/campaign?region=330683&rule=N8-same&limit=1&cursor=1")
        .expect(200)
        .await;
    assert_eq!(rest.body["next"], Json::Null);
    assert_ne!(rest.body["results"][0]["id"], page.body["results"][0]["id"]);
    served
        .writer
        .get("/api/v1/names/campaign?kinds=plot")
        .refused(400, "bad_parameter")
        .await;
    served
        .writer
        .get("/api/v1/names/campaign?verdict=bad")
        .refused(400, "bad_parameter")
        .await;
}
