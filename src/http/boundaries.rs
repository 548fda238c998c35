//! Boundaries proved: the register's, and a collection before it comes into the register.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::Semaphore;

use super::{
    App,
    access::Asker,
    body::JsonBody,
    courtesy::language,
    extract::{self, Params},
    refusal::{Answer, Refusal},
    render,
};
use crate::{
    domain::{Act, BoundaryRule, Sight},
    messages::Lang,
    registry::{
        RegistryError,
        boundaries::{BoundaryCheck, BoundaryQuery, check_boundary_features},
    },
    topology::Options,
};

/// The widest tolerance, in metres: beyond it every border is one.
const WIDEST_M: f64 = 1_000.0;

/// How long anybody waits for the proof of another to end.
const QUEUE: Duration = Duration::from_secs(10);

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    /// Only what concerns this region and those below it.
    region: Option<String>,
    /// Metres, above 0 to 1000; default 1.
    tolerance_m: Option<f64>,
    /// Only findings of this rule.
    rule: Option<String>,
    /// 1 to 10 000; default 1000.
    limit: Option<usize>,
}

/// `GET /api/v1/boundaries/check`
#[utoipa::path(get, path = "/api/v1/boundaries/check", tag = "boundaries",
    operation_id = "check_registered_boundaries",
    params(Query),
    security(("token" = [])),
    responses((status = 200, description = "What is wrong with the registered boundaries, the gravest first", body = ref("#/components/schemas/BoundaryCheck"))))]
pub(super) async fn check(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Params(query): Params<Query>,
) -> Answer<Response> {
    asker.acting(Act::ReadExact)?;
    let shown = Shown::of(&query)?;
    let sight = Sight::of(&asker.caller);
    extract::region(&*app.registry().view()?, &sight, query.region.as_deref())?;
    let asked = BoundaryQuery {
        options: options(query.tolerance_m)?,
        region: query.region.clone(),
    };
    let registry = app.registry().clone();
    let check = on_a_thread(move || registry.check_boundaries(&asked, &sight)).await?;
    Ok(shown.answer(&check, language(&headers)))
}

/// `POST /api/v1/boundaries/check`
#[utoipa::path(post, path = "/api/v1/boundaries/check", tag = "boundaries",
    operation_id = "check_boundaries",
    params(Query),
    request_body(content = ref("#/components/schemas/BoundaryCollection"), content_type = "application/geo+json"),
    security(("token" = [])),
    responses((status = 200, description = "What is wrong with the boundaries of the collection, held against each other: areas are regions, lines boundary lines, points markers", body = ref("#/components/schemas/BoundaryCheck"))))]
pub(super) async fn check_collection(
    asker: Asker,
    headers: HeaderMap,
    Params(query): Params<Query>,
    JsonBody(body): JsonBody,
) -> Answer<Response> {
    asker.acting(Act::ReadExact)?;
    let shown = Shown::of(&query)?;
    let options = options(query.tolerance_m)?;
    if let Some(region) = &query.region {
        let expected = "no region: the collection is the whole";
        return Err(Refusal::parameter("region", region, expected));
    }
    let collection: Value = extract::json(&body)?;
    let check = on_a_thread(move || check_boundary_features(&collection, options)).await?;
    Ok(shown.answer(&check, language(&headers)))
}

fn options(tolerance_m: Option<f64>) -> Result<Options, Refusal> {
    let Some(tolerance_m) = tolerance_m else {
        return Ok(Options::default());
    };
    if tolerance_m > 0.0 && tolerance_m <= WIDEST_M {
        Ok(Options { tolerance_m })
    } else {
        let given = tolerance_m.to_string();
        Err(Refusal::parameter("tolerance_m", &given, "above 0 to 1000"))
    }
}

/// A proof takes seconds of one core: not on the threads that answer everybody, and one at a time. It
/// goes on when whoever asked has left, and keeps its place until it is done.
async fn on_a_thread(
    work: impl FnOnce() -> Result<BoundaryCheck, RegistryError> + Send + 'static,
) -> Result<BoundaryCheck, Refusal> {
    static FREE: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));
    let Ok(Ok(place)) = tokio::time::timeout(QUEUE, Arc::clone(&FREE).acquire_owned()).await else {
        return Err(RegistryError::Busy.into());
    };
    let done = super::desk::on_a_thread(move || {
        let done = work();
        drop(place);
        done
    })
    .await?;
    Ok(done?)
}

/// Which findings are told, read before anything is proved.
struct Shown {
    limit: usize,
    rule: Option<BoundaryRule>,
}

impl Shown {
    fn of(query: &Query) -> Answer<Self> {
        let limit = extract::limit(query.limit, 1_000, 10_000)?;
        let read = |word: &str| {
            word.parse::<BoundaryRule>().map_err(|_| {
                let all = BoundaryRule::ALL.map(BoundaryRule::as_str).join(", ");
                Refusal::parameter("rule", word, all)
            })
        };
        let rule = query.rule.as_deref().map(read).transpose()?;
        Ok(Self { limit, rule })
    }

    fn answer(&self, check: &BoundaryCheck, lang: Lang) -> Response {
        let wanted: Vec<_> = check
            .findings
            .iter()
            .filter(|finding| self.rule.is_none_or(|rule| finding.rule == rule))
            .collect();
        let findings: Vec<Value> = wanted
            .iter()
            .take(self.limit)
            .map(|finding| json!(finding.in_lang(lang)))
            .collect();
        let counts: Map<String, Value> = check
            .counts()
            .into_iter()
            .map(|(rule, count)| (rule.to_string(), count.into()))
            .collect();
        let body = json!({
            "regions": check.regions,
            "lines": check.lines,
            "markers": check.markers,
            "tolerance_m": check.tolerance_m,
            "counts": counts,
            "total": wanted.len(),
            "findings": findings,
            "position": check.position.map(|position| position.0),
        });
        render::json(body.to_string().into_bytes())
    }
}
