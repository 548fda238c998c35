//! One database a test, cloned from a template that the first test makes.

use std::{
    error::Error,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tokio::sync::OnceCell;

use super::server;

/// Serialises the making of templates among test runs on one server.
const TEMPLATE_LOCK: i64 = 0x6d69_6e67;

static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A migrated, empty database that is dropped with this value.
pub(crate) struct TestDatabase {
    name: String,
}

impl TestDatabase {
    /// Clones the template.
    pub(crate) async fn new() -> Self {
        let template = TEMPLATE
            .get_or_init(|| async { make_template().await.expect("the template database") })
            .await;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("mingjie_test_{}_{number}", std::process::id());
        // Another test run's unfinished clone makes the template busy, but not for long.
        let statement = format!("create database {name} template {template}");
        run_on("postgres", statement)
            .await
            .expect("a clone of the template");
        Self { name }
    }

    /// Its address, for sqlx and libpq alike.
    pub(crate) fn url(&self) -> String {
        server::url(&self.name)
    }

    /// A connection of the server's administrator.
    pub(crate) async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url())
            .await
            .expect("a connection")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let statement = format!("drop database if exists {} with (force)", self.name);
        // A test's own runtime cannot be waited on from here.
        let dropped = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?
                .block_on(run_on("postgres", statement))
        });
        match dropped.join() {
            Ok(Ok(())) => {}
            other => eprintln!("{} is left behind: {other:?}", self.name),
        }
    }
}

type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// Brings a new database to the schema under test.
async fn migrate(url: &str) -> Outcome {
    mingjie::store::migrate(url).await?;
    Ok(())
}

/// Makes the template that fits the migrations, unless the server has it already.
async fn make_template() -> Result<String, Box<dyn Error + Send + Sync>> {
    let name = format!("mingjie_template_{:016x}", migrations());
    let mut connection = PgConnection::connect(&server::url("postgres")).await?;
    sqlx::query("select pg_advisory_lock($1)")
        .bind(TEMPLATE_LOCK)
        .execute(&mut connection)
        .await?;
    let known: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(&name)
            .fetch_one(&mut connection)
            .await?;
    if !known {
        // Under another name first: a killed run leaves no template half made.
        let unfinished = format!("{name}_unfinished");
        for statement in [
            format!("drop database if exists {unfinished} with (force)"),
            format!("create database {unfinished} encoding 'UTF8' template template0"),
        ] {
            connection.execute(AssertSqlSafe(statement)).await?;
        }
        migrate(&server::url(&unfinished)).await?;
        let rename = format!("alter database {unfinished} rename to {name}");
        connection.execute(AssertSqlSafe(rename)).await?;
    }
    connection.close().await?;
    Ok(name)
}

/// A number that changes with the migrations.
fn migrations() -> u64 {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut files: Vec<_> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.file_name().hash(&mut hasher);
        fs::read(file).unwrap_or_default().hash(&mut hasher);
    }
    hasher.finish()
}

async fn run_on(database: &str, statement: String) -> Outcome {
    let mut connection = PgConnection::connect(&server::url(database)).await?;
    connection.execute(AssertSqlSafe(statement)).await?;
    connection.close().await?;
    Ok(())
}
