//! The audit log: what it tells, and that every byte altered behind its back is found and located.

use std::sync::Arc;

use mingjie::{
    config::Config,
    domain::{Actor, Kind, Role},
    registry::Registry,
    store::AuditFinding,
};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};
use tempfile::TempDir;

use super::town::{HOME, Town, towns};
use crate::support::{Served, TestDatabase, county::plate, people::PASSWORD};

/// A register that much has happened to, with a data folder of its own.
struct Busy {
    served: Served,
    plate: String,
    data: TempDir,
    database: Arc<TestDatabase>,
}

async fn busy() -> Busy {
    let data = tempfile::tempdir().unwrap();
    let database = Arc::new(TestDatabase::new().await);
    let config = Config {
        data: data.path().to_owned(),
        ..Config::default()
    };
    let served = Served::over(&database, config).await.with_county().await;
    let street = json!({
        "type": "Feature", "properties": { "source_id": "R1", "name": "剡湖路" },
        "geometry": { "type": "LineString", "coordinates": [[120.61, 29.41], [120.63, 29.41]] },
    });
    let road = served.create("road", &street).await;
    let plate = served
        .create("doorplate", &plate("P1", "12", 120.615, 29.4101))
        .await;
    let clerk = served.person("wang.li", &[(Role::Clerk, HOME)]).await;
    served.sign_in("wang.li", "不是这个密码呀不是的").await;
    let path = format!("/api/v1/road/{road}");
    // Names change by cases or by the machine's own token.
    for (version, name) in [(1, "艇湖路"), (2, "鹿山路"), (3, "剡溪路")] {
        // A name changes by a case; until there is one for it, by whoever works the machine.
        let change = json!({ "properties": { "name": name } });
        served
            .writer
            .patch(&path, version, &change)
            .expect(200)
            .await;
    }
    let retired = json!({ "reason": "并入" });
    served
        .writer
        .delete(&path, 4)
        .json(&retired)
        .expect(204)
        .await;
    let back = json!({ "properties": { "state": "current" } });
    served.writer.patch(&path, 5, &back).expect(200).await;
    let wide = json!({ "properties": { "width_m": 24.0 } });
    clerk.patch(&path, 6, &wide).expect(200).await;
    Busy {
        served,
        plate,
        data,
        database,
    }
}

impl Busy {
    fn registry(&self) -> &Registry {
        &self.served.registry
    }

    async fn findings(&self) -> Vec<AuditFinding> {
        self.registry().verify().await.unwrap().findings
    }

    async fn superuser(&self, text: impl Into<String>) -> u64 {
        let mut connection: PgConnection = self.database.connect().await;
        connection
            .execute("set search_path = register, public")
            .await
            .unwrap();
        let done = connection
            .execute(AssertSqlSafe(text.into()))
            .await
            .unwrap();
        connection.close().await.unwrap();
        done.rows_affected()
    }
}

#[tokio::test]
async fn a_log_that_nobody_touched_is_whole() {
    let busy = busy().await;
    let report = busy.registry().verify().await.unwrap();
    assert_eq!(report.findings, []);
    assert!(report.totals.journal >= 3, "{:?}", report.totals);
    assert_eq!(report.totals.changes, report.head.position);
    let heads = std::fs::read_to_string(busy.data.path().join("audit/heads.jsonl")).unwrap();
    assert!(heads.contains(&report.head.chain), "{heads}");
    let again = busy.registry().verify().await.unwrap();
    assert_eq!((again.findings, again.heads), (vec![], 1));
}

#[tokio::test]
async fn a_byte_of_a_current_doorplate_is_found_with_its_field() {
    let busy = busy().await;
    let plate = busy.plate.parse().unwrap();
    for (set, field) in [
        ("number = '13'", "number"),
        ("address = address || '1'", "address"),
        ("geom = st_translate(geom, 0.000001, 0)", "geometry"),
        ("state = 'planned'", "state"),
    ] {
        let text = format!("update doorplate set {set} where id = '{}'", busy.plate);
        assert_eq!(
            busy.superuser("create table kept as select * from doorplate")
                .await,
            1
        );
        assert_eq!(busy.superuser(text).await, 1);
        let findings = busy.findings().await;
        let [finding] = findings.as_slice() else {
            panic!("{set}: {findings:?}");
        };
        assert_eq!(
            (
                finding.code,
                finding.kind,
                finding.feature,
                finding.fields.as_slice()
            ),
            (
                "row_digest",
                Some(Kind::Doorplate),
                Some(plate),
                &[field.to_owned()][..]
            ),
        );
        assert!(finding.commit.is_some() && finding.position.is_some());
        busy.superuser("delete from doorplate; insert into doorplate overriding system value select * from kept; drop table kept").await;
        assert_eq!(busy.findings().await, []);
    }
    busy.superuser(format!("delete from doorplate where id = '{}'", busy.plate))
        .await;
    let findings = busy.findings().await;
    assert_eq!(findings[0].code, "row_missing");
    assert_eq!(findings[0].feature, Some(plate));
}

