//! The connections, one pool a database role: what a connection may do is settled when it opens.

use std::{str::FromStr as _, time::Duration};

use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Executor as _, PgConnection, PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::StoreError;
use crate::domain::Actor;

/// The register's database.
#[derive(Clone, Debug)]
pub struct Store {
    /// Serves and writes under row-level security.
    pub(super) app: PgPool,
    /// Loads and follows the index.
    pub(super) reader: PgPool,
    /// Bulk loads, which rebuild indexes.
    pub(super) owner: PgPool,
}

/// What every session of ours has set, whatever its role.
const SESSION: &str = "set search_path = register, public; \
    set lock_timeout = '3s'; \
    set datestyle = 'ISO, YMD'; \
    set extra_float_digits = 1; \
    set timezone = 'UTC'; \
    set jit = off";

impl Store {
    /// Opens the pools; connections are made when first needed.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the address is no PostgreSQL address.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?
            .application_name("mingjie")
            // A bulk load's statements are slow by nature; failures are told by whoever asked.
            .disable_statement_logging();
        Ok(Self {
            app: pool(&options, "mingjie_app", 12),
            reader: pool(&options, "mingjie_reader", 4),
            owner: pool(&options, "mingjie_owner", 2),
        })
    }

    /// A transaction under row-level security, for an actor.
    pub(super) async fn acting(
        &self,
        actor: &Actor,
    ) -> Result<Transaction<'static, Postgres>, StoreError> {
        let mut transaction = self.app.begin().await?;
        sqlx::query(
            "select set_config('mingjie.region', $1, true), set_config('mingjie.person', $2, true),
                    set_config('mingjie.role', $3, true)",
        )
        .bind(actor.reach())
        .bind(&actor.login)
        .bind(actor.role.as_str())
        .execute(&mut *transaction)
        .await?;
        Ok(transaction)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.reader.acquire().await?.execute("select 1").await?;
        Ok(())
    }

    /// The server's versions: PostgreSQL and PostGIS.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn versions(&self) -> Result<(String, String), StoreError> {
        Ok(
            sqlx::query_as("select current_setting('server_version'), postgis_lib_version()")
                .fetch_one(&self.reader)
                .await?,
        )
    }

    /// Closes every connection.
    pub async fn close(&self) {
        self.app.close().await;
        self.reader.close().await;
        self.owner.close().await;
    }
}

fn pool(options: &PgConnectOptions, role: &'static str, size: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(Duration::from_secs(5))
        .after_connect(move |connection, _| Box::pin(prepare(connection, role)))
        .connect_lazy_with(options.clone())
}

async fn prepare(connection: &mut PgConnection, role: &str) -> Result<(), sqlx::Error> {
    // The role is one of three literals above.
    connection
        .execute(AssertSqlSafe(format!("set role {role}; {SESSION}")))
        .await?;
    Ok(())
}
