//! Refusals speak the reader's language through and through: nothing of the reader's, the parser's or
//! the database's own English stands bare in a Chinese sentence.

use reqwest::Method;
use serde_json::{Value as Json, json};

use crate::support::{
    Answered, Served,
    county::{feature, line, road},
};

const STREET: [[f64; 2]; 2] = [[120.61, 29.41], [120.63, 29.41]];

/// Words that only an English sentence has.
const ENGLISH: [&str; 24] = [
    "expected",
    "invalid",
    "missing",
    "unknown",
    "found",
    "must",
    "cannot",
    "failed",
    "string",
    "field",
    "character",
    "should",
    "the ",
    " is ",
    " are ",
    " of ",
    " at ",
    "digit",
    "literal",
    "input",
    "column",
    "supported",
    "needs",
    "deserialize",
];

/// Every sentence of a refusal, without what it quotes.
fn sentences(answer: &Answered) -> Vec<String> {
    let mut all = vec![answer.body["title"].clone(), answer.body["detail"].clone()];
    for error in answer.body["errors"].as_array().into_iter().flatten() {
        all.push(error["reason"].clone());
        all.push(error["mend"].clone());
    }
    all.iter()
        .map(|sentence| sentence.as_str().unwrap().to_owned())
        .collect()
}

/// Quoted parts are somebody else's words.
fn unquoted(sentence: &str) -> String {
    let mut depth = 0_usize;
    sentence
        .chars()
        .filter(|c| {
            match c {
                '（' | '“' => depth += 1,
                '）' | '”' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        })
        .collect()
}

fn assert_chinese(what: &str, answer: &Answered) {
    for sentence in sentences(answer) {
        let bare = unquoted(&sentence).to_lowercase();
        let english: Vec<_> = ENGLISH
            .iter()
            .filter(|word| bare.contains(**word))
            .collect();
        assert!(english.is_empty(), "{what}: {english:?} in {sentence}");
        assert!(
            sentence
                .chars()
                .any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)),
            "{what}: {sentence}"
        );
    }
}

#[tokio::test]
async fn wrong_parameters_are_told_in_chinese_and_in_english() {
    let served = Served::new().await.with_county().await;
    for path in [
        "/api/v1/nearest?lon=x&lat=29",
        "/api/v1/nearest?lat=29",
        "/api/v1/nearest?lon=120&lat=29&k=many",
        "/api/v1/nearest?lon=120&lat=29&k=0",
        "/api/v1/nearest?lon=120&lat=29&kinds=castle",
        "/api/v1/nearest?lon=120&lat=29&kinds=boundary_marker",
        "/api/v1/nearest?lon=120&lat=29&nearby=1",
        "/api/v1/reverse?lon=1e999&lat=29",
        "/api/v1/within",
        "/api/v1/within?bbox=1,2,3",
        "/api/v1/within?polygon=POLYGON((1%201,2%202))",
        "/api/v1/within?polygon=POLYGON((120%2029,121%2029,121%20x))",
        "/api/v1/within?polygon=CIRCLE(1%202)",
        "/api/v1/within?polygon=POLYGON((120%2029,121%2030,121%2029,120%2030,120%2029))",
        "/api/v1/within?bbox=120,29,121,30&cursor=x",
        "/api/v1/search",
        "/api/v1/search?q=%E5%89%A1&limit=0",
        "/api/v1/search?q=%E5%89%A1&near=here",
        "/api/v1/road?limit=x",
        "/api/v1/road?cursor=x",
        "/api/v1/road?colour=red",
        "/api/v1/road?class=huge",
        "/api/v1/road?valid_from=yesterday",
        "/api/v1/road?state=lost",
        "/api/v1/changes?since=x",
        "/api/v1/changes?since=-1",
        "/api/v1/changes?form=short",
        "/api/v1/names/romanize?name=%E5%89%A1&category=castle",
        "/api/v1/names/romanize",
        "/api/v1/kinds?x=1",
        "/ogc/collections/roads/items?crs=mars",
        "/ogc/collections/roads/items?datetime=yesterday",
        "/ogc/collections/roads/items?bbox=1,2",
        "/api/v1/attachments?subject_kind=case&subject_id=7",
    ] {
        let chinese = served.public.get(path).answer().await;
        assert!(chinese.status.is_client_error(), "{path}: {chinese:?}");
        assert_chinese(path, &chinese);
        let english = served
            .public
            .get(path)
            .header("accept-language", "en")
            .answer()
            .await;
        assert_eq!(english.status, chinese.status, "{path}");
        assert!(
            sentences(&english).iter().all(|sentence| {
                !sentence
                    .chars()
                    .any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c))
            }),
            "{path}: {english:?}"
        );
    }
}