#[tokio::test]
async fn a_byte_of_the_log_is_found_with_its_commit() {
    let busy = busy().await;
    let third = "(select commit_id from change where version = 3)";
    let commit: uuid::Uuid =
        sqlx::query_scalar("select commit_id from register.change where version = 3")
            .fetch_one(&mut busy.database.connect().await)
            .await
            .unwrap();
    for (text, code, field) in [
        (format!("update commit set reason = 'x' where id = {third}"), "commit_chain", ""),
        (format!("update commit set actor = 'zhao.min' where id = {third}"), "commit_chain", ""),
        (format!("update commit set at = at + interval '1 us' where id = {third}"), "commit_chain", ""),
        (format!("update change set digest = set_byte(digest, 0, get_byte(digest, 0) # 1) where commit_id = {third}"), "commit_digest", ""),
        (format!("update change set box_after = box(point(1,1), point(2,2)) where commit_id = {third}"), "change_box", ""),
        (format!("update change set op = 'retire' where commit_id = {third}"), "change_op", ""),
        ("update change set before = jsonb_set(before, '{name}', '\"假名路\"') where version = 4".to_owned(), "before_digest", "name"),
        (format!("update people.event set login = 'zhao.min' where commit_id = {third}"), "event_digest", ""),
        (format!("update people.event set address = '198.51.100.9' where commit_id = {third}"), "event_digest", ""),
        (format!("delete from people.event where commit_id = {third}"), "commit_digest", ""),
    ] {
        busy.superuser("create table c as select * from change; create table m as select * from commit; create table e as select * from people.event").await;
        assert!(busy.superuser(text.clone()).await >= 1, "{text}");
        let findings = busy.findings().await;
        let found = findings.iter().find(|finding| finding.code == code && finding.commit == Some(commit));
        let Some(found) = found else {
            panic!("{text}: {findings:?}");
        };
        assert!(field.is_empty() || found.fields == [field], "{found:?}");
        busy.superuser(
            "delete from change; insert into change select * from c; delete from commit; insert into commit select * from m;
             delete from people.event; insert into people.event select * from e; drop table c, m, e",
        )
        .await;
        assert_eq!(busy.findings().await, []);
    }
}

#[tokio::test]
async fn a_tail_cut_off_is_found_by_what_saw_it() {
    let busy = busy().await;
    let head = busy.registry().verify().await.unwrap().head;
    // The last change, its commit and what it did, all gone as if they had never been.
    busy.superuser(
        "with last as (delete from commit where last = (select max(last) from commit) returning id),
              gone as (delete from change c using last l where c.commit_id = l.id returning c.id, c.before)
         update road r set (version, state, updated_at) = (r.version - 1, 'retired', r.updated_at)
         from gone g where r.id = g.id",
    )
    .await;
    busy.superuser("delete from people.event e where act = 'changed' and not exists (select from commit m where m.id = e.commit_id)")
        .await;
    let codes: Vec<&str> = busy
        .findings()
        .await
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert!(codes.contains(&"head_missing"), "{codes:?}");
    let findings = busy.findings().await;
    let cut = findings
        .iter()
        .find(|finding| finding.code == "head_missing")
        .unwrap();
    assert_eq!(cut.position, Some(head.position));
}

