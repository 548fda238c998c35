//! Reports from outside are bounded in number and size.

use mingjie::config::Config;
use serde_json::json;

use super::office::{Office, WEST, photo, report};
use crate::support::Served;

#[tokio::test]
async fn an_address_reports_so_often_an_hour_and_no_more() {
    let config = Config {
        fault_reports_per_hour: 3,
        ..Config::default()
    };
    let served = Served::with(config).await.with_county().await;
    let send = || served.public.post("/api/v1/fault-reports", &report(WEST));
    for _ in 0..3 {
        send().expect(201).await;
    }
    let refused = send().refused(429, "too_many_reports").await;
    let after: u32 = refused.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&after), "{after}");
}

#[tokio::test]
async fn a_large_report_is_refused_whole() {
    let served = Served::new().await.with_county().await;
    let mut large = report(WEST);
    large["description"] = json!("很".repeat(20_000));
    served
        .public
        .post("/api/v1/fault-reports", &large)
        .refused(413, "too_large")
        .await;
    large["description"] = json!("很".repeat(1_001));
    let refused = served
        .public
        .post("/api/v1/fault-reports", &large)
        .refused(422, "invalid")
        .await;
    assert_eq!(refused.body["errors"][0]["code"], "too_long");
}

#[tokio::test]
async fn whoever_is_signed_in_reports_by_the_same_door_with_photos_of_its_own() {
    let office = Office::new().await;
    let mut body = report(WEST);
    body["photos"] = json!([photo(&office.surveyor).await]);
    let receipt = office
        .surveyor
        .post("/api/v1/fault-reports", &body)
        .expect(201)
        .await;
    let number = receipt.body["receipt"].as_str().unwrap();
    let sheet = office.sheet(&office.clerk, number).await;
    assert_eq!(sheet.body["opened_by"], office.surveyor_login.as_str());
    let mine = office
        .surveyor
        .get("/api/v1/cases?mine=true")
        .expect(200)
        .await;
    assert_eq!(mine.body["cases"][0]["number"], number);
    let seen = office
        .served
        .public
        .get(&format!("/api/v1/fault-reports/{number}"))
        .expect(200)
        .await;
    assert!(!seen.body.to_string().contains(&office.surveyor_login));
}

#[tokio::test]
async fn longitude_and_latitude_may_stand_alone() {
    let served = Served::new().await.with_county().await;
    let body = json!({
        "target": "street_sign", "fault": "missing", "lon": WEST[0], "lat": WEST[1],
    });
    let receipt = served
        .public
        .post("/api/v1/fault-reports", &body)
        .expect(201)
        .await;
    assert_eq!(receipt.body["position"], json!(WEST));
    assert_eq!(receipt.body["events"][0]["state"], "reported");
    assert!(receipt.body["due_on"].is_string());
}
