//! Photos and documents over HTTP: brought over bad networks, refused when hostile, shown to whom
//! they may be shown, collected when nothing needs them.

mod attacks;
mod collect;
mod rights;
mod uploads;

use std::sync::Arc;

use mingjie::{
    config::Config,
    domain::{Actor, Role, Subject},
    registry::{Clock, Registry},
    store::Claim,
};
use reqwest::Method;
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{Answered, Client, Served, TestDatabase};

/// A served register with a folder of its own for contents.
struct House {
    served: Served,
    database: Arc<TestDatabase>,
    config: Config,
    _folder: TempDir,
}

impl House {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config {
            data: folder.path().to_owned(),
            ..Config::default()
        };
        change(&mut config);
        let database = Arc::new(TestDatabase::new().await);
        Self {
            served: Served::over(&database, config.clone()).await,
            database,
            config,
            _folder: folder,
        }
    }

    /// Another process over the same register, by another clock.
    async fn at(&self, hours: i64) -> Registry {
        let config = Config {
            database_url: Some(self.database.url()),
            ..self.config.clone()
        };
        let at = chrono::Utc::now() + chrono::TimeDelta::hours(hours);
        Registry::open(config, Clock::Standing(at)).await.unwrap()
    }

    /// Gives an attachment to a report in a region, as its bringer.
    async fn claim(&self, actor: &Actor, id: &str, region: &str, public: bool) -> usize {
        let claim = Claim {
            ids: &[id.parse().unwrap()],
            subject: &subject(),
            region_code: Some(region),
            public,
        };
        let claimed = self.served.registry.claim_attachments(actor, claim).await;
        claimed.unwrap().len()
    }

    /// How many files lie in the folder for contents.
    fn kept(&self) -> usize {
        fn count(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            entries
                .map(|entry| match entry.file_type().unwrap().is_dir() {
                    true => count(&entry.path()),
                    false => 1,
                })
                .sum()
        }
        count(&self.config.data.join("files"))
    }
}

fn subject() -> Subject {
    Subject {
        kind: "case".to_owned(),
        id: Uuid::from_u128(7),
    }
}

fn actor(login: &str, role: Role, region: &str) -> Actor {
    Actor {
        role,
        regions: vec![region.to_owned()],
        ..Actor::command(login)
    }
}

/// Brings a file in one request.
async fn bring(client: &Client, name: &str, bytes: Vec<u8>) -> Answered {
    let path = format!("/api/v1/attachments?name={name}");
    client.ask(Method::POST, &path).body(bytes).answer().await
}

async fn begin(client: &Client, name: &str, size: usize) -> Answered {
    let body = json!({ "name": name, "size": size });
    client.post("/api/v1/uploads", &body).answer().await
}

async fn piece(client: &Client, path: &str, from: usize, bytes: &[u8]) -> Answered {
    client
        .ask(Method::PATCH, path)
        .header("upload-offset", &from.to_string())
        .header("content-type", "application/offset+octet-stream")
        .body(bytes.to_vec())
        .answer()
        .await
}

/// What an address hands out, as bytes, and its headers.
async fn handed(
    served: &Served,
    path: &str,
    known: bool,
) -> (u16, reqwest::header::HeaderMap, Vec<u8>) {
    let request = if known {
        served.authorised(Method::GET, path)
    } else {
        served.request(Method::GET, path)
    };
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, headers, response.bytes().await.unwrap().to_vec())
}

fn code(answered: &Answered) -> (u16, Json) {
    (answered.status.as_u16(), answered.body["code"].clone())
}
