//! The naming desk over HTTP.

mod faults;
mod lists;
mod overrulings;
mod records;
mod roads;
mod standing;
mod unknown;

use serde_json::{Value as Json, json};

use crate::support::Served;

pub(crate) async fn county() -> Served {
    Served::new().await.with_county().await
}

pub(crate) fn rules(checked: &Json) -> Vec<&str> {
    let findings = checked["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|f| f["rule"].as_str().unwrap())
        .collect()
}

pub(crate) async fn check(served: &Served, name: &str) -> Json {
    let body = json!({ "name": name, "category": "road", "region_code": "330683001" });
    let answer = served.public.post("/api/v1/names/check", &body);
    answer.expect(200).await.body
}
