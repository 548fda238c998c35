//! `mingjie address`: one line of JSON an address, in their order.

use serde_json::Value as Json;

use super::program::Program;
use crate::support::TestDatabase;

fn lines(text: &str) -> Vec<Json> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn addresses_are_taken_apart_and_found_line_by_line() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    program.file("a.txt", "东南路128号\n\n和平巷3号\n");
    program.file(
        "a.csv",
        "id,text\n1,\"嵊州市东南路 5号, 3幢\"\n2,剡湖路9号\n",
    );
    let told = lines(
        &program
            .run(&["address", "parse", "a.txt", "--no-register"])
            .with_code(0)
            .text(),
    );
    assert_eq!(told.len(), 2);
    assert_eq!(told[0]["components"]["road"], "东南路");
    assert_eq!(told[1]["components"]["lane"], "和平巷");
    let told = lines(
        &program
            .run(&["address", "parse", "a.csv", "--no-register"])
            .with_code(0)
            .text(),
    );
    assert_eq!(told[0]["components"]["building"], "3幢");
    let told = lines(
        &program
            .run(&["address", "geocode", "a.csv", "--no-register"])
            .with_code(0)
            .text(),
    );
    assert_eq!(told[1]["match"], "none");
    program.run(&["migrate"]).with_code(0);
    program.file(
        "roads.csv",
        "source_id,name,wkt\nR1,剡湖路,\"LINESTRING(120.61 29.41,120.63 29.41)\"\n",
    );
    program.file(
        "plates.csv",
        "source_id,road_source_id,number,lon,lat\nD9,R1,9,120.615,29.4102\n",
    );
    for (kind, file) in [("road", "roads.csv"), ("doorplate", "plates.csv")] {
        program.run(&["import", kind, file]).with_code(0);
    }
    let told = lines(
        &program
            .run(&["address", "geocode", "a.csv"])
            .with_code(0)
            .text(),
    );
    assert_eq!(told[1]["match"], "exact");
    assert_eq!(told[1]["lon"], 120.615);
    assert_eq!(told[0]["match"], "none");
}
