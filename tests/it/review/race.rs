//! An approval and somebody else's wish for the same name, at the same moment: one of them wins.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::bureau::{Bureau, Day, acting, application, to_notice};
use crate::support::Client;

const ROUNDS: usize = 6;

async fn ready(bureau: &Bureau, road: &str, name: &str) -> String {
    let day = bureau.on("2026-01-12T02:00:00Z").await;
    let number = day.proposed("zhenban", &application(road, name)).await;
    day.through(&number, &to_notice()).await;
    let day = bureau.on("2026-01-20T02:00:00Z").await;
    day.acts("kechang", &number, "request", json!({ "objections": "无" }))
        .await;
    number
}

async fn approving(day: &Day, who: &Client, number: &str) -> (u16, Json) {
    let sheet = day.sheet(who, number).await;
    let form = json!({ "approval_number": format!("嵊政批〔2026〕{}号", &number[15..]) });
    let answer = acting(who, &sheet, "approve", form).answer().await;
    (answer.status.as_u16(), answer.body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_approval_and_a_reservation_at_the_same_moment_never_both_win() {
    let bureau = Bureau::new().await;
    let names = ["长乐路", "崇仁路", "仙岩路", "金庭路", "北漳路", "甘霖路"];
    let mut ready_cases = Vec::new();
    let first = bureau.on("2026-01-12T02:00:00Z").await;
    for (nth, name) in names.into_iter().enumerate().take(ROUNDS) {
        let lat = 29.41 + 0.01 * nth as f64;
        let road = first.road(&format!("R{nth}"), None, lat).await;
        ready_cases.push((name, ready(&bureau, &road, name).await, road));
    }
    // Two processes: the approval at one, the reservation at the other.
    let here = Arc::new(bureau.on("2026-01-20T03:00:00Z").await);
    let there = Arc::new(bureau.on("2026-01-20T03:00:00Z").await);
    let approver = here.person("pizhun").await;
    let clerk = there.person("linzhen").await;
    let mut won = [0, 0];
    for (nth, (name, number, road)) in ready_cases.iter().enumerate() {
        let wish = json!({ "name": name, "region_code": "330683002", "holder": "三江街道" });
        let path = "/api/v1/name-reservations";
        let reserve = async {
            // Sometimes a head start, so that either wins now and then.
            if nth % 2 == 1 {
                tokio::task::yield_now().await;
            }
            clerk.post(path, &wish).answer().await
        };
        let (approved, reserved) = tokio::join!(approving(&here, &approver, number), reserve);
        let statuses = (approved.0, reserved.status.as_u16());
        match statuses {
            (200, 409) => {
                won[0] += 1;
                assert!(
                    ["name_borne", "already_registered"]
                        .contains(&reserved.body["code"].as_str().unwrap()),
                    "{:#}",
                    reserved.body
                );
            }
            (409, 201) => {
                won[1] += 1;
                let case = &approved.1["case"];
                assert!(
                    case["state"] == "approval" || approved.1["code"] == "already_registered",
                    "{:#}",
                    approved.1
                );
            }
            other => panic!("{other:?}: {:#} {:#}", approved.1, reserved.body),
        }
        // What is answered is what is there: borne, or kept, and never both.
        let now = here.served.json(&format!("/api/v1/road/{road}")).await;
        let is_borne = now["properties"]["name"] == *name;
        assert_eq!(is_borne, statuses.0 == 200);
        let kept = clerk.get(path).expect(200).await;
        let kept = kept.body["reservations"].as_array().unwrap().clone();
        let is_kept = kept.iter().any(|one| one["name"] == *name);
        assert_eq!(is_kept, statuses.1 == 201);
    }
    println!(
        "approvals won {} times, reservations {} times",
        won[0], won[1]
    );
    assert_eq!(won[0] + won[1], ROUNDS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_roads_never_get_the_same_name_or_sound_by_two_approvals_at_once() {
    let bureau = Bureau::new().await;
    let first = bureau.on("2026-01-12T02:00:00Z").await;
    let mut cases = Vec::new();
    for (nth, name) in ["长乐路", "常乐路"].into_iter().enumerate() {
        let lat = 29.44 + 0.02 * nth as f64;
        let road = first.road(&format!("R{nth}"), None, lat).await;
        cases.push(ready(&bureau, &road, name).await);
    }
    let here = bureau.on("2026-01-20T03:00:00Z").await;
    let there = bureau.on("2026-01-20T03:00:00Z").await;
    let (one, two) = (here.person("pizhun").await, there.person("pizhun").await);
    let (one, two) = tokio::join!(
        approving(&here, &one, &cases[0]),
        approving(&there, &two, &cases[1])
    );
    let mut statuses = [one.0, two.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{:#} {:#}", one.1, two.1);
    let refused = if one.0 == 409 { one.1 } else { two.1 };
    assert_eq!(refused["code"], "name_newly_found");
    assert_eq!(refused["case"]["state"], "approval");

    // Checked again, the committee and whoever approves know of it.
    let number = refused["case"]["number"].as_str().unwrap();
    let sheet = here.acts("pizhun", number, "recheck", json!({})).await;
    let findings = sheet.body["checks"][0]["findings"].as_array().unwrap();
    assert!(
        findings
            .iter()
            .any(|one| one["category"] == "重" && one["severity"] == "judge"),
        "{findings:#?}"
    );
    assert_eq!(sheet.body["checks"].as_array().unwrap().len(), 2);
}
