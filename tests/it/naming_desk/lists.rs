//! Lists of names, handed in as requests and files.

use reqwest::Method;
use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value as Json, json};

use super::{check, county, rules};

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[tokio::test]
async fn names_of_one_list_are_checked_against_each_other() {
    let served = county().await;
    let name = |name: &str| json!({ "name": name, "category": "road", "region_code": "330683" });
    let list = json!({ "names": [name("文星路"), name("文兴路"), name("长乐路"), name("长乐路"), name("云霄路")] });
    let checked = served
        .public
        .post("/api/v1/names/check", &list)
        .expect(200)
        .await;
    let results = checked.body["results"].as_array().unwrap();
    assert!(rules(&results[0]).contains(&"N8-sound"), "{}", results[0]);
    assert!(rules(&results[1]).contains(&"N8-sound"));
    assert!(rules(&results[2]).contains(&"N8-same"));
    assert_eq!(results[2]["verdict"], "prohibited");
    assert_eq!(results[4]["verdict"], "pass");
    let evidence = &results[2]["findings"][0]["evidence"][0];
    assert_eq!(
        (&evidence["id"], &evidence["relation"]),
        (&Json::Null, &json!("same"))
    );
    assert_eq!(
        check(&served, "长乐路").await["verdict"],
        "pass",
        "alone it is alone"
    );
}

#[tokio::test]
async fn a_list_comes_as_csv_in_gb18030_and_leaves_as_a_table() {
    let served = county().await;
    let (bytes, ..) = encoding_rs::GB18030
        .encode("名称,类别,长度(米)\n长　乐　路,道路,300\n剡溪路,马路,\n,道路,1\n");
    let checked = served
        .public
        .ask(Method::POST, "/api/v1/names/check?region_code=330683")
        .header("content-type", "text/csv")
        .body(bytes.to_vec())
        .expect(200)
        .await;
    let results = checked.body["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(
        (&results[0]["name"], &results[0]["row"]),
        (&json!("长乐路"), &json!(2))
    );
    let errors = checked.body["errors"].as_array().unwrap();
    let told: Vec<_> = errors
        .iter()
        .map(|e| (e["row"].as_i64().unwrap(), e["field"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(3, "category"), (4, "name")]);

    let table = served
        .request(Method::POST, "/api/v1/names/check?format=csv")
        .json(&json!({ "names": [{ "name": "长乐路" }] }))
        .send()
        .await
        .unwrap();
    assert_eq!(table.headers()["content-type"], "text/csv; charset=utf-8");
    assert!(table.text().await.unwrap().contains("长乐路,Chánglè Lù"));
    let headless = served
        .public
        .ask(Method::POST, "/api/v1/names/check")
        .header("content-type", "text/csv")
        .body("序号,类别\n1,道路\n")
        .refused(422, "invalid")
        .await;
    assert_eq!(headless.fields(), ["name"]);
}

#[tokio::test]
async fn a_list_comes_and_leaves_as_a_spreadsheet() {
    let served = county().await;
    let answer = served
        .request(Method::POST, "/api/v1/names/check?format=xlsx")
        .json(&json!({ "names": [{ "name": "长乐路" }, { "name": "剡溪路" }] }))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.headers()["content-type"], SHEET);
    let sheet = answer.bytes().await.unwrap();
    // Its column 名称 is one that a list has.
    let checked = served
        .public
        .ask(Method::POST, "/api/v1/names/check")
        .header("content-type", SHEET)
        .body(sheet)
        .expect(200)
        .await;
    let results = checked.body["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let broken = served
        .public
        .ask(Method::POST, "/api/v1/names/check")
        .header("content-type", SHEET)
        .body("PK\u{3}\u{4}not a sheet");
    broken.refused(422, "invalid").await;
}

#[tokio::test]
async fn a_docket_as_an_office_sends_it_is_checked_row_by_row() {
    let served = county().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    // A title above the heads, heads in traditional characters, no column of categories or regions.
    sheet
        .merge_range(0, 0, 0, 2, "二〇二六年第三季度命名申报表", &plain)
        .unwrap();
    for (column, head) in (0..).zip(["序號", "擬用名稱", "長度（米）"]) {
        sheet.write_string(1, column, head).unwrap();
    }
    // A length that three rows share, a name over two rows, gaps, traditional characters.
    for (row, name) in (2..).zip(["长　乐　路", "世界名城", "東橋弄"]) {
        sheet.write_string(row, 1, name).unwrap();
    }
    sheet.merge_range(2, 2, 4, 2, "1,200米", &plain).unwrap();
    sheet.merge_range(5, 1, 6, 1, "书声路", &plain).unwrap();
    for row in 2..10_001 {
        sheet.write_number(row, 0, f64::from(row) - 1.0).unwrap();
    }
    for row in 7..10_001 {
        sheet.write_string(row, 1, format!("甲{row}路")).unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let sent = |bytes: Vec<u8>| {
        served
            .public
            .ask(Method::POST, "/api/v1/names/check?region_code=330683")
            .header("content-type", SHEET)
            .body(bytes)
    };
    let told = sent(bytes).expect(200).await.body;
    let results = told["results"].as_array().unwrap();
    assert_eq!(results.len(), 9_998);
    let row = |at: usize| {
        (
            &results[at]["row"],
            &results[at]["name"],
            &results[at]["verdict"],
        )
    };
    assert_eq!(row(0), (&json!(3), &json!("长乐路"), &json!("pass")));
    assert_eq!(results[0]["written"], "长　乐　路");
    assert_eq!(
        row(1),
        (&json!(4), &json!("世界名城"), &json!("prohibited"))
    );
    assert!(rules(&results[2]).contains(&"N3-traditional"));
    assert_eq!(row(9_997).0, &json!(10_001));
    let errors = told["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1);
    assert_eq!(
        (&errors[0]["row"], &errors[0]["code"]),
        (&json!(7), &json!("merged_cell"))
    );
    assert_eq!(told["unknown_columns"], json!(["序號"]));

    // Another row is one too many, and the file is refused as a whole.
    let text: String = std::iter::once("名称\n".to_owned())
        .chain((0..10_001).map(|n| format!("甲{n}路\n")))
        .collect();
    let (bytes, ..) = encoding_rs::GB18030.encode(&text);
    let long = served
        .public
        .ask(Method::POST, "/api/v1/names/check?region_code=330683")
        .header("content-type", "text/csv")
        .body(bytes.to_vec());
    let refused = long.refused(422, "invalid").await;
    assert_eq!(refused.body["errors"][0]["code"], "too_many_rows");
}

#[tokio::test]
async fn a_spelling_shows_what_it_rests_on() {
    let served = county().await;
    let told = served
        .public
        .get("/api/v1/names/romanize?name=拉萨西路")
        .expect(200)
        .await;
    assert_eq!(told.body["pinyin"], "Lāsà Xīlù");
    assert_eq!(
        (&told.body["sign"], &told.body["minority_spelling"]),
        (&json!("LASA XILU"), &json!("Lhasa Xilu"))
    );
    let told = served
        .public
        .get("/api/v1/names/romanize?name=乐清市")
        .expect(200)
        .await;
    assert_eq!(told.body["syllables"][0]["source"], "place_name");
    assert_eq!(told.body["syllables"][0]["readings"], json!(["lè", "yuè"]));
}
