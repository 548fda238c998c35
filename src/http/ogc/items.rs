//! The items of a collection, page by page.

use std::{collections::HashMap, ops::RangeInclusive};

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName},
    response::Response,
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde_json::{Map, Value};

use super::{
    collections::named,
    crs,
    link::{GEOJSON, JSON, link},
};
use crate::{
    domain::{Audience, Kind, State as FeatureState},
    exchange::{feature_json_in, row_json},
    geo::{Crs, CrsError},
    http::{
        App,
        access::Reader,
        extract::{self, Params},
        page::{ListQuery, MOST, address, cursor, page, parse},
        refusal::{Answer, Refusal},
        render,
        tiles::base_url,
    },
    registry::local_day,
    snapshot::{Eye, RowRef},
};

/// Says which system the coordinates are in.
pub(in crate::http) const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");
const DEFAULT_LIMIT: usize = 10;

/// `GET /ogc/collections/{collection}/items`
#[utoipa::path(get, path = "/ogc/collections/{collection}/items", tag = "ogc",
    params(
        ("collection" = String, Path, description = "A kind in the plural, such as `roads`"),
        ("limit" = Option<usize>, Query, minimum = 1, description = "Default 10; more than 10 000 counts as 10 000"),
        ("cursor" = Option<String>, Query, description = "From a `next` link"),
        ("bbox" = Option<String>, Query, description = "Four numbers, or six with heights, in the axis order of `bbox-crs`"),
        ("bbox-crs" = Option<String>, Query, description = "URI; default CRS84"),
        ("crs" = Option<String>, Query, description = "URI; default CRS84; EPSG:4490, EPSG:4326 and Gauss-Kruger grids have the northing first"),
        ("datetime" = Option<String>, Query, description = "A date, an RFC 3339 time or an interval: what is in force then"),
        ("region" = Option<String>, Query, description = "A region's code: it and everything below"),
    ),
    responses((status = 200, description = "A page; any public field of the kind may be a parameter, too",
        content_type = "application/geo+json", body = ref("#/components/schemas/Items"))))]
pub(in crate::http) async fn items(
    State(app): State<App>,
    Reader(sight): Reader,
    headers: HeaderMap,
    Path(plural): Path<String>,
    Params(params): Params<HashMap<String, String>>,
) -> Answer<Response> {
    let kind = named(&plural)?;
    let (query, crs) = asked(kind, sight.widest(kind), params.clone())?;
    let view = app.registry().view()?;
    extract::region(&view, &sight, query.filter.region.as_deref())?;
    let eye = view.snapshot.seen_by(&sight);
    let page = page(&view, kind, eye, &query);
    let mut out = Vec::with_capacity(page.rows.len() * 700 + 1024);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":");
    let count = features(&page.rows, eye, &crs, &mut out)
        .map_err(|error| Refusal::parameter("crs", &crs.to_string(), &error))?;
    let base = base_url(&headers);
    let collection = format!("{base}/ogc/collections/{plural}");
    let here = format!("{collection}/items");
    let mut links = vec![
        link("self", GEOJSON, &address(&here, &params, None)),
        link("collection", JSON, &collection),
    ];
    if let Some(fid) = page.next {
        let next = address(&here, &params, Some(&cursor(fid)));
        links.push(link("next", GEOJSON, &next));
    }
    let mut tail = Map::new();
    tail.insert("numberReturned".to_owned(), count.into());
    if let Some(matched) = page.matched {
        tail.insert("numberMatched".to_owned(), matched.into());
    }
    let now = app.registry().clock().now();
    tail.insert(
        "timeStamp".to_owned(),
        now.to_rfc3339_opts(SecondsFormat::Secs, true).into(),
    );
    tail.insert("links".to_owned(), links.into());
    out.push(b',');
    out.extend_from_slice(&Value::Object(tail).to_string().as_bytes()[1..]);
    Ok(in_system(render::geojson(out), &crs))
}

/// The answer, saying which system its coordinates are in.
pub(super) fn in_system(mut response: Response, crs: &Crs) -> Response {
    if let Some(value) = crs::header(crs) {
        response.headers_mut().insert(CONTENT_CRS, value);
    }
    response
}

