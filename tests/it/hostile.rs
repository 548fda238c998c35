//! What nobody sends in earnest: it is answered as a wrong request, never as a fault of ours.

use serde_json::json;

use crate::support::Served;

#[tokio::test]
async fn bytes_and_days_that_no_column_holds_are_wrong_requests() {
    let served = Served::new().await.with_county().await;
    let nil = "00000000-0000-0000-0000-000000000000";
    for path in [
        &format!("/api/v1/attachments?subject_kind=%00&subject_id={nil}"),
        "/api/v1/fault-reports/%00",
        "/api/v1/name-reservations?region=%00",
        "/api/v1/region/fid:1?valid_on=-262143-01-01",
        "/api/v1/audit?person=%00",
        "/api/v1/audit?since=-10000-01-01T00:00:00Z",
    ] {
        let answer = served.writer.get(path).answer().await;
        assert!(
            answer.status.is_client_error(),
            "{path}: {} {:#}",
            answer.status,
            answer.body
        );
    }
    let login = json!({ "login": "e\u{0}", "password": "does not matter" });
    let answer = served.public.post("/api/v1/session", &login).answer().await;
    assert!(answer.status.is_client_error(), "{:#}", answer.body);
}

#[tokio::test]
async fn a_client_does_not_say_where_our_links_lead() {
    let served = Served::new().await.with_county().await;
    let answer = served
        .public
        .get("/tiles.json")
        .header("x-forwarded-host", "elsewhere.example")
        .expect(200)
        .await;
    assert!(!answer.body.to_string().contains("elsewhere.example"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}
