//! The same questions in PostgreSQL: a table of names with the indexes that suit them best (a tree by
//! county and name, inverted lists of sounds and of trigrams by county), on the same machine over a
//! socket. The server is a private cluster in memory that ends with the benchmark.

use mingjie::{domain::NameDraft, store::cluster::Cluster, text};
use sqlx::{Connection as _, PgConnection, Row as _};

use crate::register::Made;

/// A private cluster.
pub(crate) struct Server(pub(crate) Cluster);

/// A table of names.
pub(crate) struct Table(PgConnection);

const ASK: &str = "
    select 0::smallint as kind, name from bench_name where region_code = $1 and name = $2
    union all
    select 1::smallint, name from bench_name where region_code = $1 and sounds && $3 and name <> $2
    union all
    select 2::smallint, name from bench_name
    where region_code = $1 and name % $2 and levenshtein(name, $2) = 1";

impl Server {
    pub(crate) async fn start() -> Self {
        let cluster = tokio::task::spawn_blocking(|| Cluster::temporary(None))
            .await
            .expect("a thread")
            .expect("a private cluster");
        Self(cluster)
    }

    /// The names in a table of their own, indexed and analysed.
    pub(crate) async fn table(&self, made: &[Made]) -> Table {
        let database = format!("names_{}", made.len());
        self.0.create_database(&database).await.expect("a database");
        let mut connection = PgConnection::connect(&self.0.url(&database))
            .await
            .expect("a connection");
        let run = "create extension pg_trgm; create extension fuzzystrmatch; create extension btree_gin;
            create table bench_name (name text not null, sounds text[] not null, region_code text not null)";
        sqlx::raw_sql(run)
            .execute(&mut connection)
            .await
            .expect("a table");
        for part in made.chunks(20_000) {
            let names: Vec<&str> = part.iter().map(|one| one.name.as_str()).collect();
            let codes: Vec<&str> = part.iter().map(|one| one.region_code.as_str()).collect();
            let sounds: Vec<String> = part
                .iter()
                .map(|one| text::sounds(&one.name, None).toned.join("|"))
                .collect();
            let insert = "insert into bench_name
                select n, string_to_array(s, '|'), c from unnest($1::text[], $2::text[], $3::text[]) t (n, s, c)";
            sqlx::query(insert)
                .bind(names)
                .bind(sounds)
                .bind(codes)
                .execute(&mut connection)
                .await
                .expect("rows");
        }
        // One character of three leaves a seventh of the trigrams the same.
        let finish = "set maintenance_work_mem = '512MB';
            create index on bench_name (region_code, name);
            create index on bench_name using gin (region_code, sounds);
            create index on bench_name using gin (region_code, name gin_trgm_ops);
            vacuum analyze bench_name;
            set pg_trgm.similarity_threshold = 0.1";
        for statement in finish.split(';') {
            sqlx::raw_sql(statement.trim())
                .execute(&mut connection)
                .await
                .expect("indexes");
        }
        let trigrams: Vec<String> = sqlx::query_scalar("select show_trgm('长乐路')")
            .fetch_one(&mut connection)
            .await
            .expect("trigrams");
        assert!(
            trigrams.len() >= 4,
            "the database takes Chinese for letters"
        );
        Table(connection)
    }
}

impl Table {
    /// Who is called so, sounds so with tones or is one character away: sorted names.
    pub(crate) async fn ask(&mut self, draft: &NameDraft) -> Vec<(u8, String)> {
        let sounds = text::sounds(&draft.name, None).toned;
        let rows = sqlx::query(ASK)
            .bind(draft.region_code.as_deref())
            .bind(&draft.name)
            .bind(&sounds)
            .fetch_all(&mut self.0)
            .await
            .expect("an answer");
        let mut all: Vec<(u8, String)> = rows
            .iter()
            .map(|row| (row.get::<i16, _>(0) as u8, row.get(1)))
            .collect();
        all.sort_unstable();
        all
    }
}
