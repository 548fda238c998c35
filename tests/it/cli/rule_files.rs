//! The bureau's own packs and word lists under the data folder: taken at the start, and a broken one
//! stops it.

use std::fs;

use super::program::Program;

const PACK: &str = "region = \"3306\"\nfrom = \"2026-07-01\"\nbasis = \"x\"\n\
    title = { zh = \"绍兴市\", en = \"Shaoxing\" }\n\
    [rules.N18-ordinal]\nseverity = \"stop\"\narticle = \"第五条\"\n";

fn program(pack: &str) -> Program {
    let program = Program::over("postgres://nobody@127.0.0.1:1/none".to_owned());
    fs::create_dir_all(program.path("data/packs")).unwrap();
    fs::create_dir_all(program.path("data/words")).unwrap();
    program.file("data/packs/shaoxing-2026-07-01.toml", pack);
    program
}

#[test]
fn a_citys_pack_in_the_data_folder_judges_from_its_first_day() {
    let program = program(PACK);
    program.file("names.csv", "name,region_code\n二路,330683\n");
    let verdict = |on: &str| {
        let done = program
            .run(&[
                "names",
                "check",
                "names.csv",
                "--no-register",
                "--on",
                on,
                "--json",
            ])
            .with_code(0)
            .json();
        format!(
            "{} {}",
            done["pack"].as_str().unwrap(),
            done["verdict"].as_str().unwrap()
        )
    };
    assert_eq!(verdict("2026-07-01"), "shaoxing-2026-07-01 prohibited");
    assert_eq!(verdict("2026-06-30"), "zhejiang-2025-06-01 attention");
}

#[test]
fn a_broken_or_empty_file_stops_the_start_and_is_named_with_its_line() {
    let program = program(&PACK.replace("3306", "绍兴"));
    let told = |arguments: &[&str]| program.run(arguments).with_code(1).complaint();
    let complaint = told(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        complaint.contains("data/packs/shaoxing-2026-07-01.toml: region: "),
        "{complaint}"
    );
    program.file("data/packs/shaoxing-2026-07-01.toml", PACK);
    program.file("data/words/leader.csv", "# to be filled\n");
    let complaint = told(&["names", "rules"]);
    assert!(
        complaint.contains("data/words/leader.csv: word: the list is empty"),
        "{complaint}"
    );
    program.file("data/words/leader.csv", "甲乙丙,nowhere\n");
    let complaint = told(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(
        complaint.contains("data/words/leader.csv: line 1: `nowhere`"),
        "{complaint}"
    );
}
