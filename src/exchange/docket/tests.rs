//! Lists as offices hand them in.

use rust_xlsxwriter::{Format, Workbook};

use super::*;
use crate::{domain::ProblemCode, text::Category};

fn names(file: &DocketFile) -> Vec<&str> {
    file.rows
        .iter()
        .map(|row| row.draft.name.as_str())
        .collect()
}

fn problems(file: &DocketFile) -> Vec<(u64, ProblemCode, &str)> {
    let all = file.problems.iter();
    all.map(|(row, problem)| (*row, problem.code, problem.field.as_ref()))
        .collect()
}

#[test]
fn a_list_of_lines_needs_no_head() {
    let file = read_docket("长乐路\n\n剡溪路\n".as_bytes(), 10).unwrap();
    assert_eq!(names(&file), ["长乐路", "剡溪路"]);
    assert_eq!(file.rows[1].row, 3);
}

#[test]
fn chinese_and_traditional_heads_units_and_gaps_are_understood() {
    let text = "序号,擬用名稱,類別,長度（米）,红线宽度\n1,长　乐　路,道路,\"1,200米\",24\n2,富民街,街巷,,\n";
    let file = read_docket(text.as_bytes(), 10).unwrap();
    assert_eq!(names(&file), ["长乐路", "富民街"]);
    assert_eq!(file.rows[0].written, "长　乐　路");
    let draft = &file.rows[0].draft;
    assert_eq!(
        (draft.category, draft.length_m, draft.width_m),
        (Some(Category::Road), Some(1200.0), Some(24.0))
    );
    assert_eq!(file.unknown_columns, ["序号"]);
}

#[test]
fn gb18030_is_recognised_and_neither_encoding_is_refused() {
    let (bytes, ..) = encoding_rs::GB18030.encode("名称,类别\n剡湖路,道路\n甪里街,道路\n");
    assert_eq!(
        names(&read_docket(&bytes, 10).unwrap()),
        ["剡湖路", "甪里街"]
    );
    let broken = read_docket(b"name\n\xFF\xFE\xFF\xFF\n", 10).unwrap_err();
    assert!(matches!(
        broken,
        NotADocket::Encoding | NotADocket::Unreadable(_)
    ));
}

#[test]
fn what_is_wrong_is_told_by_row_and_field_and_the_rest_is_read() {
    let text = "name,category,length_m,lon,lat\n长乐路,road,12,120.8,29.6\n富民街,street,abc,120,29\n,road,5,,\n江滨路,road,5,290,29\n";
    let file = read_docket(text.as_bytes(), 10).unwrap();
    assert_eq!(names(&file), ["长乐路"]);
    assert_eq!(
        problems(&file),
        [
            (3, ProblemCode::WrongValue, "category"),
            (3, ProblemCode::WrongType, "length_m"),
            (4, ProblemCode::MissingField, "name"),
            (5, ProblemCode::CoordinateOutOfRange, "lon"),
        ]
    );
}

#[test]
fn a_list_without_names_says_which_heads_it_has() {
    let lost = read_docket("序号,类别\n1,道路\n".as_bytes(), 10).unwrap_err();
    assert_eq!(
        lost,
        NotADocket::NoNames(vec!["序号".to_owned(), "类别".to_owned()])
    );
    let long = read_docket("name\na\nb\nc\n".as_bytes(), 2).unwrap_err();
    assert_eq!(long, NotADocket::TooLong(2));
}

#[test]
fn a_spreadsheet_with_a_title_and_merged_cells_is_read() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    sheet
        .merge_range(0, 0, 0, 3, "嵊州市地名命名审查表", &plain)
        .unwrap();
    for (column, head) in (0..).zip(["序号", "名称", "类别", "长度(米)"]) {
        sheet.write_string(1, column, head).unwrap();
    }
    for (row, name) in (2..).zip(["长乐路", "剡溪路", "富民街"]) {
        sheet.write_number(row, 0, f64::from(row) - 1.0).unwrap();
        sheet.write_string(row, 1, name).unwrap();
        sheet.write_number(row, 3, 350.0).unwrap();
    }
    sheet.merge_range(2, 2, 4, 2, "道路", &plain).unwrap();
    sheet.merge_range(5, 1, 6, 1, "东桥弄", &plain).unwrap();
    sheet.write_number(5, 0, 4).unwrap();
    sheet.write_number(6, 0, 5).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let file = read_docket(&bytes, 100).unwrap();
    assert_eq!(names(&file), ["长乐路", "剡溪路", "富民街", "东桥弄"]);
    assert!(
        file.rows[..3]
            .iter()
            .all(|row| row.draft.category == Some(Category::Road))
    );
    assert_eq!(file.rows[0].draft.length_m, Some(350.0));
    assert_eq!(problems(&file), [(7, ProblemCode::MergedCell, "name")]);
}

#[test]
fn ten_thousand_rows_are_read() {
    let text: String = std::iter::once("name\n".to_owned())
        .chain((0..10_000).map(|n| format!("甲{n}路\n")))
        .collect();
    assert_eq!(
        read_docket(text.as_bytes(), 10_000).unwrap().rows.len(),
        10_000
    );
}

