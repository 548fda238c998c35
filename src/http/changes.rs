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
    domain::{Audience, Kind, Position, State as FeatureState},
    exchange::feature_json,
    registry::FeedQuery,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Changes {
    since: Option<i64>,
    limit: Option<usize>,
    kinds: Option<String>,
    region: Option<String>,
    wait: Option<u64>,
    form: Option<String>,
}

const MOST_WAIT_S: u64 = 25;

/// `GET /api/v1/changes`
pub(super) async fn changes(
    State(app): State<App>,
    Reader(audience): Reader,
    Params(query): Params<Changes>,
) -> Answer<Response> {
    if let Some(form) = query.form.as_deref().filter(|form| *form != "full") {
        return Err(Refusal::parameter("form", form, "full"));
    }
    let since = query.since.unwrap_or(0);
    if since < 0 {
        return Err(Refusal::parameter("since", &since.to_string(), "0…"));
    }
    let asked = FeedQuery {
        since: Position(since),
        limit: extract::limit(query.limit, 1_000, 10_000)?,
        kinds: extract::kinds(query.kinds.as_deref(), &Kind::ALL)?,
        region: query.region,
        wait: Duration::from_secs(query.wait.unwrap_or(0).min(MOST_WAIT_S)),
    };
    let page = app.registry().feed(&asked).await?;
    let mut out = b"{\"changes\":[".to_vec();
    let mut first = true;
    for change in &page.changes {
        let Some(feature) = &change.feature else {
            continue;
        };
        if audience == Audience::Public && feature.state() == FeatureState::Draft {
            continue;
        }
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
