//! `/api/v1/boundaries/check`

use mingjie::domain::Role;
use serde_json::json;

use super::{JOINT, collection, line, marker, rules, small_land};
use crate::support::Served;

const PATH: &str = "/api/v1/boundaries/check";

/// The small land registered, with one line whose sides are swapped and a marker 55 m off its line.
async fn served() -> Served {
    let served = Served::new().await;
    let [regions, mut lines, mut markers] = small_land();
    lines[2] = line("0204", "330602", "330604", &[JOINT, [120.62, 29.4]]);
    markers[1] = marker("0102", "002", "Q", [120.612, 29.4205]);
    for (kind, features) in [
        ("region", &regions),
        ("boundary_line", &lines),
        ("boundary_marker", &markers),
    ] {
        served.create_all(kind, features).await;
    }
    served
}

#[tokio::test]
async fn the_register_is_proved_for_those_who_see_lines_and_markers_whole() {
    let served = served().await;
    served.public.get(PATH).refused(401, "unauthorised").await;
    let clerk = served.person("clerk", &[(Role::Clerk, "*")]).await;
    let whole = clerk.get(PATH).expect(200).await.body;
    let findings = whole["findings"].as_array().unwrap();
    assert_eq!(rules(findings), ["marker_off_line", "sides"]);
    assert_eq!(whole["counts"], json!({ "marker_off_line": 1, "sides": 1 }));
    assert_eq!(
        [&whole["regions"], &whole["lines"], &whole["markers"]],
        [&json!(3), &json!(3), &json!(3)]
    );
    let one = clerk
        .get(&format!("{PATH}?rule=sides&tolerance_m=5"))
        .expect(200)
        .await
        .body;
    assert_eq!(one["total"], 1);
    let below = clerk
        .get(&format!("{PATH}?region=330601"))
        .expect(200)
        .await
        .body;
    assert_eq!(
        rules(below["findings"].as_array().unwrap()),
        ["marker_off_line"]
    );
    // Whoever sees one side's lines whole learns of those alone.
    let other = served.person("other", &[(Role::Clerk, "330604")]).await;
    let seen = other.get(PATH).expect(200).await.body;
    assert_eq!(rules(seen["findings"].as_array().unwrap()), ["sides"]);
    for wrong in ["rule=none", "tolerance_m=0", "tolerance_m=1e9", "unknown=1"] {
        let asked = clerk.get(&format!("{PATH}?{wrong}"));
        asked.expect(400).await;
    }
    let manager = served
        .person("manager", &[(Role::CemeteryManager, "*")])
        .await;
    manager.get(PATH).expect(403).await;
}

#[tokio::test]
async fn a_collection_is_proved_before_it_is_registered() {
    let served = Served::new().await;
    let clerk = served.person("clerk", &[(Role::Clerk, "*")]).await;
    let [regions, lines, markers] = small_land();
    let all = collection(&[regions, lines, markers].concat());
    let clean = clerk.post(PATH, &all).expect(200).await.body;
    assert_eq!(clean["findings"], json!([]));
    assert_eq!(clean["position"], json!(null));
    let mut crooked = all.clone();
    crooked["features"][3]["geometry"]["coordinates"] =
        json!([[120.6, 29.42], [120.61, 29.4203], JOINT]);
    let found = clerk.post(PATH, &crooked).expect(200).await.body;
    let findings = found["findings"].as_array().unwrap();
    assert!(rules(findings).contains(&"line_off_polygon"), "{found}");
    served
        .public
        .post(PATH, &all)
        .refused(401, "unauthorised")
        .await;
    for wrong in [
        json!({ "type": "FeatureCollection" }),
        collection(&[json!({ "type": "Feature", "geometry": null, "properties": {} })]),
    ] {
        clerk.post(PATH, &wrong).expect(422).await;
    }
}
