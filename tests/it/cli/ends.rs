//! Exit codes: 0 done, 1 failed, 2 done with rejected rows, 64 wrong usage, 75 busy or not ready.

use sqlx::Connection as _;

use super::program::Program;
use crate::support::TestDatabase;

const GOOD: &str = "source_id,name,class_code,lon,lat\nP1,大王庙,22000,120.6,29.4\n";
const MIXED: &str =
    "source_id,name,class_code,lon,lat\nP1,大王庙,22000,120.6,29.4\nP2,,22000,120.6,29.4\n";

#[tokio::test]
async fn an_import_ends_with_what_became_of_its_rows() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    program.file("good.csv", GOOD);
    program.file("mixed.csv", MIXED);
    let done = program
        .run(&["import", "place", "good.csv", "--json"])
        .with_code(0);
    let report = done.json();
    let members: Vec<&String> = report.as_object().unwrap().keys().take(9).collect();
    assert_eq!(
        members,
        [
            "read",
            "inserted",
            "updated",
            "unchanged",
            "rejected",
            "warnings",
            "position",
            "import_id",
            "rejects"
        ]
    );
    assert_eq!(report["inserted"], 1);
    assert_eq!(report["position"], 1);
    assert!(report["rejects"].is_null());
    let mixed = program
        .run(&["import", "place", "mixed.csv", "--json"])
        .with_code(2);
    assert_eq!(mixed.json()["rejected"], 1);
    assert!(program.path("mixed.csv.rejects.csv").exists());
    let strict = program
        .run(&["import", "place", "mixed.csv", "--strict", "--json"])
        .with_code(1);
    assert_eq!(strict.json()["written"], false);
    let dry = program
        .run(&[
            "import",
            "place",
            "good.csv",
            "--dry-run",
            "--json",
            "--source",
            "x",
        ])
        .with_code(0);
    assert_eq!(
        (&dry.json()["inserted"], &dry.json()["position"]),
        (&1.into(), &serde_json::Value::Null)
    );
    let told = program
        .run(&["import", "place", "mixed.csv", "--rejects", "aside.csv"])
        .with_code(2);
    assert!(told.text().contains("aside.csv"), "{}", told.text());
    program.run(&["migrate"]).with_code(0);
}

#[tokio::test]
async fn wrong_usage_is_64_and_says_what_is_wrong() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    program.file("good.csv", GOOD);
    for (arguments, word) in [
        (&["import", "castle", "good.csv"][..], "castle"),
        (&["import", "place"], "FILE"),
        (&["conquer"], "conquer"),
        (&["import", "place", "good.csv", "--crs", "mars"], "mars"),
        (
            &["import", "place", "good.csv", "--encoding", "EBCDIC"],
            "EBCDIC",
        ),
        (&["import", "place", "good.csv", "--map", "name"], "name"),
        (
            &["import", "place", "good.csv", "--map", "nmae=name"],
            "nmae",
        ),
        (&["import", "place", "good.csv", "--map", "name=nom"], "nom"),
        (
            &["import", "place", "good.csv", "--set", "state=gone"],
            "gone",
        ),
        (&["export", "castle"], "castle"),
        (&["export", "place", "--format", "xyz"], "xyz"),
        (&["synth", "--out", "x", "--formats", "xyz"], "xyz"),
    ] {
        let ended = program.run(arguments).with_code(64);
        assert!(
            ended.complaint().contains(word),
            "{arguments:?}: {}",
            ended.complaint()
        );
    }
    let short = program
        .run_with(&["serve"], "MINGJIE_WRITE_TOKEN", "short")
        .with_code(64);
    assert!(short.complaint().contains("32"));
    program.run(&["--help"]).with_code(0);
    program.run(&["--version"]).with_code(0);
}

#[tokio::test]
async fn a_failure_is_1_and_what_may_pass_75() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    program.file("good.csv", GOOD);
    program.file("nothing.xyz", "hello");
    program
        .run(&["import", "place", "missing.csv"])
        .with_code(1);
    program
        .run(&["import", "place", "nothing.xyz"])
        .with_code(1);
    let silent = Program::over("postgres://nobody@127.0.0.1:1/x".to_owned());
    silent.file("good.csv", GOOD);
    silent.run(&["import", "place", "good.csv"]).with_code(75);
    silent.run(&["export", "place"]).with_code(75);

    let mut other = database.connect().await;
    sqlx::raw_sql("begin; lock table register.place in share row exclusive mode")
        .execute(&mut other)
        .await
        .unwrap();
    program.run(&["import", "place", "good.csv"]).with_code(75);
    other.close().await.unwrap();
    program.run(&["import", "place", "good.csv"]).with_code(0);
}
