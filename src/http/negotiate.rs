//! What a client takes and what it has already.

use axum::http::{HeaderMap, HeaderValue, header};

/// Whether the client takes gzip.
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    let asked = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    asked.is_some_and(|asked| {
        asked.split(',').any(|one| {
            let mut parts = one.split(';');
            let name = parts.next().unwrap_or("").trim();
            let refused = parts.any(|q| matches!(q.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
            (name == "gzip" || name == "*") && !refused
        })
    })
}

/// Whether the client says that it has what bears this entity tag.
pub(super) fn has(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    known.is_some_and(|known| {
        known
            .split(',')
            .any(|one| one.trim().trim_start_matches("W/").as_bytes() == tag.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn gzip_is_taken_when_named_and_not_refused() {
        for (value, expected) in [
            ("gzip, deflate, br", true),
            ("br;q=1, gzip;q=0.5", true),
            ("*", true),
            ("br", false),
            ("gzip;q=0", false),
            ("identity", false),
        ] {
            let headers = asking(header::ACCEPT_ENCODING, value);
            assert_eq!(takes_gzip(&headers), expected, "{value}");
        }
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn a_tag_is_known_among_others_and_weakened() {
        let tag = HeaderValue::from_static("\"b\"");
        assert!(has(&asking(header::IF_NONE_MATCH, "\"a\", W/\"b\""), &tag));
        assert!(!has(&asking(header::IF_NONE_MATCH, "\"a\""), &tag));
    }
}
