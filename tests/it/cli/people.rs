//! Accounts, keys and the audit from the machine itself.

use serde_json::{Value as Json, json};
use sqlx::{Connection as _, Executor as _, PgConnection};

use super::program::Program;
use crate::support::{Client, TestDatabase, people::PASSWORD};

async fn sign_in(public: &Client, login: &str, password: &str) -> u16 {
    let body = json!({ "login": login, "password": password });
    let answer = public.post("/api/v1/session", &body).answer().await;
    answer.status.as_u16()
}

#[tokio::test]
async fn accounts_and_keys_are_kept_from_the_command_line() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    let add = [
        "user", "add", "wang.li", "--name", "王丽", "--grant", "admin@*",
    ];
    program.run_typing(&add, "password123\n").with_code(1);
    program.run_typing(&add, "").with_code(64);
    program
        .run_typing(&add, &format!("{PASSWORD}\n"))
        .with_code(0);
    program
        .run_typing(&add, &format!("{PASSWORD}\n"))
        .with_code(1);
    program
        .run(&["user", "grant", "wang.li", "king"])
        .with_code(64);
    program
        .run(&["user", "grant", "wang.li", "clerk", "33068x"])
        .with_code(64);
    program
        .run(&["user", "grant", "wang.li", "clerk", "330683"])
        .with_code(0);
    program
        .run(&["user", "grant", "nobody", "clerk", "330683"])
        .with_code(1);
    let listed = program.run(&["--json", "user", "list"]).with_code(0).json();
    assert_eq!(listed["login"], "wang.li");
    assert_eq!(listed["grants"], json!(["admin@*", "clerk@330683"]));
    program
        .run(&["user", "revoke", "wang.li", "admin"])
        .with_code(1);
    program
        .run(&["user", "revoke", "wang.li", "clerk", "330683"])
        .with_code(0);

    let (_running, public, token) = program.serve();
    // An administrator is there: the configured token is good no longer.
    token
        .get("/api/v1/imports")
        .refused(401, "unauthorised")
        .await;
    assert_eq!(sign_in(&public, "wang.li", PASSWORD).await, 200);
    program
        .run_typing(&["user", "password", "wang.li"], "四明山下梨花开得很早\n")
        .with_code(0);
    assert_eq!(sign_in(&public, "wang.li", PASSWORD).await, 401);
    assert_eq!(
        sign_in(&public, "wang.li", "四明山下梨花开得很早").await,
        200
    );
    let made = program
        .run(&["--json", "user", "add", "li.si", "--link"])
        .with_code(0)
        .text();
    let link: Json = serde_json::from_str(made.lines().last().unwrap()).unwrap();
    let body = json!({ "token": link["token"], "password": PASSWORD });
    public.post("/api/v1/link", &body).expect(200).await;
    program.run(&["user", "lock", "li.si"]).with_code(0);
    assert_eq!(sign_in(&public, "li.si", PASSWORD).await, 401);
    program.run(&["user", "unlock", "li.si"]).with_code(0);
    assert_eq!(sign_in(&public, "li.si", PASSWORD).await, 200);

    let order = [
        "--json",
        "key",
        "create",
        "导航",
        "--region",
        "330683",
        "--kinds",
        "road,doorplate",
    ];
    let key = program.run(&order).with_code(0).json();
    let machine = public.bearing(key["key"].as_str().unwrap());
    let told = machine.get("/api/v1/session").expect(200).await;
    assert_eq!(told.body["roles"][0]["role"], "provider");
    let prefix = key["prefix"].as_str().unwrap();
    program.run(&["key", "revoke", prefix]).with_code(0);
    let mut tries = 0;
    while machine
        .get("/api/v1/session")
        .answer()
        .await
        .status
        .as_u16()
        == 200
    {
        tries += 1;
        assert!(tries < 2_000, "still let in");
    }
    program.run(&["key", "revoke", prefix]).with_code(1);
    program
        .run(&["key", "create", "x", "--role", "admin"])
        .with_code(1);
    program
        .run(&["key", "create", "x", "--kinds", "castle"])
        .with_code(64);
    assert!(
        program
            .run(&["key", "list"])
            .with_code(0)
            .text()
            .contains("revoked")
    );
}

#[tokio::test]
async fn the_audit_ends_with_one_when_something_was_altered() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    let rows: String = (1..=50).map(|n| format!("P{n},{n},120.6,29.4\n")).collect();
    let file = program.file("plates.csv", &format!("source_id,number,lon,lat\n{rows}"));
    program
        .run(&["import", "doorplate", file.to_str().unwrap()])
        .with_code(0);
    program
        .run(&["export", "doorplate", "--format", "csv", "--out", "out.csv"])
        .with_code(0);
    let clean = program.run(&["audit", "verify"]).with_code(0).text();
    assert!(clean.contains("The log is whole"), "{clean}");
    let mut superuser = PgConnection::connect(&database.url()).await.unwrap();
    let altered = "update register.doorplate set number = '7甲' where source_id = 'P7'";
    superuser.execute(altered).await.unwrap();
    let found = program.run(&["audit", "verify"]).with_code(1).text();
    assert!(
        found.contains("number") && found.contains("The feature is not what the log says"),
        "{found}"
    );
    let lines = program
        .run(&["--json", "audit", "verify"])
        .with_code(1)
        .text();
    let finding: Json = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(finding["code"], "row_digest");
    assert_eq!(finding["fields"], json!(["number"]));
    superuser
        .execute("update register.doorplate set number = '7' where source_id = 'P7'")
        .await
        .unwrap();
    program.run(&["audit", "verify"]).with_code(0);
    // The whole load taken out as if it had never been: the end written down tells.
    superuser
        .execute("delete from register.doorplate; delete from register.change; delete from register.commit; \
                  delete from people.event where act = 'changed'")
        .await
        .unwrap();
    let found = program.run(&["audit", "verify"]).with_code(1).text();
    assert!(
        found.contains("an end written down before is gone"),
        "{found}"
    );
}
