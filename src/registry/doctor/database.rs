//! The server and the database: which one, its versions, extensions, roles and migrations.

use crate::{
    config::Config,
    messages::Phrase,
    store::{
        Inspection, StoreError,
        cluster::{Cluster, ClusterError},
        inspect,
    },
};

use super::check::{Check, Scribe};

/// The register's database in a private cluster.
const DATABASE: &str = "mingjie";

/// Looks at the configured server, or at the private cluster.
pub(super) async fn look(scribe: Scribe, config: &Config) -> Vec<Check> {
    let Some(url) = &config.database_url else {
        return look_at_private(scribe, config).await;
    };
    let mut checks = vec![scribe.ok("server", "given", &[("url", &without_password(url))])];
    checks.extend(look_at(scribe, url).await);
    checks
}

async fn look_at_private(scribe: Scribe, config: &Config) -> Vec<Check> {
    let data = config.data.clone();
    let opened = tokio::task::spawn_blocking(move || Cluster::open_made(&data)).await;
    let cluster = match opened {
        Ok(Ok(Some(cluster))) => cluster,
        Ok(Ok(None)) => return vec![scribe.ok("server", "private_to_come", &[])],
        Ok(Err(error)) => return vec![broken(scribe, &error)],
        Err(panicked) => {
            let error = panicked.to_string();
            return vec![scribe.bad("server", "broken", &[("error", &error)])];
        }
    };
    let folder = cluster.folder().display().to_string();
    let mut checks = vec![scribe.ok("server", "private", &[("folder", &folder)])];
    checks.extend(look_at(scribe, &cluster.url(DATABASE)).await);
    let stopped = tokio::task::spawn_blocking(move || cluster.stop()).await;
    if let Ok(Err(error)) = stopped {
        checks.push(broken(scribe, &error));
    }
    checks
}

fn broken(scribe: Scribe, error: &ClusterError) -> Check {
    let error = Phrase::from(error).say(scribe.0);
    scribe.bad("server", "broken", &[("error", &error)])
}

async fn look_at(scribe: Scribe, url: &str) -> Vec<Check> {
    match inspect(url).await {
        Ok(Some(seen)) => judge(scribe, &seen),
        Ok(None) => vec![scribe.warn("database", "absent", &[])],
        Err(error) => {
            let seen = match &error {
                StoreError::Unavailable(_) => "silent",
                _ => "refused",
            };
            let error = Phrase::from(&error).say(scribe.0);
            vec![scribe.bad("database", seen, &[("error", &error)])]
        }
    }
}

/// What an inspection means.
fn judge(scribe: Scribe, seen: &Inspection) -> Vec<Check> {
    let mut checks = vec![scribe.ok("database", "answers", &[("version", &seen.server)])];
    let major = seen.server.split(['.', ' ']).next().unwrap_or_default();
    for extension in &seen.extensions {
        let name = ("name", extension.name);
        checks.push(match &extension.installed {
            Some(version) => scribe.ok("extension", "made", &[name, ("version", version)]),
            None if extension.available => scribe.warn("extension", "not_made", &[name]),
            None => scribe.bad("extension", "missing", &[name, ("major", major)]),
        });
    }
    checks.push(if seen.missing_roles.is_empty() {
        scribe.ok("roles", "complete", &[])
    } else {
        let missing = seen.missing_roles.join(", ");
        scribe.warn("roles", "missing", &[("roles", &missing)])
    });
    let migrations = seen.migrations;
    let applied = migrations.applied.to_string();
    let known = migrations.known.to_string();
    let values = [("applied", applied.as_str()), ("known", known.as_str())];
    checks.push(if migrations.is_current() {
        scribe.ok("migrations", "current", &values)
    } else if migrations.applied > migrations.known {
        scribe.bad("migrations", "newer", &values)
    } else {
        scribe.warn("migrations", "pending", &values)
    });
    checks
}

/// The address without what must not be told.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return "…".to_owned();
    };
    let address = rest.split('?').next().unwrap_or_default();
    match address.rsplit_once('@') {
        Some((login, host)) => {
            let user = login.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{host}")
        }
        None => format!("{scheme}://{address}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check::CheckState, *};
    use crate::{
        messages::Lang,
        store::{Extension, MigrationState},
    };

    fn seen() -> Inspection {
        Inspection {
            server: "15.9".to_owned(),
            extensions: vec![Extension {
                name: "postgis",
                installed: Some("3.3.2".to_owned()),
                available: true,
            }],
            missing_roles: Vec::new(),
            migrations: MigrationState {
                known: 4,
                applied: 4,
            },
        }
    }

    fn state_of(seen: &Inspection, key: &str) -> CheckState {
        let checks = judge(Scribe(Lang::En), seen);
        checks.iter().find(|check| check.key == key).unwrap().state
    }

    #[test]
    fn a_password_is_not_told() {
        let told = without_password("postgres://me:p@ss@host:5433/one?password=x");
        assert_eq!(told, "postgres://me@host:5433/one");
        assert_eq!(
            without_password("postgres://host/one"),
            "postgres://host/one"
        );
    }

    #[test]
    fn older_migrations_are_to_run_and_newer_ones_stop() {
        let mut old = seen();
        assert_eq!(state_of(&old, "migrations"), CheckState::Ok);
        old.migrations.applied = 3;
        assert_eq!(state_of(&old, "migrations"), CheckState::Warn);
        old.migrations.applied = 5;
        assert_eq!(state_of(&old, "migrations"), CheckState::Bad);
    }

    #[test]
    fn an_extension_that_is_only_to_be_made_is_told_from_a_missing_one() {
        let mut bare = seen();
        bare.extensions[0].installed = None;
        assert_eq!(state_of(&bare, "extension"), CheckState::Warn);
        bare.extensions[0].available = false;
        let checks = judge(Scribe(Lang::En), &bare);
        let mend = checks.iter().find_map(|check| check.mend.as_deref());
        assert!(mend.unwrap().contains("postgresql-15-postgis-3"));
        assert_eq!(state_of(&bare, "extension"), CheckState::Bad);
    }
}
