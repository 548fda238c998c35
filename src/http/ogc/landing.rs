//! The landing page, as JSON for programs and as a page for people, and what is conformed to.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{Html, IntoResponse as _, Response},
};
use serde_json::{Value, json};

use super::{
    collections::label,
    link::{HTML, JSON, link, ogc_link},
};
use crate::{
    domain::Kind,
    http::{
        App,
        courtesy::language,
        extract::{NoParams, Params},
        refusal::Answer,
        tiles::base_url,
    },
    messages::{Lang, say},
    registry::View,
};

const OPENAPI_3_0: &str = "application/vnd.oai.openapi+json;version=3.0";
const OPENAPI_3_1: &str = "application/vnd.oai.openapi+json;version=3.1";

/// The conformance classes, below `http://www.opengis.net/spec/`.
const CLASSES: [&str; 13] = [
    "ogcapi-common-1/1.0/conf/core",
    "ogcapi-common-1/1.0/conf/json",
    "ogcapi-common-2/1.0/conf/collections",
    "ogcapi-features-1/1.0/conf/core",
    "ogcapi-features-1/1.0/conf/oas30",
    "ogcapi-features-1/1.0/conf/geojson",
    "ogcapi-features-2/1.0/conf/crs",
    "ogcapi-features-3/1.0/conf/queryables",
    "ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "ogcapi-tiles-1/1.0/conf/core",
    "ogcapi-tiles-1/1.0/conf/tileset",
    "ogcapi-tiles-1/1.0/conf/tilesets-list",
    "ogcapi-tiles-1/1.0/conf/mvt",
];

/// `GET /ogc`
#[utoipa::path(get, path = "/ogc", tag = "ogc",
    responses((status = 200, description = "Where everything is", content(
        (ref("#/components/schemas/Landing") = "application/json"),
        (String = "text/html"),
    ))))]
pub(in crate::http) async fn landing(
    State(app): State<App>,
    headers: HeaderMap,
    Params(NoParams {}): Params<NoParams>,
) -> Answer<Response> {
    let lang = language(&headers);
    let mut response = if prefers_html(&headers) {
        page(&*app.registry().view()?, lang)
    } else {
        Json(answer(&base_url(&headers), lang)).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(lang.tag()),
    );
    headers.insert(
        header::VARY,
        HeaderValue::from_static("accept, accept-language"),
    );
    Ok(response)
}

/// `GET /ogc/conformance`
#[utoipa::path(get, path = "/ogc/conformance", tag = "ogc",
    responses((status = 200, description = "The classes conformed to", body = ref("#/components/schemas/Conformance"))))]
pub(in crate::http) async fn conformance(Params(NoParams {}): Params<NoParams>) -> Json<Value> {
    let classes = CLASSES.map(|class| format!("http://www.opengis.net/spec/{class}"));
    Json(json!({ "conformsTo": classes }))
}

fn answer(base: &str, lang: Lang) -> Value {
    json!({
        "title": say(lang, "ogc.title", &[]),
        "description": say(lang, "ogc.description", &[]),
        "links": [
            link("self", JSON, &format!("{base}/ogc")),
            link("alternate", HTML, &format!("{base}/ogc")),
            link("service-desc", OPENAPI_3_0, &format!("{base}/openapi-3.0.json")),
            link("service-desc", OPENAPI_3_1, &format!("{base}/openapi.json")),
            link("service-doc", HTML, &format!("{base}/docs")),
            link("conformance", JSON, &format!("{base}/ogc/conformance")),
            link("data", JSON, &format!("{base}/ogc/collections")),
            ogc_link("tilesets-vector", JSON, &format!("{base}/ogc/tiles")),
            ogc_link("tiling-schemes", JSON, &format!("{base}/ogc/tileMatrixSets")),
        ],
    })
}

fn page(view: &View, lang: Lang) -> Response {
    let rows: Vec<String> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let plural = kind.plural();
            format!(
                "<tr><td><a href=\"/ogc/collections/{plural}/items\">{}</a></td><td>{}</td>\
                 <td class=\"n\">{}</td></tr>",
                label(kind, lang),
                say(lang, &format!("ogc.collection.{kind}"), &[]),
                view.snapshot.table(kind).published(),
            )
        })
        .collect();
    let word = |key: &str| say(lang, &format!("ogc.{key}"), &[]);
    let html = include_str!("landing.html")
        .replace("{lang}", lang.tag())
        .replace("{title}", &word("title"))
        .replace("{description}", &word("description"))
        .replace("{collections}", &word("collections"))
        .replace("{content}", &word("content"))
        .replace("{features}", &word("features"))
        .replace("{conformance}", &word("conformance"))
        .replace("{tiles}", &word("tiles"))
        .replace("{documentation}", &word("documentation"))
        .replace("{rows}", &rows.concat());
    let mut response = Html(html).into_response();
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ),
    );
    response
}

/// Whether the reader would rather have a page than JSON: browsers say so, programs do not.
fn prefers_html(headers: &HeaderMap) -> bool {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let weight_of = |wanted: &[&str]| {
        accept
            .split(',')
            .filter_map(|range| {
                let mut parts = range.split(';').map(str::trim);
                let name = parts.next()?;
                let weight = parts
                    .find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok())
                    .unwrap_or(1.0);
                wanted.contains(&name).then_some(weight)
            })
            .fold(0.0, f32::max)
    };
    weight_of(&["text/html", "application/xhtml+xml"]) > weight_of(&["application/json", "*/*"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_prefer_the_page_and_programs_do_not() {
        for (accept, expected) in [
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                true,
            ),
            ("text/html", true),
            ("*/*", false),
            ("application/json", false),
            ("application/json, text/html;q=0.5", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(prefers_html(&headers), expected, "{accept}");
        }
        assert!(!prefers_html(&HeaderMap::new()));
    }
}
