//! A small client that says what it expects of each answer.

use std::time::Duration;

use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::Value as Json;

/// Somebody who asks.
#[derive(Clone)]
pub(crate) struct Client {
    base: String,
    token: Option<String>,
    /// A session's cookie, and the token that goes with it.
    session: Option<(String, String)>,
    http: reqwest::Client,
}

/// A client to be made: the program's own needs to be told which cryptography to use, and so does ours.
pub(crate) fn http_client() -> reqwest::ClientBuilder {
    // The second of many finds it chosen.
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    reqwest::Client::builder()
}

impl Client {
    /// Asks at an address such as `http://127.0.0.1:8080`, with or without a token.
    pub(crate) fn new(base: &str, token: Option<&str>) -> Self {
        Self {
            base: base.to_owned(),
            token: token.map(str::to_owned),
            session: None,
            http: http_client()
                .no_proxy()
                .timeout(Duration::from_secs(300))
                .build()
                .expect("a client"),
        }
    }

    /// The same, with another token.
    pub(crate) fn bearing(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// The same, with the session that an answer begins.
    pub(crate) fn with_session(&self, answer: &Answered) -> Self {
        let csrf = answer.body["csrf"].as_str().expect("a token").to_owned();
        Self {
            session: Some((answer.cookie(), csrf)),
            ..self.clone()
        }
    }

    /// The same, with a cookie and a token of one's choice.
    pub(crate) fn showing(&self, cookie: &str, csrf: &str) -> Self {
        Self {
            session: Some((cookie.to_owned(), csrf.to_owned())),
            ..self.clone()
        }
    }

    /// The cookie it shows.
    pub(crate) fn cookie(&self) -> &str {
        self.session.as_ref().map_or("", |(cookie, _)| cookie)
    }

    pub(crate) fn get(&self, path: &str) -> Asking {
        self.ask(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str, body: &Json) -> Asking {
        self.ask(Method::POST, path).json(body)
    }

    pub(crate) fn patch(&self, path: &str, version: i64, body: &Json) -> Asking {
        self.ask(Method::PATCH, path).at_version(version).json(body)
    }

    pub(crate) fn delete(&self, path: &str, version: i64) -> Asking {
        self.ask(Method::DELETE, path).at_version(version)
    }

    /// Listens to a stream of events.
    pub(crate) async fn listen(&self, path: &str) -> Listening {
        let response = self.ask(Method::GET, path).request.send().await;
        Listening {
            response: response.expect("a stream"),
            heard: String::new(),
        }
    }

    pub(crate) fn ask(&self, method: Method, path: &str) -> Asking {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some((cookie, csrf)) = &self.session {
            request = request.header("cookie", cookie);
            if !csrf.is_empty() {
                request = request.header("x-csrf-token", csrf);
            }
        }
        Asking { request }
    }
}

/// A question under way.
pub(crate) struct Asking {
    request: reqwest::RequestBuilder,
}

impl Asking {
    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Self {
            request: self.request.header(name, value),
        }
    }

    pub(crate) fn at_version(self, version: i64) -> Self {
        self.header("if-match", &format!("\"{version}\""))
    }

    pub(crate) fn json(self, body: &Json) -> Self {
        self.header("content-type", "application/json")
            .body(body.to_string())
    }

    pub(crate) fn body(self, body: impl Into<reqwest::Body>) -> Self {
        Self {
            request: self.request.body(body),
        }
    }

    pub(crate) async fn answer(self) -> Answered {
        let response = self.request.send().await.expect("an answer");
        let status = response.status();
        let headers = response.headers().clone();
        let bytes = response.bytes().await.expect("a body");
        Answered::of(status, headers, &bytes)
    }

    /// The answer; none when the server is gone before it has answered.
    pub(crate) async fn try_answer(self) -> Option<Answered> {
        let response = self.request.send().await.ok()?;
        let status = response.status();
        let headers = response.headers().clone();
        let bytes = response.bytes().await.ok()?;
        Some(Answered::of(status, headers, &bytes))
    }

    /// The answer, which must have this status.
    pub(crate) async fn expect(self, status: u16) -> Answered {
        let answered = self.answer().await;
        assert_eq!(
            answered.status,
            StatusCode::from_u16(status).expect("a status"),
            "{:#}",
            answered.body
        );
        answered
    }

    /// The problem, which must have this status and code, and be told as one.
    pub(crate) async fn refused(self, status: u16, code: &str) -> Answered {
        let answered = self.expect(status).await;
        assert_eq!(answered.header("content-type"), "application/problem+json");
        assert_eq!(answered.body["code"], code, "{:#}", answered.body);
        assert_eq!(answered.body["status"], status);
        answered
    }
}

/// A stream of events.
pub(crate) struct Listening {
    response: reqwest::Response,
    heard: String,
}

impl Listening {
    /// The data of the next event of that name.
    pub(crate) async fn next(&mut self, name: &str) -> Json {
        loop {
            while let Some(end) = self.heard.find("\n\n") {
                let event = self.heard[..end].to_owned();
                self.heard.drain(..end + 2);
                let member = |word: &str| {
                    let mut lines = event.lines();
                    lines
                        .find_map(|line| line.strip_prefix(word))
                        .map(str::trim)
                };
                if member("event:") == Some(name) {
                    return serde_json::from_str(member("data:").expect("data")).expect("JSON");
                }
            }
            let chunk = self.response.chunk().await.expect("the stream goes on");
            let chunk = chunk.expect("the stream goes on");
            self.heard.push_str(&String::from_utf8_lossy(&chunk));
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body as JSON; as a string when it is none.
    pub(crate) body: Json,
}

impl Answered {
    fn of(status: StatusCode, headers: HeaderMap, bytes: &[u8]) -> Self {
        let body = serde_json::from_slice(bytes)
            .unwrap_or_else(|_| Json::String(String::from_utf8_lossy(bytes).into_owned()));
        Self {
            status,
            headers,
            body,
        }
    }

    /// The header's text, empty without one.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The cookie that it sets, as a browser sends it back.
    pub(crate) fn cookie(&self) -> String {
        let set = self.header("set-cookie");
        set.split(';').next().unwrap_or_default().to_owned()
    }

    pub(crate) fn position(&self) -> i64 {
        self.header("mingjie-position").parse().expect("a position")
    }

    /// The id of the feature answered.
    pub(crate) fn id(&self) -> String {
        self.body["id"].as_str().expect("an id").to_owned()
    }

    /// One property of each feature in the collection, in its order.
    pub(crate) fn each(&self, property: &str) -> Vec<Json> {
        self.body["features"]
            .as_array()
            .expect("features")
            .iter()
            .map(|feature| feature["properties"][property].clone())
            .collect()
    }

    /// The fields that a refusal names.
    pub(crate) fn fields(&self) -> Vec<&str> {
        self.body["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|error| error["field"].as_str().expect("a field"))
            .collect()
    }
}