#[tokio::test]
async fn a_cut_register_is_found_by_the_journal_and_a_cut_journal_by_the_file() {
    let busy = busy().await;
    // A sign-in after the last change saw the register's end.
    assert_eq!(busy.served.sign_in("wang.li", PASSWORD).await.status, 200);
    busy.superuser(
        "with last as (delete from commit where last = (select max(last) from commit) returning id)
         delete from change c using last l where c.commit_id = l.id",
    )
    .await;
    let codes: Vec<&str> = busy
        .findings()
        .await
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert!(codes.contains(&"register_cut"), "{codes:?}");

    let busy = self::busy().await;
    assert_eq!(busy.findings().await, []);
    busy.superuser(
        "with last as (delete from people.journal where number = (select max(number) from people.journal) returning id)
         delete from people.event e using last l where e.commit_id = l.id",
    )
    .await;
    let codes: Vec<&str> = busy
        .findings()
        .await
        .iter()
        .map(|finding| finding.code)
        .collect();
    assert_eq!(codes, ["journal_head_missing"]);
}

#[tokio::test]
async fn a_role_slipped_in_behind_the_log_is_found() {
    let busy = busy().await;
    busy.superuser(
        "insert into people.role_grant select id, 'admin', '*', now(), 'x' from people.account where login = 'wang.li'",
    )
    .await;
    let findings = busy.findings().await;
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}");
    };
    assert_eq!(finding.code, "grant_unlogged");
    assert_eq!(finding.fields, ["wang.li: admin@*"]);
}

#[tokio::test]
async fn events_alone_move_no_readers_position() {
    let served = Served::new().await.with_county().await;
    let before = served
        .public
        .get("/api/v1/changes?since=0")
        .expect(200)
        .await;
    let clerk = served.person("wang.li", &[(Role::Clerk, HOME)]).await;
    served.sign_in("wang.li", "不是这个密码呀不是的").await;
    clerk
        .ask(reqwest::Method::DELETE, "/api/v1/session")
        .expect(204)
        .await;
    let after = served
        .public
        .get("/api/v1/changes?since=0")
        .expect(200)
        .await;
    assert_eq!(before.body, after.body);
    assert_eq!(before.position(), after.position());
}

#[tokio::test]
async fn the_log_tells_who_did_what_from_where_and_is_paged_and_filtered() {
    let (served, [Town { road, .. }, _]) = towns().await;
    let clerk = served.person("wang.li", &[(Role::Clerk, HOME)]).await;
    served.sign_in("wang.li", "不是这个密码呀不是的").await;
    let change = json!({ "properties": { "meaning": "以湖得名" } });
    clerk
        .patch(&format!("/api/v1/road/{road}"), 1, &change)
        .expect(200)
        .await;
    served
        .registry
        .grant(
            &Actor::command("tester"),
            "wang.li",
            &mingjie::domain::Grant {
                role: Role::Auditor,
                region: "*".to_owned(),
            },
        )
        .await
        .unwrap();
    let auditor = served.person("zhang", &[(Role::Auditor, "*")]).await;
    let told = auditor
        .get("/api/v1/audit?person=wang.li")
        .expect(200)
        .await;
    let acts: Vec<&str> = told.body["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["act"].as_str().unwrap())
        .collect();
    assert_eq!(acts, ["changed", "signed_in"]);
    let changed = &told.body["events"][0];
    assert_eq!(changed["role"], "clerk");
    assert_eq!(changed["via"], "session");
    assert_eq!(changed["address"], "127.0.0.1");
    assert_eq!(changed["kinds"], json!(["road"]));
    assert!(changed["position"].is_i64());
    let failed = auditor
        .get("/api/v1/audit?act=sign_in_failed")
        .expect(200)
        .await;
    assert_eq!(failed.body["events"][0]["subject"], "wang.li");
    assert!(!failed.body.to_string().contains("不是这个密码"));
    let roads = auditor
        .get("/api/v1/audit?kind=road&limit=1000")
        .expect(200)
        .await;
    let roads = roads.body["events"].as_array().unwrap();
    assert!(roads.iter().all(|event| event["kinds"] == json!(["road"])) && roads.len() >= 5);
    // Page by page it is the same as at once.
    let whole = auditor.get("/api/v1/audit?limit=1000").expect(200).await;
    let mut paged = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = auditor
            .get(&format!("/api/v1/audit?limit=3{cursor}"))
            .expect(200)
            .await;
        paged.extend(page.body["events"].as_array().unwrap().iter().cloned());
        match page.body["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(json!(paged), whole.body["events"]);
    for bad in [
        "act=king",
        "kind=castle",
        "cursor=x",
        "since=yesterday",
        "limit=0",
        "x=1",
    ] {
        auditor
            .get(&format!("/api/v1/audit?{bad}"))
            .expect(400)
            .await;
    }
}
