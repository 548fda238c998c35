//! What a server and a database have of what this program needs. Changes nothing.

use std::str::FromStr as _;

use sqlx::{Connection as _, PgConnection, postgres::PgConnectOptions};

use super::{
    StoreError,
    migrate::{MigrationState, ROLES, state_on},
};

/// How a database stands to this program.
#[derive(Clone, Debug)]
pub struct Inspection {
    /// The version of PostgreSQL.
    pub server: String,
    /// The extensions needed.
    pub extensions: Vec<Extension>,
    /// The database roles needed that are absent, or that this login is no member of.
    pub missing_roles: Vec<&'static str>,
    /// The migrations.
    pub migrations: MigrationState,
}

/// An extension needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: &'static str,
    /// Its version in this database, when it is made there.
    pub installed: Option<String>,
    /// Whether the server's machine has its files.
    pub available: bool,
}

/// Looks at the database behind `url`; `None` when the server has no such database.
///
/// # Errors
/// [`StoreError::Unavailable`] when the server does not answer; [`StoreError::Database`] with
/// what it said when it does not let this login in.
pub async fn inspect(url: &str) -> Result<Option<Inspection>, StoreError> {
    let connected = PgConnection::connect_with(&PgConnectOptions::from_str(url)?).await;
    let mut connection = match connected {
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("3D000") => {
            return Ok(None);
        }
        other => other?,
    };
    let server = sqlx::query_scalar("select current_setting('server_version')")
        .fetch_one(&mut connection)
        .await?;
    let mut extensions = Vec::new();
    for name in ["postgis", "btree_gist"] {
        let known: Option<Option<String>> = sqlx::query_scalar(
            "select installed_version from pg_available_extensions where name = $1",
        )
        .bind(name)
        .fetch_optional(&mut connection)
        .await?;
        extensions.push(Extension {
            name,
            available: known.is_some(),
            installed: known.flatten(),
        });
    }
    let mut missing_roles = Vec::new();
    for (role, _) in ROLES {
        let member: bool = sqlx::query_scalar(
            "select coalesce((select pg_has_role(current_user, oid, 'member') \
             from pg_roles where rolname = $1), false)",
        )
        .bind(role)
        .fetch_one(&mut connection)
        .await?;
        if !member {
            missing_roles.push(role);
        }
    }
    let migrations = state_on(&mut connection).await?;
    connection.close().await?;
    Ok(Some(Inspection {
        server,
        extensions,
        missing_roles,
        migrations,
    }))
}
