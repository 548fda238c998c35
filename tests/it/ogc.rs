//! The OGC door over real HTTP.

use serde_json::json;

use crate::support::Served;

#[tokio::test]
async fn a_served_register_tells_what_was_registered() {
    let served = Served::new().await;
    let made = served
        .register(
            "road",
            json!({ "source_id": "R1", "name": "剡湖路" }),
            json!({ "type": "LineString", "coordinates": [[120.81, 29.58], [120.82, 29.58]] }),
        )
        .await;
    let listed = served.json("/api/v1/road").await;
    assert_eq!(listed["features"][0], made);
}
