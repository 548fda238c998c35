//! A served register with a county and the people of an office, each asking in a role of its own.

use std::{path::Path, sync::Arc};

use mingjie::{config::Config, domain::Role};
use reqwest::Method;
use serde_json::{Value as Json, json};

use tempfile::TempDir;

use crate::support::{Answered, Asking, Client, Served, TestDatabase, samples};

/// In the western town, in its community.
pub(super) const WEST: [f64; 2] = [120.65, 29.45];
/// In the eastern one.
pub(super) const EAST: [f64; 2] = [120.95, 29.45];

/// The office.
pub(super) struct Office {
    folder: TempDir,
    pub(super) served: Served,
    pub(super) database: Arc<TestDatabase>,
    /// Reaches everything, in every role.
    pub(super) everywhere: Client,
    /// 经办 of the western town.
    pub(super) clerk: Client,
    /// 外业 of the western town.
    pub(super) surveyor: Client,
    /// What the surveyor signs in as.
    pub(super) surveyor_login: String,
    /// Another one there.
    pub(super) other_surveyor: Client,
    /// 批准 of the county.
    pub(super) approver: Client,
    /// 审计 of everything.
    pub(super) auditor: Client,
    /// 经办 of the eastern town.
    pub(super) elsewhere: Client,
}

impl Office {
    pub(super) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    pub(super) async fn with(config: Config) -> Self {
        let database = Arc::new(TestDatabase::new().await);
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            data: folder.path().to_owned(),
            ..config
        };
        let served = Served::over(&database, config).await.with_county().await;
        let (home, away) = ("330683001", "330683002");
        Self {
            everywhere: served.writer.clone(),
            clerk: served.person("jingban", &[(Role::Clerk, home)]).await,
            surveyor: served.person("waiye", &[(Role::Surveyor, home)]).await,
            surveyor_login: "waiye".to_owned(),
            other_surveyor: served.person("waiye2", &[(Role::Surveyor, home)]).await,
            approver: served.person("pizhun", &[(Role::Approver, "330683")]).await,
            auditor: served.person("shenji", &[(Role::Auditor, "*")]).await,
            elsewhere: served.person("linzhen", &[(Role::Clerk, away)]).await,
            served,
            database,
            folder,
        }
    }

    /// The data folder.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A fault is reported from outside; its number.
    pub(super) async fn reported(&self, at: [f64; 2]) -> String {
        let answer = self
            .served
            .public
            .post("/api/v1/fault-reports", &report(at))
            .expect(201)
            .await;
        answer.body["receipt"].as_str().unwrap().to_owned()
    }

    /// The case as somebody sees it.
    pub(super) async fn sheet(&self, who: &Client, number: &str) -> Answered {
        who.get(&format!("/api/v1/cases/{number}"))
            .expect(200)
            .await
    }

    /// Somebody acts on a case as it was seen.
    pub(super) fn act(&self, who: &Client, sheet: &Answered, act: &str, form: Json) -> Asking {
        let number = sheet.body["number"].as_str().unwrap();
        who.post(
            &format!("/api/v1/cases/{number}/acts/{act}"),
            &json!({ "form": form }),
        )
        .at_version(sheet.body["version"].as_i64().unwrap())
    }
}

/// Brings a photo; its id.
pub(super) async fn photo(who: &Client) -> String {
    let path = "/api/v1/attachments?name=photo.jpg";
    let asked = who.ask(Method::POST, path).body(samples::jpeg(64, 48));
    asked.expect(201).await.id()
}

/// A rusty doorplate.
pub(super) fn report(at: [f64; 2]) -> Json {
    json!({
        "target": "doorplate", "fault": "damaged", "position": at, "description": "锈迹斑斑",
    })
}

/// The acts that a sheet offers.
pub(super) fn acts(sheet: &Answered) -> Vec<&str> {
    sheet.body["acts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|act| act["act"].as_str().unwrap())
        .collect()
}