#[tokio::test]
async fn the_wrong_parameter_is_named_with_what_it_takes() {
    let served = Served::new().await;
    let detail = |path: &'static str| {
        let asked = served.public.get(path);
        async move {
            asked.expect(400).await.body["detail"]
                .as_str()
                .unwrap()
                .to_owned()
        }
    };
    assert_eq!(
        detail("/api/v1/nearest?lon=x&lat=29").await,
        "查询参数 lon：应为数字"
    );
    assert_eq!(
        detail("/api/v1/nearest?lat=29").await,
        "查询参数有误：缺少 lon"
    );
    let unknown = detail("/api/v1/nearest?lon=1&lat=2&nearby=1").await;
    assert!(
        unknown.contains("没有 nearby") && unknown.contains("max_m"),
        "{unknown}"
    );
    assert_eq!(detail("/api/v1/road?colour=red").await, "没有参数 colour");
}

#[tokio::test]
async fn wrong_bodies_are_told_in_chinese() {
    let served = Served::new().await.with_county().await;
    let id = served.create("road", &road("R1", "剡湖路", &STREET)).await;
    let bow_tie = json!({ "type": "Polygon", "coordinates": [[
        [120.6, 29.4], [120.7, 29.5], [120.7, 29.4], [120.6, 29.5], [120.6, 29.4]
    ]] });
    let odd = json!({ "type": "LineString", "coordinates": [[120.6, "x"]] });
    let properties = |properties: Json| feature(line(&STREET), properties).to_string();
    for (path, body) in [
        ("/api/v1/road", "{".to_owned()),
        ("/api/v1/road", "{\"a\":}".to_owned()),
        ("/api/v1/road", "[]".to_owned()),
        (
            "/api/v1/road",
            "{\"type\":\"FeatureCollection\"}".to_owned(),
        ),
        ("/api/v1/road", feature(odd.clone(), json!({})).to_string()),
        ("/api/v1/road", properties(json!({ "width_m": "wide" }))),
        ("/api/v1/road", properties(json!({ "class": "huge" }))),
        (
            "/api/v1/road",
            properties(json!({ "valid_from": "5 March" })),
        ),
        ("/api/v1/road", properties(json!({ "nmae": "x" }))),
        ("/api/v1/place", feature(Json::Null, json!({})).to_string()),
        (
            "/api/v1/cemetery",
            feature(
                bow_tie.clone(),
                json!({ "name": "x", "cemetery_type": "eco" }),
            )
            .to_string(),
        ),
        ("/api/v1/within", bow_tie.to_string()),
        ("/api/v1/within", odd.to_string()),
        ("/api/v1/within", "7".to_owned()),
        ("/api/v1/names/check", "{\"name\":5}".to_owned()),
        ("/api/v1/names/check", "{\"nmae\":\"x\"}".to_owned()),
        (
            "/api/v1/names/check",
            "{\"name\":\"x\",\"on\":\"yesterday\"}".to_owned(),
        ),
        (
            "/api/v1/names/check",
            "{\"name\":\"x\",\"category\":\"castle\"}".to_owned(),
        ),
        ("/api/v1/address/parse", "{\"texts\":7}".to_owned()),
        ("/api/v1/fault-reports", "[]".to_owned()),
        (
            "/api/v1/fault-reports",
            "{\"position\":7,\"colour\":1}".to_owned(),
        ),
        ("/api/v1/session", "{\"login\":\"x\"}".to_owned()),
        ("/api/v1/uploads", "{\"name\":\"x\",\"size\":-1}".to_owned()),
    ] {
        let answer = served
            .writer
            .ask(Method::POST, path)
            .header("content-type", "application/json")
            .body(body.clone())
            .answer()
            .await;
        assert!(answer.status.is_client_error(), "{path} {body}: {answer:?}");
        assert_chinese(&format!("{path} {body}"), &answer);
    }
    let path = format!("/api/v1/road/{id}");
    let unversioned = served.writer.ask(Method::PATCH, &path).json(&json!({}));
    assert_chinese("no version", &unversioned.answer().await);
    let misversioned = served
        .writer
        .ask(Method::PATCH, &path)
        .header("if-match", "three")
        .json(&json!({}));
    assert_chinese("a wrong version", &misversioned.answer().await);
}

#[tokio::test]
async fn a_mend_speaks_of_the_request_and_never_of_a_commands_options() {
    let served = Served::new().await.with_county().await;
    let far = feature(line(&[[190.0, 29.0], [191.0, 29.0]]), json!({}));
    let unnamed = feature(Json::Null, json!({ "class_code": "22000" }));
    for (path, body) in [("/api/v1/road", far), ("/api/v1/place", unnamed)] {
        for lang in ["zh-CN", "en"] {
            let refused = served
                .writer
                .post(path, &body)
                .header("accept-language", lang)
                .refused(422, "invalid")
                .await;
            for sentence in sentences(&refused) {
                assert!(!sentence.contains("--"), "{sentence}");
            }
        }
    }
    let latin = served
        .public
        .ask(Method::POST, "/api/v1/names/check")
        .header("content-type", "text/csv")
        .body(vec![b'n', b'a', b'm', b'e', b'\n', 0xff, 0xff, 0xff, b'\n']);
    let refused = latin.refused(422, "invalid").await;
    for sentence in sentences(&refused) {
        assert!(!sentence.contains("--"), "{sentence}");
    }
}
