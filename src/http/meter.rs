//! Counting requests: one line a method, route and status, found without writing its labels anew.

use std::{
    hash::{Hash, Hasher},
    sync::RwLock,
};

use axum::http::{Method, StatusCode};
use hashbrown::{Equivalent, HashMap};
use metrics::{Counter, Histogram};

/// What the requests so far were and how long they took.
#[derive(Default)]
pub(super) struct Meter {
    lines: RwLock<HashMap<Line, (Counter, Histogram)>>,
}

#[derive(PartialEq, Eq)]
struct Line {
    method: Method,
    route: Box<str>,
    status: StatusCode,
}

impl Hash for Line {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.method, &*self.route, self.status).hash(state);
    }
}

/// A line as it is asked for.
#[derive(Hash)]
struct Asked<'a>(&'a Method, &'a str, StatusCode);

impl Equivalent<Line> for Asked<'_> {
    fn equivalent(&self, line: &Line) -> bool {
        *self.0 == line.method && self.2 == line.status && *self.1 == *line.route
    }
}

impl Meter {
    /// Counts a request; the route is the pattern, never the path, so that the lines stay few.
    pub(super) fn count(&self, method: &Method, route: &str, status: StatusCode, seconds: f64) {
        let asked = Asked(method, route, status);
        if let Ok(lines) = self.lines.read()
            && let Some((counter, histogram)) = lines.get(&asked)
        {
            counter.increment(1);
            histogram.record(seconds);
            return;
        }
        let labels = [
            ("method", method.to_string()),
            ("route", route.to_owned()),
            ("status", status.as_u16().to_string()),
        ];
        let counter = metrics::counter!("mingjie_http_requests_total", &labels);
        let histogram =
            metrics::histogram!("mingjie_http_request_seconds", "route" => route.to_owned());
        counter.increment(1);
        histogram.record(seconds);
        // A poisoned lock costs the short cut, not the count.
        if let Ok(mut lines) = self.lines.write() {
            let line = Line {
                method: method.clone(),
                route: route.into(),
                status,
            };
            lines.insert(line, (counter, histogram));
        }
    }
}

impl std::fmt::Debug for Meter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Meter").finish_non_exhaustive()
    }
}
