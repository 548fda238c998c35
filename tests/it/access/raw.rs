//! The region's boundary a second time for what came with cases, files and the naming desk: by raw SQL as
//! the application's own role, with the wrong region, nothing is seen, changed or planted.

use serde_json::json;
use sqlx::{AssertSqlSafe, Executor as _, PgConnection, Row as _};
use uuid::Uuid;

use super::town::{AWAY, HOME, towns};
use crate::support::{Served, samples};

/// As the application's role, as somebody with a region.
async fn app(served: &Served, person: &str, region: &str) -> PgConnection {
    use sqlx::Connection as _;
    let mut connection = PgConnection::connect(served.registry.url()).await.unwrap();
    let statements = format!(
        "set role mingjie_app; set search_path = register, public; set mingjie.role = 'clerk';
         set mingjie.person = '{person}'; set mingjie.region = '{region}'"
    );
    connection.execute(AssertSqlSafe(statements)).await.unwrap();
    connection
}

async fn touched(connection: &mut PgConnection, statement: &str) -> u64 {
    let statement = AssertSqlSafe(statement.to_owned());
    connection.execute(statement).await.unwrap().rows_affected()
}

async fn refusal(connection: &mut PgConnection, statement: &str) -> String {
    let statement = AssertSqlSafe(statement.to_owned());
    let refused = connection.execute(statement).await;
    refused.map(|_| ()).unwrap_err().to_string()
}

async fn count(connection: &mut PgConnection, from: &str) -> i64 {
    let text = format!("select count(*) from {from}");
    let row = sqlx::query(AssertSqlSafe(text));
    row.fetch_one(connection).await.unwrap().get(0)
}

/// A case with a photo, a reservation and a word in the home town, and an upload under way.
async fn furnished(served: &Served) -> (Uuid, Uuid) {
    let writer = &served.writer;
    let path = "/api/v1/attachments?name=a.jpg";
    let asked = writer.ask(reqwest::Method::POST, path);
    let photo = asked.body(samples::jpeg(64, 48)).expect(201).await.id();
    let opening = json!({
        "kind": "fault_report",
        "form": { "target": "doorplate", "fault": "missing", "position": [120.65, 29.45], "photos": [photo] },
    });
    let case = writer
        .post("/api/v1/cases", &opening)
        .expect(201)
        .await
        .id();
    let kept =
        json!({ "name": "艇湖大道", "category": "road", "region_code": HOME, "holder": "某公司" });
    writer
        .post("/api/v1/name-reservations", &kept)
        .expect(201)
        .await;
    let word = json!({
        "bank": "forbidden", "word": "澜悦", "finding_category": "大", "source": "清单", "region_code": HOME,
    });
    writer.post("/api/v1/word-banks", &word).expect(201).await;
    let begun = json!({ "name": "b.jpg", "size": 1000 });
    writer.post("/api/v1/uploads", &begun).expect(201).await;
    (case.parse().unwrap(), photo.parse().unwrap())
}

#[tokio::test]
async fn with_the_wrong_region_neither_cases_nor_files_nor_the_desk_are_seen_or_changed() {
    let (served, _) = towns().await;
    let (case, photo) = furnished(&served).await;
    let mut home = app(&served, "somebody", HOME).await;
    let mut away = app(&served, "somebody", AWAY).await;
    let mut nowhere = app(&served, "somebody", "").await;
    for table in [
        "case_record",
        "case_event",
        "case_task",
        "case_deadline",
        "case_person",
        "attachment where claim_by is null",
        "bank_word",
    ] {
        assert_eq!(count(&mut home, table).await, 1, "{table}");
        assert_eq!(count(&mut away, table).await, 0, "{table}");
        assert_eq!(count(&mut nowhere, table).await, 0, "{table}");
    }
    // Uploads are their sender's, wherever anybody stands.
    for connection in [&mut home, &mut away, &mut nowhere] {
        assert_eq!(count(connection, "upload").await, 0);
    }
    let mut sender = app(&served, "write-token", "").await;
    assert_eq!(count(&mut sender, "upload").await, 1);

    let changes = [
        "update case_record set state = 'closed'",
        "update case_task set person = 'somebody'",
        "update case_deadline set due_on = '2099-01-01'",
        "update attachment set public = true",
        "update bank_word set withdrawn_on = '2026-01-01'",
        "update name_record set released_on = '2026-01-01' where role = 'reserved'",
        "update upload set name = 'x'",
    ];
    for change in changes {
        assert_eq!(touched(&mut away, change).await, 0, "{change}");
        assert_eq!(touched(&mut nowhere, change).await, 0, "{change}");
    }
    // Nothing is planted where one does not reach, and nothing is pushed there.
    for planted in [
        format!(
            "insert into case_event (case_id, ordinal, commit_id, act, login, name, role, at, to_state, version, form)
             values ('{case}', 99, '{case}', 'accept', 'x', 'x', 'clerk', now(), 'accepted', 9, '{{}}')"
        ),
        format!(
            "insert into case_task (id, case_id, task, role, region_code, given_at)
             values (gen_random_uuid(), '{case}', 'mend', 'surveyor', '{HOME}', now())"
        ),
        format!(
            "insert into bank_word (id, bank, word, finding_category, place, source, region_code, valid_from, changed_at)
             values (gen_random_uuid(), 'forbidden', '偷词', '大', 'any', 'x', '{HOME}', '2026-01-01', now())"
        ),
        "insert into bank_word (id, bank, word, finding_category, place, source, valid_from, changed_at)
         values (gen_random_uuid(), 'forbidden', '偷词', '大', 'any', 'x', '2026-01-01', now())"
            .to_owned(),
        "insert into upload (id, name, size, uploaded_by, created_at, expires_at)
         values (gen_random_uuid(), 'x', 1, 'write-token', now(), now())"
            .to_owned(),
    ] {
        let told = refusal(&mut away, &planted).await;
        assert!(told.contains("row-level security"), "{planted}: {told}");
    }
    for pushed in [
        format!("update case_record set region_code = '{AWAY}'"),
        format!("update attachment set region_code = '{AWAY}' where id = '{photo}'"),
        format!("update bank_word set region_code = '{AWAY}'"),
    ] {
        let told = refusal(&mut home, &pushed).await;
        assert!(told.contains("row-level security"), "{pushed}: {told}");
    }
}
