//! A desk to import at: a register of the test's own and a folder for its files.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use mingjie::{
    config::Config,
    domain::{Actor, Feature, Kind},
    exchange::ReadOptions,
    messages::Lang,
    registry::{Clock, ImportOrder, ImportReport, Registry},
};
use tempfile::TempDir;

use crate::support::{TestDatabase, county};

/// An order that leaves everything to the file.
pub(crate) fn order(kind: Kind, path: &Path) -> ImportOrder {
    ImportOrder {
        path: path.to_owned(),
        options: ReadOptions::new(kind),
        source: None,
        strict: false,
        dry_run: false,
        rejects: None,
        lang: Lang::En,
        actor: Actor::command("tester"),
    }
}

/// Where a test imports.
pub(super) struct Desk {
    pub(super) registry: Registry,
    folder: TempDir,
    _database: TestDatabase,
}

impl Desk {
    pub(super) async fn open() -> Self {
        let database = TestDatabase::new().await;
        let config = Config {
            database_url: Some(database.url()),
            ..Config::default()
        };
        Self {
            registry: Registry::open(config, Clock::System).await.unwrap(),
            folder: tempfile::tempdir().unwrap(),
            _database: database,
        }
    }

    /// A desk whose register has the county.
    pub(super) async fn with_county() -> Self {
        let desk = Self::open().await;
        let report = desk
            .import(
                Kind::Region,
                "regions.geojson",
                &county::regions().to_string(),
            )
            .await;
        assert_eq!((report.inserted, report.rejected), (7, 0));
        desk
    }

    /// A file of that name and content.
    pub(super) fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(super) async fn import(&self, kind: Kind, name: &str, content: &str) -> ImportReport {
        let path = self.file(name, content);
        self.run(order(kind, &path)).await
    }

    pub(super) async fn run(&self, order: ImportOrder) -> ImportReport {
        self.registry.import(order, |_, _| ()).await.unwrap()
    }

    /// Every feature of a kind, by its identifier.
    pub(super) async fn all(&self, kind: Kind) -> HashMap<String, Feature> {
        let mut all = HashMap::new();
        self.registry
            .export::<()>(kind, None, |feature| {
                let id = feature.text("source_id").unwrap_or_default().to_owned();
                all.insert(id, feature.clone());
                Ok(())
            })
            .await
            .unwrap()
            .unwrap();
        all
    }

    pub(super) async fn head(&self) -> i64 {
        self.registry.store().head().await.unwrap().0
    }
}

/// The rejects file as (line, id, field, value, code), each with words and a mend.
pub(super) fn rejects(report: &ImportReport) -> Vec<(u64, String, String, String, String)> {
    let Some(path) = &report.rejects else {
        return Vec::new();
    };
    let mut reader = csv::Reader::from_path(path).unwrap();
    assert_eq!(
        reader.headers().unwrap().iter().collect::<Vec<_>>(),
        ["line", "id", "field", "value", "code", "reason", "mend"]
    );
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            for words in [&record[5], &record[6]] {
                assert!(
                    !words.is_empty() && !words.starts_with("problem."),
                    "{record:?}"
                );
                assert!(!words.contains('{'), "{record:?}");
            }
            let text = |at: usize| record[at].to_owned();
            (
                record[0].parse().unwrap(),
                text(1),
                text(2),
                text(3),
                text(4),
            )
        })
        .collect()
}

/// The line, field and code of each reject.
pub(super) fn codes(report: &ImportReport) -> Vec<(u64, String, String)> {
    rejects(report)
        .into_iter()
        .map(|(line, _, field, _, code)| (line, field, code))
        .collect()
}

/// The same, as a test expects it.
pub(super) fn expected(codes: &[(u64, &str, &str)]) -> Vec<(u64, String, String)> {
    codes
        .iter()
        .map(|(line, field, code)| (*line, (*field).to_owned(), (*code).to_owned()))
        .collect()
}
