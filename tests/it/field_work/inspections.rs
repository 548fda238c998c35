//! Inspections: opened for both sides, given to people of one's own side, ended by who leads.

use mingjie::domain::Role;
use serde_json::json;

use super::{Frontier, LEFT, order};
use crate::support::Served;

#[tokio::test]
async fn the_markers_and_segments_of_a_line_become_tasks_for_both_sides() {
    let frontier = Frontier::new().await;
    let tasks = frontier.inspection["tasks"].as_array().unwrap();
    let told: Vec<(&str, &str, &str)> = tasks
        .iter()
        .map(|task| {
            (
                task["kind"].as_str().unwrap(),
                task["label"].as_str().unwrap(),
                task["side"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("segment", "起点—SX01001Q", "right"),
            ("marker", "SX01001Q", "left"),
            ("segment", "SX01001Q—SX01002Q", "right"),
            ("marker", "SX01002Q", "right"),
            ("segment", "SX01002Q—SX01003Q", "left"),
            ("marker", "SX01003Q", "both"),
            ("segment", "SX01003Q—终点", "left"),
        ]
    );
    let last = tasks.last().unwrap();
    assert!(
        (last["to_m"].as_f64().unwrap() - 55_425.0).abs() < 50.0,
        "{last:#}"
    );
    assert_eq!(frontier.inspection["own_side"], "right");
    assert_eq!(frontier.inspection["right"]["name"], "嵊州市");
    // The neighbour sees the same from its own side.
    let other = frontier.seen_by(&frontier.wang).await;
    assert_eq!(other["own_side"], "left");
    assert_eq!(other["progress"]["tasks"], 7);
}

#[tokio::test]
async fn a_line_has_one_inspection_a_round_and_what_is_wrong_with_an_order_is_told() {
    let frontier = Frontier::new().await;
    let open = |body| frontier.clerk.post("/api/v1/inspections", &body);
    open(order(5)).refused(409, "already_registered").await;
    let mut wrong = order(0);
    wrong["ends_on"] = json!("2025-01-01");
    wrong["lead_side"] = json!("both");
    let refused = open(wrong).refused(422, "invalid").await;
    assert_eq!(refused.fields(), ["round", "lead_side", "ends_on"]);
    let mut unknown = order(6);
    unknown["line_code"] = json!("XX");
    open(unknown).refused(422, "invalid").await;
    frontier
        .li
        .post("/api/v1/inspections", &order(6))
        .refused(403, "forbidden")
        .await;
}

#[tokio::test]
async fn people_are_given_tasks_of_their_own_side_alone() {
    let frontier = Frontier::new().await;
    let path = format!("/api/v1/inspections/{}/assignments", frontier.id());
    let give = |client: &crate::support::Client, task: usize, person: &str| {
        client.post(
            &path,
            &json!({ "tasks": [frontier.task(task)], "person": person }),
        )
    };
    // The second marker is kept by the right side, which is the clerk's.
    let given = give(&frontier.clerk, 1, "li").expect(200).await.body;
    let tasks = given["tasks"].as_array().unwrap();
    assert_eq!(tasks[3]["person"], "li");
    give(&frontier.clerk, 0, "li").refused(422, "invalid").await;
    give(&frontier.clerk, 1, "wang")
        .refused(422, "invalid")
        .await;
    give(&frontier.li, 1, "li").refused(403, "forbidden").await;
}

#[tokio::test]
async fn only_the_side_that_leads_ends_the_field_work_and_strangers_see_nothing() {
    let frontier = Frontier::new().await;
    let path = format!("/api/v1/inspections/{}", frontier.id());
    let other = frontier
        .served
        .person("chen", &[(Role::Clerk, super::RIGHT)])
        .await;
    let change = json!({ "closed": true });
    other
        .patch(&path, 1, &change)
        .refused(403, "not_allowed")
        .await;
    frontier
        .clerk
        .patch(&path, 7, &change)
        .refused(412, "stale")
        .await;
    let closed = frontier.clerk.patch(&path, 1, &change).expect(200).await;
    assert_eq!(
        (closed.body["state"].as_str(), closed.header("etag")),
        (Some("closed"), "\"2\"")
    );
    frontier
        .served
        .public
        .get(&path)
        .refused(401, "unauthorised")
        .await;
    let stranger = frontier
        .served
        .person("far", &[(Role::Clerk, "330683001")])
        .await;
    stranger.get(&path).refused(404, "not_found").await;
    let list = stranger.get("/api/v1/inspections").expect(200).await;
    assert_eq!(list.body["inspections"], json!([]));
    let expert = frontier.served.person("zhu", &[(Role::Expert, LEFT)]).await;
    expert.get(&path).refused(403, "forbidden").await;
    assert_eq!(
        frontier
            .clerk
            .get("/api/v1/inspections")
            .expect(200)
            .await
            .body["inspections"][0]["state"],
        "closed"
    );
}

#[tokio::test]
async fn nothing_of_it_is_open_without_signing_in() {
    let served = Served::new().await;
    for path in ["/api/v1/inspections", "/api/v1/sync/arrivals"] {
        served.public.get(path).refused(401, "unauthorised").await;
    }
    let body = json!({ "operations": [] });
    served
        .public
        .post("/api/v1/sync", &body)
        .refused(401, "unauthorised")
        .await;
}
