//! What the database itself holds, whatever the program forgets: regions, and a record that only grows.

use sqlx::{AssertSqlSafe, Executor as _, PgConnection};

use super::office::{EAST, Office, WEST};

/// As the application's role, with a region.
async fn app(office: &Office, region: &str) -> PgConnection {
    let mut connection = office.database.connect().await;
    let statements = format!(
        "set role mingjie_app; set search_path = register, public; set mingjie.region = '{region}'"
    );
    connection.execute(AssertSqlSafe(statements)).await.unwrap();
    connection
}

async fn count(connection: &mut PgConnection, table: &str) -> i64 {
    sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {table}")))
        .fetch_one(connection)
        .await
        .unwrap()
}

const TABLES: [&str; 5] = [
    "case_record",
    "case_event",
    "case_task",
    "case_deadline",
    "case_person",
];

#[tokio::test]
async fn with_the_wrong_region_nothing_is_seen_or_changed() {
    let office = Office::new().await;
    for at in [WEST, WEST, EAST] {
        let number = office.reported(at).await;
        let sheet = office.sheet(&office.everywhere, &number).await;
        office
            .act(&office.everywhere, &sheet, "accept", serde_json::json!({}))
            .expect(200)
            .await;
    }
    for (region, cases) in [
        ("*", 3),
        ("330683", 3),
        ("33", 3),
        ("330683001", 2),
        ("330683001001", 2),
        ("330683002", 1),
        ("330683001,330683002", 3),
        ("330624", 0),
        ("", 0),
    ] {
        let mut connection = app(&office, region).await;
        for table in TABLES {
            let seen = count(&mut connection, table).await;
            assert_eq!(seen > 0, cases > 0, "{region}: {table}");
        }
        assert_eq!(
            count(&mut connection, "case_record").await,
            cases,
            "{region}"
        );
        let moved = connection
            .execute("update case_record set state = 'closed'")
            .await
            .unwrap();
        assert_eq!(moved.rows_affected(), cases as u64, "{region}");
        connection
            .execute("update case_record set state = 'accepted'")
            .await
            .unwrap();
    }
    let mut elsewhere = app(&office, "330683002").await;
    let insert = "insert into case_event (case_id, ordinal, commit_id, act, login, name, role, at, to_state, version, form)
         select id, 99, id, 'accept', 'x', 'x', 'clerk', now(), 'accepted', 9, '{}' from case_record";
    let forged = "insert into case_task (id, case_id, task, role, region_code, given_at)
         select gen_random_uuid(), id, 'mend', 'surveyor', '330683001', now() from case_record";
    elsewhere.execute("begin").await.unwrap();
    assert_eq!(
        elsewhere.execute(insert).await.unwrap().rows_affected(),
        1,
        "its own alone"
    );
    elsewhere.execute("rollback").await.unwrap();
    let refused = elsewhere.execute(forged).await.unwrap_err().to_string();
    assert!(refused.contains("row-level security"), "{refused}");
}

#[tokio::test]
async fn the_record_only_grows_and_readers_of_the_index_see_no_case() {
    let office = Office::new().await;
    office.reported(WEST).await;
    let mut connection = app(&office, "*").await;
    for statement in [
        "update case_event set act = 'x'",
        "delete from case_event",
        "delete from case_record",
        "delete from case_task",
        "delete from case_deadline",
        "truncate case_event",
        "delete from case_counter",
    ] {
        let refused = connection.execute(statement).await.unwrap_err().to_string();
        assert!(
            refused.contains("permission denied"),
            "{statement}: {refused}"
        );
    }
    let mut reader = office.database.connect().await;
    reader
        .execute("set role mingjie_reader; set search_path = register, public")
        .await
        .unwrap();
    for table in TABLES {
        let asked = AssertSqlSafe(format!("select * from {table}"));
        let refused = reader.execute(asked).await.unwrap_err().to_string();
        assert!(refused.contains("permission denied"), "{table}: {refused}");
    }
}