/// The parameters of OGC's own, and what is left of them for the list.
fn asked(
    kind: Kind,
    audience: Audience,
    mut params: HashMap<String, String>,
) -> Answer<(ListQuery, Crs)> {
    let crs = crs::parse("crs", params.remove("crs").as_deref())?;
    let bbox_crs = crs::parse("bbox-crs", params.remove("bbox-crs").as_deref())?;
    let boxes = params
        .remove("bbox")
        .map(|text| crs::boxes(&text, &bbox_crs));
    let in_force = params.remove("datetime").map(|text| days(&text));
    let limit = params.remove("limit").map(|text| limit(&text));
    let mut query = parse(kind, audience, &params)?;
    if let Some(state) = query
        .filter
        .states
        .iter()
        .find(|state| !matches!(state, FeatureState::Planned | FeatureState::Current))
    {
        return Err(Refusal::parameter(
            "state",
            state.as_str(),
            "planned, current",
        ));
    }
    query.boxes = boxes.transpose()?.unwrap_or_default();
    query.in_force = in_force.transpose()?;
    query.limit = limit.transpose()?.unwrap_or(DEFAULT_LIMIT);
    Ok((query, crs))
}

/// More than is given out is asked for in vain, but is no error.
fn limit(text: &str) -> Answer<usize> {
    text.parse()
        .ok()
        .filter(|limit| *limit > 0)
        .map(|limit: usize| limit.min(MOST))
        .ok_or_else(|| Refusal::parameter("limit", text, "1…10000"))
}

/// The days that `datetime` means: a moment, or an interval that may be open at one end.
fn days(text: &str) -> Answer<RangeInclusive<NaiveDate>> {
    let day = |text: &str| -> Option<NaiveDate> {
        text.parse()
            .ok()
            .or_else(|| text.parse::<DateTime<Utc>>().ok().map(local_day))
    };
    let end = |text: &str, open: NaiveDate| match text {
        "" | ".." => Some(open),
        _ => day(text),
    };
    let read = match text.split_once('/') {
        None => day(text).map(|day| day..=day),
        Some(("" | "..", "" | "..")) => None,
        Some((from, to)) => end(from, NaiveDate::MIN)
            .zip(end(to, NaiveDate::MAX))
            .filter(|(from, to)| from <= to)
            .map(|(from, to)| from..=to),
    };
    read.ok_or_else(|| {
        Refusal::parameter(
            "datetime",
            text,
            "2026-03-05, 2026-01-01/2026-03-05, 2026-01-01/..",
        )
    })
}

/// The rows between brackets, and how many.
fn features(
    rows: &[RowRef<'_>],
    eye: impl Eye,
    crs: &Crs,
    out: &mut Vec<u8>,
) -> Result<usize, CrsError> {
    out.push(b'[');
    let mut count = 0;
    for row in rows {
        let audience = eye.of_row(*row);
        let start = out.len();
        if count > 0 {
            out.push(b',');
        }
        let written = match crs {
            Crs::Crs84 => row_json(*row, audience, out),
            _ => feature_json_in(&row.to_feature(), audience, crs, out)?,
        };
        if written {
            count += 1;
        } else {
            out.truncate(start);
        }
    }
    out.push(b']');
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_moment_or_an_interval_is_read_as_days_of_the_bureau() {
        for (text, from, to) in [
            ("2026-03-05", day("2026-03-05"), day("2026-03-05")),
            ("2026-03-05T20:00:00Z", day("2026-03-06"), day("2026-03-06")),
            (
                "2026-01-01/2026-03-05",
                day("2026-01-01"),
                day("2026-03-05"),
            ),
            ("2026-01-01/..", day("2026-01-01"), NaiveDate::MAX),
            ("/2026-03-05", NaiveDate::MIN, day("2026-03-05")),
        ] {
            assert_eq!(days(text).unwrap(), from..=to, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "..",
            "../..",
            "/",
            "yesterday",
            "2026-03-05/2026-01-01",
            "2026-13-01",
        ] {
            assert!(days(text).is_err(), "{text}");
        }
    }
}
