//! A region that is asked for must be one: a misspelt code would answer with nothing and say nothing.

use serde_json::json;

use crate::support::{Served, county::feature};

#[tokio::test]
async fn an_unknown_region_is_refused_wherever_one_may_be_named() {
    let served = Served::new().await.with_county().await;
    for path in [
        "/api/v1/road?",
        "/api/v1/region?",
        "/api/v1/boundary_line?",
        "/ogc/collections/roads/items?",
        "/api/v1/search?q=%E5%89%A1&",
        "/api/v1/changes?",
        "/api/v1/roads/unnamed?",
        "/api/v1/roads/coverage?",
        "/api/v1/names/campaign?",
        "/api/v1/name-reservations?",
        "/api/v1/cases?",
    ] {
        let asked = |code: &str| format!("{path}region={code}");
        for code in ["330999", "3306830", "", "%E5%B5%8A%E5%B7%9E"] {
            let refused = served
                .writer
                .get(&asked(code))
                .refused(422, "invalid")
                .await;
            assert_eq!(refused.fields(), ["region"], "{path}");
            let error = &refused.body["errors"][0];
            assert_eq!(error["code"], "unknown_region_code");
            assert!(!error["mend"].as_str().unwrap().is_empty());
        }
        served.writer.get(&asked("330683")).expect(200).await;
    }
}

#[tokio::test]
async fn a_region_that_is_a_draft_is_known_to_those_who_see_it_alone() {
    let served = Served::new().await.with_county().await;
    let draft = feature(
        serde_json::Value::Null,
        json!({ "code": "330683109", "name": "新镇", "parent_code": "330683", "state": "draft" }),
    );
    served.create("region", &draft).await;
    let path = "/api/v1/road?region=330683109";
    served.public.get(path).refused(422, "invalid").await;
    served.writer.get(path).expect(200).await;
}
