//! What open pages of cases listen to.

use std::{convert::Infallible, sync::Arc, time::Duration};

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

use crate::{
    domain::{Act, CaseNews},
    http::{
        App,
        access::Asker,
        extract::{NoParams, Params},
        refusal::{Answer, Refusal},
    },
};

/// `GET /api/v1/cases/events`
#[utoipa::path(get, path = "/api/v1/cases/events", tag = "cases", operation_id = "case_events",
    security(("token" = []), ("session" = [])),
    responses((status = 200, description = "An event `case` for each case within the caller's regions that is opened, moved or commented on; `missed` when some may not have been told", body = String, content_type = "text/event-stream")))]
pub(in crate::http) async fn events(
    State(app): State<App>,
    asker: Asker,
    _params: Params<NoParams>,
) -> Answer<Sse<impl Stream<Item = Result<Event, Infallible>>>> {
    if !asker.caller.may(Act::ReadCases) {
        return Err(Refusal::unauthorised());
    }
    let caller = Arc::clone(&asker.caller);
    let listening = (app.registry().case_news(), app.registry().clone());
    let news = stream::unfold(listening, move |(mut heard, registry)| {
        let caller = Arc::clone(&caller);
        async move {
            loop {
                let event = match heard.recv().await {
                    Ok(Some(news)) if registry.may_hear(&caller, &news).unwrap_or(false) => {
                        told(&news)
                    }
                    Ok(Some(_)) => continue,
                    // Too slow, or the database was away: everything may have changed.
                    Ok(None) | Err(RecvError::Lagged(_)) => {
                        Event::default().event("missed").data("{}")
                    }
                    Err(RecvError::Closed) => return None,
                };
                return Some((Ok(event), (heard, registry)));
            }
        }
    });
    Ok(Sse::new(news).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

fn told(news: &CaseNews) -> Event {
    let data = json!({
        "id": news.id,
        "number": news.number,
        "kind": news.kind,
        "state": news.state,
        "version": news.version,
        "region_code": news.region_code,
    });
    Event::default().event("case").data(data.to_string())
}
