//! The laws of words: what may be said in which room only.

use crate::{floors::room_of, read::File};

/// Where the time may be asked for; everybody else is told it.
const CLOCKS: [&str; 4] = [
    "src/main.rs",
    "src/cli/",
    "src/http/",
    "src/registry/clock.rs",
];

/// Words of the clock.
const NOW: [&str; 4] = ["Utc", "Local", "SystemTime", "Instant"];

pub(crate) fn judge(file: &File<'_>) -> Vec<(usize, String)> {
    let Some(room) = room_of(file.path) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut forbid = |wanted: &[&str], reason: &str| {
        let lines = file.lines_with(wanted);
        found.extend(lines.into_iter().map(|line| (line, reason.to_owned())));
    };
    if room != "store" {
        forbid(&["sqlx"], "SQL only in store/ and migrations/");
    }
    if room != "http" {
        forbid(&["StatusCode"], "HTTP status codes only in http/");
    }
    if !CLOCKS.iter().any(|place| file.path.starts_with(place)) {
        for clock in NOW {
            forbid(
                &[clock, "::", "now"],
                "the clock is a parameter: take the time from the registry's clock",
            );
        }
    }
    found
}
