//! The command line speaks Chinese unless it is told otherwise: help, wrong arguments, errors.

use super::program::Program;
use crate::support::TestDatabase;

fn program() -> Program {
    Program::over("postgres://nobody@127.0.0.1:1/x".to_owned()).with("MINGJIE_LANG", "zh-CN")
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c))
}

#[test]
fn help_is_chinese_by_default_and_english_when_asked() {
    let program = program();
    for arguments in [
        &["--help"][..],
        &["import", "--help"],
        &["names", "check", "--help"],
        &["user", "--help"],
        &["help", "serve"],
    ] {
        let help = program.run(arguments).with_code(0).text();
        assert!(is_chinese(&help), "{help}");
        for word in [
            "Usage",
            "Options",
            "Commands",
            "Arguments",
            "Print",
            "default:",
        ] {
            assert!(!help.contains(word), "{word} in {help}");
        }
        let mut english = arguments.to_vec();
        english.extend(["--lang", "en"]);
        if arguments[0] != "help" {
            let help = program.run(&english).with_code(0).text();
            assert!(help.contains("Usage") && help.contains("Options"), "{help}");
            assert!(!is_chinese(&help.replace("名界", "")), "{help}");
        }
    }
    let nothing = program.run(&[]).with_code(64).complaint();
    assert!(
        nothing.contains("命令") && !nothing.contains("Commands"),
        "{nothing}"
    );
}

#[test]
fn wrong_arguments_are_told_in_chinese_with_the_way_to_the_help() {
    let program = program();
    for (arguments, words) in [
        (&["conquer"][..], "没有命令“conquer”"),
        (&["imprt", "place", "x.csv"], "是否指“import”"),
        (&["import", "place"], "缺少 <FILE>"),
        (&["import", "place", "a.csv", "b.csv"], "多余的参数“b.csv”"),
        (&["serve", "--port", "8080"], "没有选项“--port”"),
        (&["serve", "--listen", "everywhere"], "不接受“everywhere”"),
        (&["serve", "--listen"], "缺少值"),
        (&["key", "create", "x", "--days", "0"], "不接受“0”"),
        (
            &["names", "rules", "--on", "yesterday"],
            "不接受“yesterday”",
        ),
        (&["--lang", "fr", "doctor"], "不接受“fr”"),
        (&["import", "castle", "x.csv"], "没有种类“castle”"),
        (
            &["import", "place", "x.csv", "--crs", "mars"],
            "不认识坐标系“mars”",
        ),
        (
            &["import", "place", "x.csv", "--encoding", "EBCDIC"],
            "不支持编码“EBCDIC”",
        ),
        (
            &["import", "place", "x.csv", "--map", "name"],
            "应写成 FIELD=COLUMN",
        ),
        (
            &["export", "place", "--format", "xyz"],
            "--format 不接受“xyz”",
        ),
        (
            &["synth", "--out", "x", "--formats", "xyz"],
            "--formats 不接受“xyz”",
        ),
        (
            &["names", "check", "--fail-on", "all"],
            "--fail-on 不接受“all”",
        ),
    ] {
        let complaint = program.run(arguments).with_code(64).complaint();
        assert!(complaint.contains(words), "{arguments:?}: {complaint}");
        for word in ["error:", "Usage:", "For more information", "tip:"] {
            assert!(!complaint.contains(word), "{complaint}");
        }
    }
    let usage = program.run(&["import", "place"]).with_code(64).complaint();
    assert!(usage.contains("用法: mingjie import"), "{usage}");
    assert!(usage.contains("mingjie import --help"), "{usage}");
}

#[tokio::test]
async fn an_unknown_region_is_wrong_usage() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url()).with("MINGJIE_LANG", "zh-CN");
    program.file("regions.csv", "code,name\n330683,嵊州市\n");
    program
        .run(&["import", "region", "regions.csv"])
        .with_code(0);
    program.file("names.txt", "剡湖路\n");
    for arguments in [
        &[
            "export",
            "road",
            "--region",
            "330999",
            "--out",
            "out.geojson",
        ][..],
        &["names", "check", "names.txt", "--region", "330999"],
        &["names", "check", "--register", "--region", "330999"],
    ] {
        let complaint = program.run(arguments).with_code(64).complaint();
        assert!(complaint.contains("“330999”尚未入库"), "{complaint}");
    }
    assert!(!program.path("out.geojson").exists());
    program
        .run(&[
            "export",
            "road",
            "--region",
            "330683",
            "--out",
            "out.geojson",
        ])
        .with_code(0);
}
