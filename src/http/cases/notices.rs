//! Names on public notice: everybody reads them and says something to them, without an account; no
//! answer names anybody.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Instant,
};

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    asked::{follow_code, no, request_key},
    sheet,
};
use crate::{
    domain::{CaseName, NoticeComment, NoticeStance, Sight},
    geo::{Geometry, geojson},
    http::{
        App,
        access::Asker,
        body::JsonBody,
        courtesy::language,
        extract::{self, NoParams, Params},
        refusal::{Answer, Refusal},
    },
    messages::{Lang, say},
    registry::{CommentOrder, Notice},
};

/// The largest comment in bytes.
const LARGEST: usize = 16 << 10;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Notices {
    /// A region's code: it and everything below.
    region: Option<String>,
}

/// `GET /api/v1/notices`
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", operation_id = "notices",
    params(Notices),
    responses((status = 200, description = "The names that are on public notice now, the latest first", body = ref("#/components/schemas/Notices"))))]
pub(in crate::http) async fn notices(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Params(query): Params<Notices>,
) -> Answer<Json<Value>> {
    let view = app.registry().view()?;
    extract::region(&view, &Sight::of(&asker.caller), query.region.as_deref())?;
    let lang = language(&headers);
    let notices = app
        .registry()
        .notices(query.region.as_deref(), lang)
        .await?;
    let shown: Vec<Value> = notices.iter().map(|one| notice(one, lang)).collect();
    Ok(Json(json!({ "notices": shown })))
}

/// `GET /api/v1/notices/{number}`
#[utoipa::path(get, path = "/api/v1/notices/{number}", tag = "notices", operation_id = "notice",
    params(("number" = String, Path, description = "The case's number")),
    responses((status = 200, description = "A name that is or was on notice, and what was said to it and answered", body = ref("#/components/schemas/Notice"))))]
pub(in crate::http) async fn noticed(
    State(app): State<App>,
    headers: HeaderMap,
    Path(number): Path<String>,
    _params: Params<NoParams>,
) -> Answer<Json<Value>> {
    let lang = language(&headers);
    let found = app.registry().notice(&number, lang).await?;
    let mut shown = notice(&found, lang);
    shown["comments"] = found
        .comments
        .iter()
        .map(|one| comment(one, lang))
        .collect();
    shown["received"] = found.received.into();
    Ok(Json(shown))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    stance: String,
    body: String,
}

/// `POST /api/v1/notices/{number}/comments`
#[utoipa::path(post, path = "/api/v1/notices/{number}/comments", tag = "notices", operation_id = "comment_on_notice",
    params(("number" = String, Path, description = "The case's number"), ("Idempotency-Key" = Option<String>, Header, description = "Tells this comment from any other: sent again, it is not doubled")),
    request_body(content = ref("#/components/schemas/NewNoticeComment"), content_type = "application/json"),
    responses((status = 201, description = "Taken: the number, and the code by which to read the answer", body = ref("#/components/schemas/TakenNoticeComment")),
              (status = 200, description = "The same comment had come before", body = ref("#/components/schemas/TakenNoticeComment"))))]
pub(in crate::http) async fn say_to_notice(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(number): Path<String>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    if body.len() > LARGEST {
        return Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large")
            .naming("limit", LARGEST.to_string()));
    }
    let said: Said = extract::json(&body)?;
    let stance = NoticeStance::from_word(&said.stance)
        .ok_or_else(|| Refusal::parameter("stance", &said.stance, "support, object, other"))?;
    // Whoever hides its address shares one with all who do.
    let address = asker.caller.from.as_deref();
    let address: Option<IpAddr> = address.and_then(|from| from.parse().ok());
    app.report_quota()
        .take(
            address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
            Instant::now(),
        )
        .map_err(|seconds| {
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, "too_many_reports").again_after(seconds)
        })?;
    let order = CommentOrder {
        stance,
        body: said.body,
        request_key: request_key(&headers)?,
    };
    let taken = app
        .registry()
        .comment_on_notice(&asker.caller, &number, &order)
        .await?;
    let body = Json(json!({ "receipt": taken.receipt, "follow_code": taken.follow_code }));
    let mut response = private(body.into_response());
    if !taken.repeated {
        *response.status_mut() = StatusCode::CREATED;
    }
    Ok(response)
}

/// `GET /api/v1/notices/{number}/comments/{receipt}`
#[utoipa::path(get, path = "/api/v1/notices/{number}/comments/{receipt}", tag = "notices", operation_id = "own_notice_comment",
    params(("number" = String, Path, description = "The case's number"), ("receipt" = String, Path, description = "The number of the comment"), ("Mingjie-Follow-Code" = String, Header, description = "The code from the receipt")),
    responses((status = 200, description = "One's own comment, and its answer", body = ref("#/components/schemas/NoticeComment"))))]
