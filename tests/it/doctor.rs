//! The doctor before a healthy register and before broken ones.

use std::path::Path;

use mingjie::{
    config::Config,
    messages::Lang,
    registry::doctor::{Check, CheckState, examine},
};

use crate::support::TestDatabase;

async fn checks(data: &Path, database_url: String) -> Vec<Check> {
    let config = Config {
        database_url: Some(database_url),
        data: data.to_owned(),
        // Nobody listens on port 1 of this address.
        listen: ([127, 0, 0, 1], 1).into(),
        write_token: Some("0".repeat(32)),
        ..Config::default()
    };
    examine(&config, Lang::En).await
}

/// The state of each thing looked at but disk and fonts, which are the machine's own.
fn states(checks: &[Check]) -> Vec<(&'static str, CheckState)> {
    checks
        .iter()
        .filter(|check| !["free_disk", "fonts"].contains(&check.key))
        .map(|check| (check.key, check.state))
        .collect()
}

#[tokio::test]
async fn a_migrated_database_is_healthy() {
    let data = tempfile::tempdir().unwrap();
    let database = TestDatabase::new().await;
    let checks = checks(data.path(), database.url()).await;
    assert_eq!(
        states(&checks),
        [
            ("data_folder", CheckState::Ok),
            ("server", CheckState::Ok),
            ("database", CheckState::Ok),
            ("extension", CheckState::Ok),
            ("extension", CheckState::Ok),
            ("roles", CheckState::Ok),
            ("migrations", CheckState::Ok),
            ("index", CheckState::Ok),
            ("write_token", CheckState::Ok),
        ]
    );
    assert!(
        checks
            .iter()
            .all(|check| !check.detail.starts_with("doctor."))
    );
}

#[tokio::test]
async fn each_broken_situation_is_named_with_its_mend() {
    let data = tempfile::tempdir().unwrap();
    let database = TestDatabase::new().await;
    let name = database
        .url()
        .split('?')
        .next()
        .unwrap()
        .rsplit('/')
        .next()
        .unwrap()
        .to_owned();
    let elsewhere = |other: &str| database.url().replace(&name, other);

    let seen = |checks: &[Check], key: &str| {
        let check = checks
            .iter()
            .find(|check| check.key == key)
            .unwrap()
            .clone();
        (check.state, check.mend.unwrap_or_default())
    };
    let absent = checks(data.path(), elsewhere("mingjie_nowhere")).await;
    assert_eq!(seen(&absent, "database").0, CheckState::Warn);
    assert!(seen(&absent, "database").1.contains("mingjie migrate"));

    let bare = checks(data.path(), elsewhere("postgres")).await;
    assert_eq!(seen(&bare, "extension").0, CheckState::Warn);
    assert_eq!(
        seen(&bare, "migrations"),
        (CheckState::Warn, "mingjie migrate".to_owned())
    );

    let silent = checks(data.path(), "postgres://me:secret@127.0.0.1:1/x".to_owned()).await;
    assert_eq!(seen(&silent, "database").0, CheckState::Bad);
    assert!(
        silent.iter().all(|check| !check.detail.contains("secret")),
        "{silent:?}"
    );

    let nowhere = checks(Path::new("/proc/mingjie"), database.url()).await;
    assert_eq!(seen(&nowhere, "data_folder").0, CheckState::Bad);
}
