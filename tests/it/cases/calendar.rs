//! Deadlines as they stand on a case, by a standing clock.

use mingjie::{config::Config, registry::Clock};
use serde_json::json;

use super::office::{WEST, report};
use crate::support::{Served, TestDatabase};

async fn on(time: &str) -> Served {
    let database = std::sync::Arc::new(TestDatabase::new().await);
    let clock = Clock::Standing(time.parse().unwrap());
    Served::at(&database, Config::default(), clock)
        .await
        .with_county()
        .await
}

#[tokio::test]
async fn a_report_before_the_spring_festival_is_due_after_it() {
    // Friday the 13th in Shanghai; work on Saturday the 14th, rest until the 23rd.
    let served = on("2026-02-13T02:00:00Z").await;
    let receipt = served
        .public
        .post("/api/v1/fault-reports", &report(WEST))
        .expect(201)
        .await;
    assert_eq!(receipt.body["receipt"], "GZ-330683-2026-0001");
    assert_eq!(receipt.body["due_on"], "2026-02-25");
    assert_eq!(receipt.body["due_provisional"], false);
}

#[tokio::test]
async fn the_day_is_shanghais_and_the_unknown_year_provisional() {
    // Seven in the evening UTC is tomorrow, and next year, in Shanghai.
    let served = on("2026-12-31T19:00:00Z").await;
    let receipt = served
        .public
        .post("/api/v1/fault-reports", &report(WEST))
        .expect(201)
        .await;
    assert_eq!(receipt.body["receipt"], "GZ-330683-2027-0001");
    assert_eq!(receipt.body["due_on"], "2027-01-06");
    assert_eq!(receipt.body["due_provisional"], true);
    let sheet = served
        .writer
        .get("/api/v1/cases/GZ-330683-2027-0001")
        .expect(200)
        .await;
    assert_eq!(sheet.body["deadlines"][0]["name"], "check");
    assert_eq!(sheet.body["tasks"][0]["due_on"], "2027-01-06");
    let accepted = served
        .writer
        .post(
            "/api/v1/cases/GZ-330683-2027-0001/acts/accept",
            &json!({ "version": 1 }),
        )
        .expect(200)
        .await;
    // Thirty calendar days, the day itself not counted.
    assert_eq!(accepted.body["due_on"], "2027-01-31");
    assert_eq!(accepted.body["due_provisional"], false);
}
