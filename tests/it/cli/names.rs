//! `mingjie names check`: every row of a list leaves with its number, and what cannot be judged is told.

use serde_json::Value as Json;

use super::program::Program;
use crate::support::TestDatabase;

const LIST: &str = "名称,类别,所在政区\n鹿鸣路,道路,嵊州市\n剡溪路,马路,330683\n中央路,道路,黄泽镇\n书声路,道路,330683\n";

fn lines(text: &str) -> Vec<Json> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn unknown_regions_and_unreadable_rows_stand_in_their_place() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    program.run(&["migrate"]).with_code(0);
    program.file(
        "regions.csv",
        "code,name\n33,浙江省\n3306,绍兴市\n330683,嵊州市\n",
    );
    program
        .run(&["import", "region", "regions.csv"])
        .with_code(0);
    program.file("names.csv", LIST);
    let done = program
        .run(&["names", "check", "names.csv", "--json"])
        .with_code(2);
    let told = lines(&done.text());
    let rows: Vec<i64> = told
        .iter()
        .map(|line| line["row"].as_i64().unwrap())
        .collect();
    assert_eq!(rows, [2, 3, 4, 5]);
    assert_eq!(told[0]["verdict"], "pass");
    assert_eq!(
        (&told[1]["verdict"], &told[1]["name"]),
        (&Json::Null, &"剡溪路".into())
    );
    assert_eq!(told[1]["errors"][0]["field"], "category");
    let error = &told[2]["errors"][0];
    assert_eq!(
        (&error["field"], &error["value"], &error["code"]),
        (
            &"region_code".into(),
            &"黄泽镇".into(),
            &"unknown_region_code".into()
        )
    );
    assert!(
        done.complaint().contains("4: region_code"),
        "{}",
        done.complaint()
    );

    let csv = program
        .run(&["names", "check", "names.csv", "--format", "csv"])
        .with_code(2)
        .text();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(&reader.headers().unwrap()[0], "row");
    let mut rows: Vec<String> = reader
        .records()
        .map(|row| row.unwrap()[0].to_owned())
        .collect();
    rows.dedup();
    assert_eq!(rows, ["2", "3", "4", "5"]);

    program.file("one.txt", "鹿鸣路\n");
    let unknown = |more: &[&str]| {
        let mut arguments = vec!["names", "check", "one.txt", "--json"];
        arguments.extend(more);
        let done = program.run(&arguments).with_code(2);
        lines(&done.text())[0]["errors"][0]["value"].clone()
    };
    // Of a whole command it is wrong usage, of a row the row's fault.
    let wrong = ["names", "check", "one.txt", "--json", "--region", "330102"];
    assert!(
        program
            .run(&wrong)
            .with_code(64)
            .complaint()
            .contains("330102")
    );
    assert_eq!(unknown(&["--region", "嵊县", "--no-register"]), "嵊县");
    assert_eq!(unknown(&["--region", "9901", "--no-register"]), "9901");
}
