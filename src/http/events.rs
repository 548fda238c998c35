//! What open pages listen to: each commit and the box that it touched.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::{
        Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::{Stream, stream};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use super::{
    App,
    access::Reader,
    extract::{NoParams, Params},
};

/// `GET /api/v1/events`
#[utoipa::path(get, path = "/api/v1/events", tag = "changes",
    responses((status = 200, description = "An event `commit` for each commit, with its position and box", body = String, content_type = "text/event-stream")))]
pub(super) async fn events(
    State(app): State<App>,
    _reader: Reader,
    _params: Params<NoParams>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let commits = stream::unfold(app.registry().commits(), |mut commits| async move {
        let (position, bounds) = match commits.recv().await {
            Ok(commit) => (Some(commit.position.0), commit.bounds),
            // Too slow to have heard all: everything may have changed.
            Err(RecvError::Lagged(_)) => (None, None),
            Err(RecvError::Closed) => return None,
        };
        let data = json!({
            "position": position,
            "bounds": bounds.map(|b| [b.west, b.south, b.east, b.north]),
        });
        Some((
            Ok(Event::default().event("commit").data(data.to_string())),
            commits,
        ))
    });
    Sse::new(commits).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
