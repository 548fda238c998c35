//! Brings a database to this program's schema: roles, extensions, then the migrations as their owner.

use std::str::FromStr as _;

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection,
    migrate::Migrator, postgres::PgConnectOptions,
};

use super::StoreError;

static MIGRATOR: Migrator = sqlx::migrate!();

/// The database roles, and what each is for.
pub(super) const ROLES: [(&str, &str); 4] = [
    (
        "mingjie_owner",
        "owns the schema: migrations and bulk loads",
    ),
    ("mingjie_app", "serves and writes under row-level security"),
    ("mingjie_reader", "loads and follows the index"),
    ("mingjie_restricted", "persons, nothing else"),
];

/// How a database stands to this program's migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// Migrations that this program has.
    pub known: usize,
    /// Migrations that the database has seen, newer ones of another program included.
    pub applied: usize,
}

impl MigrationState {
    /// Whether the database is exactly as this program expects.
    #[must_use]
    pub const fn is_current(self) -> bool {
        self.known == self.applied
    }
}

/// Makes roles, extensions and schema where absent, and runs the migrations that are still to run.
///
/// # Errors
/// [`StoreError::RolesMissing`] with the statements to run when the login may not make the roles;
/// [`StoreError::ExtensionMissing`] likewise for PostGIS; [`StoreError::NotMigrated`] when a
/// migration fails or the database is newer than this program.
pub async fn migrate(url: &str) -> Result<MigrationState, StoreError> {
    let mut connection = connect(url).await?;
    // That something is there already is no news.
    connection
        .execute("set client_min_messages = warning")
        .await?;
    make_roles(&mut connection).await?;
    make_extensions(&mut connection).await?;
    connection
        .execute("create schema if not exists register authorization mingjie_owner")
        .await?;
    // A schema beside register, made by a migration, needs the right to make one.
    connection
        .execute(
            "do $$ begin execute format('grant create on database %I to mingjie_owner', current_database()); end $$",
        )
        .await?;
    connection
        .execute("set role mingjie_owner; set search_path = register, public")
        .await?;
    MIGRATOR
        .run(&mut connection)
        .await
        .map_err(|error| StoreError::NotMigrated(error.to_string()))?;
    let state = state_on(&mut connection).await?;
    connection.close().await?;
    Ok(state)
}

/// A connection that says nothing of its own: a migration's statements are slow by nature.
pub(super) async fn connect(url: &str) -> Result<PgConnection, StoreError> {
    let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
    Ok(PgConnection::connect_with(&options).await?)
}

/// How the database stands to this program's migrations.
///
/// # Errors
/// When the database does not answer.
pub async fn migration_state(url: &str) -> Result<MigrationState, StoreError> {
    let mut connection = connect(url).await?;
    let state = state_on(&mut connection).await?;
    connection.close().await?;
    Ok(state)
}

pub(super) async fn state_on(connection: &mut PgConnection) -> Result<MigrationState, StoreError> {
    let known = MIGRATOR.iter().count();
    let exists: bool =
        sqlx::query_scalar("select to_regclass('register._sqlx_migrations') is not null")
            .fetch_one(&mut *connection)
            .await?;
    let applied: i64 = if exists {
        sqlx::query_scalar("select count(*) from register._sqlx_migrations where success")
            .fetch_one(&mut *connection)
            .await?
    } else {
        0
    };
    Ok(MigrationState {
        known,
        applied: usize::try_from(applied).unwrap_or(usize::MAX),
    })
}

async fn make_roles(connection: &mut PgConnection) -> Result<(), StoreError> {
    let may_create: bool = sqlx::query_scalar(
        "select rolsuper or rolcreaterole from pg_roles where rolname = current_user",
    )
    .fetch_one(&mut *connection)
    .await?;
    let mut missing = Vec::new();
    for (role, purpose) in ROLES {
        let (exists, member): (bool, bool) = sqlx::query_as(
            "select exists (select from pg_roles where rolname = $1), \
                    coalesce((select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = $1), false)",
        )
        .bind(role)
        .fetch_one(&mut *connection)
        .await?;
        if !exists {
            missing.push(format!(
                "create role {role} nologin; comment on role {role} is '{purpose}';"
            ));
        }
        if !member {
            let login: String = sqlx::query_scalar("select quote_ident(current_user)")
                .fetch_one(&mut *connection)
                .await?;
            missing.push(format!("grant {role} to {login};"));
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join("\n");
    if !may_create {
        return Err(StoreError::RolesMissing {
            statements: missing,
        });
    }
    // Two processes may migrate at the same time: roles are the cluster's, so the loser retries once.
    connection
        .execute("select pg_advisory_lock(7305438)")
        .await?;
    let made = connection.execute(AssertSqlSafe(missing)).await;
    connection
        .execute("select pg_advisory_unlock(7305438)")
        .await?;
    match made {
        Err(sqlx::Error::Database(error))
            if matches!(error.code().as_deref(), Some("42710" | "23505")) =>
        {
            Ok(())
        }
        other => other.map(|_| ()).map_err(StoreError::from),
    }
}

async fn make_extensions(connection: &mut PgConnection) -> Result<(), StoreError> {
    let present: i64 = sqlx::query_scalar(
        "select count(*) from pg_extension where extname in ('postgis', 'btree_gist')",
    )
    .fetch_one(&mut *connection)
    .await?;
    if present == 2 {
        return Ok(());
    }
    match connection
        .execute(
            "create extension if not exists postgis; create extension if not exists btree_gist",
        )
        .await
    {
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42501") => {
            Err(StoreError::ExtensionMissing)
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}
