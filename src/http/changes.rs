//! The change feed for providers.

use std::time::Duration;

use axum::{extract::State, response::Response};
use serde::Deserialize;

use super::{
    App,
    access::Reader,
    extract::{self, Params},
    refusal::{Answer, Refusal},
    render,
};
use crate::{
    domain::{Kind, Position},
    exchange::feature_json,
    registry::FeedQuery,
    snapshot::Eye as _,
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    /// The position after which to begin; default 0.
    since: Option<i64>,
    /// 1 to 10 000; default 1000.
    limit: Option<usize>,
    /// Parted by commas; default all.
    kinds: Option<String>,
    /// A region's code: it and everything below.
    region: Option<String>,
    /// Seconds to wait for a change when there is none, at most 25.
    wait: Option<u64>,
    /// `full`.
    form: Option<String>,
}

const MOST_WAIT_S: u64 = 25;

/// `GET /api/v1/changes`
#[utoipa::path(get, path = "/api/v1/changes", tag = "changes",
    params(Changes),
    security((), ("token" = [])),
    responses((status = 200, description = "The changes after a position", body = ref("#/components/schemas/Changes"))))]
pub(super) async fn changes(
    State(app): State<App>,
    Reader(sight): Reader,
    Params(query): Params<Changes>,
) -> Answer<Response> {
    if let Some(form) = query.form.as_deref().filter(|form| *form != "full") {
        return Err(Refusal::parameter("form", form, "full"));
    }
    let since = query.since.unwrap_or(0);
    if since < 0 {
        return Err(Refusal::parameter("since", &since.to_string(), "0…"));
    }
    let view = app.registry().view()?;
    extract::region(&view, &sight, query.region.as_deref())?;
    let asked = FeedQuery {
        since: Position(since),
        limit: extract::limit(query.limit, 1_000, 10_000)?,
        kinds: extract::kinds(query.kinds.as_deref(), &Kind::ALL)?,
        region: query.region,
        sight: (*sight).clone(),
        wait: Duration::from_secs(query.wait.unwrap_or(0).min(MOST_WAIT_S)),
    };
    let page = app.registry().feed(&asked).await?;
    let view = app.registry().view()?;
    let eye = view.snapshot.seen_by(&asked.sight);
    let mut out = b"{\"changes\":[".to_vec();
    let mut first = true;
    for change in &page.changes {
        let Some(feature) = &change.feature else {
            continue;
        };
        let audience = eye.of_feature(feature);
        if !std::mem::take(&mut first) {
            out.push(b',');
        }
        out.extend_from_slice(
            format!(
                "{{\"position\":{},\"kind\":\"{}\",\"id\":\"{}\",\"version\":{},\"op\":\"{}\",\"at\":\"{}\",\"feature\":",
                change.position.0,
                change.kind,
                change.id,
                change.version,
                change.operation.as_str(),
                change.at.to_rfc3339(),
            )
            .as_bytes(),
        );
        feature_json(feature, audience, &mut out);
        out.push(b'}');
    }
    out.extend_from_slice(
        format!("],\"next\":{},\"head\":{}}}", page.next.0, page.head.0).as_bytes(),
    );
    Ok(render::json(out))
}