pub(in crate::http) async fn own_comment(
    State(app): State<App>,
    headers: HeaderMap,
    Path((number, receipt)): Path<(String, String)>,
    _params: Params<NoParams>,
) -> Answer<Response> {
    let code = follow_code(&headers, None).ok_or_else(Refusal::unauthorised)?;
    let own = app.registry().own_comment(&number, &receipt, &code).await?;
    let body = Json(comment(&own, language(&headers)));
    Ok(private(body.into_response()))
}

/// `GET /api/v1/cases/{case}/notice-comments`
#[utoipa::path(get, path = "/api/v1/cases/{case}/notice-comments", tag = "notices", operation_id = "notice_comments",
    params(("case" = String, Path, description = "The id or the number")),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "What the public said to the case, answered or not", body = ref("#/components/schemas/NoticeComments"))))]
pub(in crate::http) async fn notice_comments(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path(case): Path<String>,
    _params: Params<NoParams>,
) -> Answer<Json<Value>> {
    let view = app.registry().view()?;
    let (_, comments) = app
        .registry()
        .notice_comments(&asker.caller, &CaseName::from_word(&case))
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    Ok(for_office(&comments, language(&headers)))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answering {
    reply: String,
    #[serde(default = "shown")]
    shown: bool,
}

const fn shown() -> bool {
    true
}

/// `PUT /api/v1/cases/{case}/notice-comments/{receipt}/reply`
#[utoipa::path(put, path = "/api/v1/cases/{case}/notice-comments/{receipt}/reply", tag = "notices", operation_id = "answer_notice_comment",
    params(("case" = String, Path, description = "The id or the number"), ("receipt" = String, Path, description = "The number of the comment")),
    request_body(content = ref("#/components/schemas/NoticeAnswer"), content_type = "application/json"),
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "Answered; `shown: false` sets both aside", body = ref("#/components/schemas/NoticeComments"))))]
pub(in crate::http) async fn answer_comment(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Path((case, receipt)): Path<(String, String)>,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Json<Value>> {
    let answering: Answering = extract::json(&body)?;
    let view = app.registry().view()?;
    let comments = app
        .registry()
        .answer_comment(
            &asker.caller,
            &CaseName::from_word(&case),
            &receipt,
            (&answering.reply, answering.shown),
        )
        .await
        .map_err(|error| no(error, &asker.caller, &headers, &view))?;
    Ok(for_office(&comments, language(&headers)))
}

/// What no cache between keeps.
fn private(mut response: Response) -> Response {
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    response
}

/// A notice as everybody sees it.
fn notice(found: &Notice, lang: Lang) -> Value {
    let case = &found.case;
    let kind = case.kind;
    let facts: Vec<Value> = found
        .facts
        .iter()
        .map(|(label, value)| json!({ "label": label, "value": value }))
        .collect();
    json!({
        "number": case.number,
        "title": case.title,
        "state": case.state,
        "state_label": sheet::state(kind, case.state, lang),
        "region_code": case.region_code,
        "region_name": found.regions.concat(),
        "from": found.period.from,
        "until": found.period.until,
        "open": found.period.open,
        "pinyin": found.pinyin,
        "form": sheet::filled(kind, &found.told(), &sheet::Names::new(), lang, |_| true),
        "facts": facts,
        "position": case.position.map(|at| [at.lon, at.lat]),
        "geometry": found.geometry.as_ref().and_then(written),
    })
}

fn written(geometry: &Geometry) -> Option<Value> {
    let mut bytes = Vec::new();
    geojson::write(geometry, &mut bytes);
    serde_json::from_slice(&bytes).ok()
}

fn comment(one: &NoticeComment, lang: Lang) -> Value {
    json!({
        "receipt": one.receipt,
        "stance": one.stance.as_str(),
        "stance_label": say(lang, &format!("case.stance.{}", one.stance.as_str()), &[]),
        "body": one.body,
        "at": one.at,
        "reply": one.reply.as_ref().map(|reply| &reply.text),
        "replied_at": one.reply.as_ref().map(|reply| reply.at),
    })
}

fn for_office(comments: &[NoticeComment], lang: Lang) -> Json<Value> {
    let shown: Vec<Value> = comments
        .iter()
        .map(|one| {
            let mut shown = comment(one, lang);
            shown["shown"] = one.reply.as_ref().map(|reply| reply.shown).into();
            shown
        })
        .collect();
    Json(json!({ "comments": shown }))
}
