//! Lists of names, handed in as requests and files.

use reqwest::Method;
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
