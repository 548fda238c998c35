//! The description of the door: every route is in it, in both versions, and every reference holds.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use serde_json::Value;

use crate::support::Served;

const ROUTER: &str = include_str!("../../src/http/router.rs");

/// What the contract promises; the document may have more.
const PROMISED: [&str; 45] = [
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/openapi-3.0.json",
    "/api/v1/kinds",
    "/api/v1/{kind}",
    "/api/v1/{kind}/{id}",
    "/api/v1/{kind}/{id}/history",
    "/api/v1/nearest",
    "/api/v1/reverse",
    "/api/v1/within",
    "/api/v1/search",
    "/api/v1/names/check",
    "/api/v1/names/romanize",
    "/api/v1/names/suggest",
    "/api/v1/names/campaign",
    "/api/v1/name-reservations",
    "/api/v1/name-reservations/{id}",
    "/api/v1/word-banks",
    "/api/v1/word-banks/{id}",
    "/api/v1/roads/unnamed",
    "/api/v1/roads/coverage",
    "/api/v1/changes",
    "/api/v1/imports",
    "/api/v1/cases",
    "/api/v1/cases/{case}",
    "/api/v1/cases/{case}/acts/{act}",
    "/api/v1/cases/{case}/comments",
    "/api/v1/tasks",
    "/api/v1/fault-reports",
    "/api/v1/fault-reports/{receipt}",
    "/tiles/{z}/{x}/{y}",
    "/tiles/{layer}/{z}/{x}/{y}",
    "/tiles.json",
    "/style.json",
    "/ogc",
    "/ogc/conformance",
    "/ogc/collections",
    "/ogc/collections/{collection}",
    "/ogc/collections/{collection}/items",
    "/ogc/collections/{collection}/items/{id}",
    "/ogc/collections/{collection}/queryables",
    "/ogc/tiles",
    "/ogc/tileMatrixSets/{set}",
];

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                found.insert(reference.to_owned());
            }
            members
                .values()
                .for_each(|member| references(member, found));
        }
        _ => {}
    }
}

#[tokio::test]
async fn both_versions_describe_every_route_and_refer_to_nothing_missing() {
    let served = Served::new().await;
    for (path, version) in [("/openapi.json", "3.1"), ("/openapi-3.0.json", "3.0")] {
        let response = served.get(path).await;
        assert_eq!(
            response.headers()["content-type"],
            format!("application/vnd.oai.openapi+json;version={version}").as_str()
        );
        let document: Value = response.json().await.unwrap();
        assert!(document["openapi"].as_str().unwrap().starts_with(version));
        let paths = document["paths"].as_object().unwrap();
        for promised in PROMISED {
            assert!(paths.contains_key(promised), "{path} lacks {promised}");
        }
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{path}: {reference}");
        }
        let names: Vec<&str> = paths
            .values()
            .flat_map(|path| path.as_object().unwrap().values())
            .filter_map(|operation| operation["operationId"].as_str())
            .collect();
        let distinct: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(names.len(), distinct.len(), "{names:?}");
    }
}

#[test]
fn no_route_goes_past_the_document() {
    // A handler of `routes!` is in the document by that; any other way in would not be.
    for other in [".route(", ".nest(", ".route_service("] {
        assert!(
            !ROUTER.contains(other),
            "{other}…) keeps a route out of the document"
        );
    }
}

#[tokio::test]
async fn every_field_of_every_kind_is_in_its_schema() {
    let served = Served::new().await;
    let document = served.json("/openapi.json").await;
    let kinds = served.json("/api/v1/kinds").await;
    for kind in kinds["kinds"].as_array().unwrap() {
        let name: String = kind["kind"]
            .as_str()
            .unwrap()
            .split('_')
            .map(|word| word[..1].to_uppercase() + &word[1..])
            .collect();
        let schema = &document["components"]["schemas"][format!("{name}Feature")];
        let properties = &schema["properties"]["properties"]["properties"];
        for field in kind["fields"].as_array().unwrap() {
            let field = field["name"].as_str().unwrap();
            assert!(properties[field].is_object(), "{name} {field}: {schema}");
        }
    }
}

#[tokio::test]
async fn the_pages_show_the_document_and_load_nothing_from_elsewhere() {
    let served = Served::new().await;
    let response = served.get("/docs").await;
    assert!(response.status().is_redirection(), "{}", response.status());
    let response = served.get("/docs/").await;
    assert_eq!(response.status(), StatusCode::OK);
    let page = response.text().await.unwrap();
    assert!(page.contains("swagger-ui"));
    assert!(!page.contains("https://"), "{page}");
    let start = served
        .get("/docs/swagger-initializer.js")
        .await
        .text()
        .await
        .unwrap();
    assert!(start.contains("/openapi.json"), "{start}");
}
