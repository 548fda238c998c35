//! Field work over HTTP: inspections of a line by both its sides, what phones send, what the office sees.

mod inspections;
mod pack;
mod property;
mod sync;

use std::sync::Arc;

use mingjie::{config::Config, domain::Role};
use reqwest::Method;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{
    Client, Served, TestDatabase,
    county::{area, feature, line, point},
};

/// The county on the left, and the one on the right.
const LEFT: &str = "330683";
const RIGHT: &str = "330624";

/// A line between two counties with three markers, people on both sides, and an inspection.
struct Frontier {
    served: Served,
    /// A clerk on the left, who leads.
    clerk: Client,
    /// A surveyor on the left.
    li: Client,
    /// A surveyor on the right.
    wang: Client,
    /// The inspection as it was opened.
    inspection: Json,
    /// The markers' ids, from north to south.
    markers: Vec<String>,
    database: Arc<TestDatabase>,
    _folder: TempDir,
}

impl Frontier {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            data: folder.path().to_owned(),
            ..Config::default()
        };
        let database = Arc::new(TestDatabase::new().await);
        let served = Served::over(&database, config).await.with_county().await;
        let neighbour = feature(
            area([121.1, 29.3, 121.5, 29.8]),
            json!({ "code": RIGHT, "name": "新昌县" }),
        );
        served.create("region", &neighbour).await;
        let course = line(&[[121.1, 29.8], [121.1, 29.6], [121.1, 29.3]]);
        let border = json!({
            "code": "SX01", "name": "嵊新线", "left_code": RIGHT, "right_code": LEFT, "level": "county",
        });
        served
            .create("boundary_line", &feature(course, border))
            .await;
        let mut markers = Vec::new();
        for (serial, lat, side) in [
            ("001", 29.75, "left"),
            ("002", 29.6, "right"),
            ("003", 29.4, "both"),
        ] {
            let marker = json!({
                "line_code": "SX01", "serial": serial, "type": "Q", "custodian_side": side,
                "landmarks": "老槐树东五步", "condition": "intact",
            });
            markers.push(
                served
                    .create("boundary_marker", &feature(point(121.1, lat), marker))
                    .await,
            );
        }
        let clerk = served.person("clerk", &[(Role::Clerk, LEFT)]).await;
        let li = served.person("li", &[(Role::Surveyor, LEFT)]).await;
        let wang = served.person("wang", &[(Role::Surveyor, RIGHT)]).await;
        let inspection = clerk
            .post("/api/v1/inspections", &order(5))
            .expect(201)
            .await
            .body;
        Self {
            served,
            clerk,
            li,
            wang,
            inspection,
            markers,
            database,
            _folder: folder,
        }
    }

    fn id(&self) -> &str {
        self.inspection["id"].as_str().unwrap()
    }

    /// The id of the task of a marker.
    fn task(&self, marker: usize) -> String {
        let tasks = self.inspection["tasks"].as_array().unwrap();
        let own = |task: &&Json| task["marker"] == self.markers[marker].as_str();
        tasks.iter().find(own).unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// The inspection as somebody sees it.
    async fn seen_by(&self, client: &Client) -> Json {
        let path = format!("/api/v1/inspections/{}", self.id());
        client.get(&path).expect(200).await.body
    }

    /// The records of a marker's task, as the clerk sees them.
    async fn records(&self, marker: usize) -> Vec<Json> {
        let seen = self.seen_by(&self.clerk).await;
        let id = self.task(marker);
        let tasks = seen["tasks"].as_array().unwrap();
        let task = tasks.iter().find(|task| task["id"] == id.as_str()).unwrap();
        task["records"].as_array().unwrap().clone()
    }
}

fn order(round: i32) -> Json {
    json!({
        "line_code": "SX01", "round": round, "lead_side": "right",
        "starts_on": "2026-03-01", "ends_on": "2026-09-30", "plan": "甲乙双方逐点核查",
    })
}

fn new_id() -> String {
    Uuid::now_v7().to_string()
}

/// An operation that sets fields of a record.
fn record(task: &str, record: &str, at: &str, set: Json) -> Json {
    json!({
        "id": new_id(), "kind": "record", "task": task, "record": record, "at": at, "set": set, "base": {},
    })
}

/// A position by the phone.
fn phone(lon: &str, lat: &str) -> Json {
    json!({ "system": "EPSG:4326", "method": "phone", "lon": lon, "lat": lat, "accuracy_m": 4.0 })
}

/// Sends operations; the receipts.
async fn send(client: &Client, operations: &[Json]) -> Vec<Json> {
    let body = json!({ "operations": operations });
    let answer = client.post("/api/v1/sync", &body).expect(200).await.body;
    answer["receipts"].as_array().unwrap().clone()
}

fn statuses(receipts: &[Json]) -> Vec<&str> {
    let status = |receipt: &'_ Json| -> String { receipt["status"].as_str().unwrap().to_owned() };
    receipts
        .iter()
        .map(|receipt| &*Box::leak(status(receipt).into_boxed_str()))
        .collect()
}

/// Brings a file as the app does; its SHA-256 and the attachment.
async fn bring(client: &Client, bytes: &[u8]) -> (String, String) {
    let sha256 = hex::encode(Sha256::digest(bytes));
    let announced = json!({ "name": "face.jpg", "size": bytes.len(), "sha256": sha256 });
    let begun = client.post("/api/v1/uploads", &announced).expect(201).await;
    let id = begun.id();
    let done = client
        .ask(Method::PATCH, &format!("/api/v1/uploads/{id}"))
        .header("upload-offset", "0")
        .header("content-type", "application/offset+octet-stream")
        .body(bytes.to_vec())
        .answer()
        .await;
    assert_eq!(done.status, 200, "{:#}", done.body);
    (sha256, done.id())
}