#[test]
fn a_spreadsheet_of_ten_thousand_rows_is_read_gaps_and_traditional_characters_too() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0..).zip(["序號", "擬用名稱", "類別"]) {
        sheet.write_string(0, column, head).unwrap();
    }
    for row in 1..=10_000 {
        sheet.write_number(row, 0, f64::from(row)).unwrap();
        sheet
            .write_string(row, 1, format!("長　樂　{row}　路"))
            .unwrap();
        sheet.write_string(row, 2, "道路").unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let file = read_docket(&bytes, 10_000).unwrap();
    assert_eq!((file.rows.len(), file.problems.len()), (10_000, 0));
    let last = &file.rows[9_999];
    assert_eq!(
        (last.row, last.draft.name.as_str(), last.draft.category),
        (10_001, "長樂 10000 路", Some(Category::Road))
    );
    assert_eq!(
        read_docket(&bytes, 9_999).unwrap_err(),
        NotADocket::TooLong(9_999)
    );
}

#[test]
fn a_spreadsheet_without_the_column_of_names_says_which_heads_it_has() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in (0..).zip(["序号", "类别", "长度"]) {
        sheet.write_string(0, column, head).unwrap();
        sheet.write_string(1, column, "1").unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let heads = ["序号", "类别", "长度"].map(str::to_owned).to_vec();
    assert_eq!(
        read_docket(&bytes, 10).unwrap_err(),
        NotADocket::NoNames(heads)
    );
}

#[test]
fn rows_that_turn_out_wrong_are_taken_out_and_stay_told() {
    let text = "name,category\n长乐路,road\n剡溪路,street\n富民街,road\n";
    let mut file = read_docket(text.as_bytes(), 10).unwrap();
    let wrong = crate::domain::Problem::new(ProblemCode::UnknownRegion, "region_code", "99");
    let kept = file.settle(vec![Err(wrong), Ok("富民街")]);
    assert_eq!((kept, names(&file)), (vec!["富民街"], vec!["富民街"]));
    assert_eq!(
        problems(&file),
        [
            (2, ProblemCode::UnknownRegion, "region_code"),
            (3, ProblemCode::WrongValue, "category"),
        ]
    );
    let unread = [(2, "长乐路".to_owned()), (3, "剡溪路".to_owned())];
    assert_eq!(file.unread, unread);
    assert_eq!(file.problems_of(3).count(), 1);
}

#[test]
fn what_is_written_can_be_read_again_and_starts_no_formula() {
    let table = DocketTable {
        heads: vec!["名称".to_owned(), "意见".to_owned()],
        rows: vec![vec!["长乐路".to_owned(), "=1+1".to_owned()]],
    };
    for is_sheet in [true, false] {
        let bytes = write_docket(&table, is_sheet).unwrap();
        assert_eq!(names(&read_docket(&bytes, 10).unwrap()), ["长乐路"]);
    }
    let text = String::from_utf8(write_docket(&table, false).unwrap()).unwrap();
    assert!(text.contains("'=1+1"));
}

/// A spreadsheet whose sheet and shared texts are written by hand.
fn by_hand(sheet: &str, shared: &str) -> Vec<u8> {
    use std::io::Write as _;

    const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let parts = [
        (
            "_rels/.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                r#"<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/sharedStrings.xml",
            format!(r#"<sst xmlns="{MAIN}">{shared}</sst>"#),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{MAIN}">{sheet}</worksheet>"#),
        ),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let how = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        archive.start_file(name, how).unwrap();
        archive.write_all(HEAD.as_bytes()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// Rows whose only cell points to the first shared text.
fn pointing(rows: usize) -> String {
    let each = |n: usize| format!(r#"<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>"#);
    let rows: String = (1..=rows).map(each).collect();
    format!("<sheetData>{rows}</sheetData>")
}

#[test]
fn a_spreadsheet_that_unpacks_to_more_than_a_list_needs_is_refused() {
    let small = by_hand(&pointing(3), "<si><t>长乐路</t></si>");
    assert_eq!(names(&read_docket(&small, 10).unwrap()), ["长乐路"; 3]);
    // 60 MiB of nothing in some 60 KiB.
    let bomb = by_hand(&pointing(3), &"<si/>".repeat(12 << 20));
    assert!(bomb.len() < 1 << 20);
    let refused = read_docket(&bomb, 10_000).unwrap_err();
    assert_eq!(refused, NotADocket::Unpacks(bounds::allowed(10_011)));
    let told = refused.problem().reason(crate::messages::Lang::En);
    assert!(told.contains("unpacks to more than 51 MiB"), "{told}");
}

#[test]
fn a_text_that_every_cell_points_to_and_merged_areas_are_bounded_too() {
    // A text of a megabyte that a thousand cells say.
    let long = format!("<si><t>{}</t></si>", "长".repeat(350_000));
    let told = by_hand(&pointing(1_000), &long);
    let refused = read_docket(&told, 10_000).unwrap_err();
    assert!(matches!(refused, NotADocket::Unpacks(_)));
    // Ten thousand areas that each reach over ten thousand rows.
    let areas = r#"<mergeCell ref="A1:A10000"/>"#.repeat(10_000);
    let merged = by_hand(
        &format!("{}<mergeCells>{areas}</mergeCells>", pointing(10_000)),
        "<si><t>长乐路</t></si>",
    );
    let refused = read_docket(&merged, 10_000).unwrap_err();
    assert!(matches!(refused, NotADocket::Unpacks(_)));
}
