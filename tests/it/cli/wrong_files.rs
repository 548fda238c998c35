//! Files that are no use: each is told for what it is, with what to do, in both languages.

use std::fs;

use super::program::Program;
use crate::support::{
    TestDatabase,
    samples::{archive, part},
};

/// Both languages' complaints about a file.
fn complaints(program: &Program, kind: &str, file: &str, code: i32) -> [String; 2] {
    ["zh-CN", "en"].map(|lang| {
        let arguments = ["--lang", lang, "import", kind, file];
        program.run(&arguments).with_code(code).complaint()
    })
}

#[tokio::test]
async fn a_file_that_is_no_use_is_told_for_what_it_is() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    fs::create_dir(program.path("folder")).unwrap();
    program.file("empty.csv", "");
    program.file("blank.csv", "\n\n");
    let zip = archive(&[part("places.csv", b"x")]);
    fs::write(program.path("places.zip"), &zip).unwrap();
    fs::write(program.path("places.xlsx"), &zip).unwrap();
    fs::write(program.path("renamed.csv"), &zip).unwrap();
    let utf16: Vec<u8> = "\u{feff}name,lon,lat\n大王庙,120.6,29.4\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    fs::write(program.path("utf16.csv"), utf16).unwrap();
    program.file("places.dbf", "x");
    let mut shp = vec![0, 0, 0x27, 0x0A];
    shp.resize(100, 0);
    fs::write(program.path("alone.shp"), shp).unwrap();
    program.file("report.pdf", "%PDF-1.7 hello");
    program.file(
        "cut.geojson",
        "{\"type\":\"FeatureCollection\",\"features\":[",
    );
    program.file("object.geojson", "{\"type\":\"Topology\"}");
    for (file, chinese, english) in [
        ("missing.csv", "文件不存在", "no such file"),
        ("folder", "是目录", "is a folder"),
        ("empty.csv", "是空文件", "is empty"),
        ("blank.csv", "是空文件", "is empty"),
        ("places.zip", "先解压", "unpack it"),
        ("places.xlsx", "另存为 CSV", "save it as CSV"),
        ("renamed.csv", "先解压", "unpack it"),
        ("utf16.csv", "另存为 UTF-8", "save it as UTF-8"),
        ("places.dbf", "同名的 .shp", "name the .shp"),
        ("alone.shp", "缺少同名的 .dbf", "no .dbf beside it"),
        ("report.pdf", "不认识这种格式", "no known format"),
        ("object.geojson", "没有 features 列表", "no features list"),
    ] {
        let [zh, en] = complaints(&program, "place", file, 1);
        assert!(zh.contains(chinese), "{file}: {zh}");
        assert!(en.contains(english), "{file}: {en}");
        assert_eq!(zh.trim().lines().count(), 1, "{zh}");
    }
    // One that is cut off loads what it has and rejects the rest.
    program
        .run(&["--lang", "zh-CN", "import", "place", "cut.geojson"])
        .with_code(2);
    let rejects = fs::read_to_string(program.path("cut.geojson.rejects.csv")).unwrap();
    assert!(rejects.contains("文件在 features 中途结束"), "{rejects}");
}

#[tokio::test]
async fn what_spreadsheets_write_is_read() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    let rows = |separator: &str| {
        let head = ["source_id", "name", "class_code", "lon", "lat"].join(separator);
        let row = ["P1", "大王庙", "22000", "120.6", "29.4"].join(separator);
        format!("{head}\r\n{row}\r\n")
    };
    for (source, content) in [
        ("comma", rows(",")),
        ("semicolon", rows(";")),
        ("tab", rows("\t")),
        ("mark", format!("\u{feff}{}", rows(","))),
    ] {
        let name = format!("{source}.csv");
        program.file(&name, &content);
        let report = program
            .run(&["--json", "import", "place", &name, "--source", source])
            .with_code(0)
            .json();
        assert_eq!(report["inserted"], 1, "{source}");
    }
    let gbk = encoding_of_gb18030(&rows(","));
    fs::write(program.path("gbk.csv"), gbk).unwrap();
    let report = program
        .run(&["--json", "import", "place", "gbk.csv", "--source", "gbk"])
        .with_code(0)
        .json();
    assert_eq!(report["inserted"], 1);
}

/// 大王庙 in GB18030, by its code table: 4F F3 … is not ASCII, so it is written out.
fn encoding_of_gb18030(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for c in text.chars() {
        match c {
            '大' => bytes.extend([0xB4, 0xF3]),
            '王' => bytes.extend([0xCD, 0xF5]),
            '庙' => bytes.extend([0xC3, 0xED]),
            c => bytes.push(u8::try_from(u32::from(c)).unwrap()),
        }
    }
    bytes
}

#[tokio::test]
async fn rejects_tell_the_options_of_the_import_and_reasons_in_chinese() {
    let database = TestDatabase::new().await;
    let program = Program::over(database.url());
    program.file(
        "bad.csv",
        "source_id,name,class_code,wkt\n\
         P1,大王庙,22000,POINT(120.6\n\
         P2,,22000,POINT(120.6 29.4)\n\
         P3,飞来石,22000,CIRCLE(1 2)\n\
         P4,飞来石,22000\n\
         P5,\"飞来石,22000,POINT(120.6 29.4)\n",
    );
    program
        .run(&["--lang", "zh-CN", "import", "place", "bad.csv"])
        .with_code(2);
    let rejects = fs::read_to_string(program.path("bad.csv.rejects.csv")).unwrap();
    for words in [
        "个字符处应为",
        "或用 --set name=值 统一指定",
        "不支持几何类型“CIRCLE”",
        "本行有 3 列，标题行有 4 列",
        "引号没有闭合",
    ] {
        assert!(rejects.contains(words), "{words} in {rejects}");
    }
}
