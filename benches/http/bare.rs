//! The limit beside which the served answers stand: axum giving the same bytes from memory, nothing else.
//!
//! `bare ADDRESS UPSTREAM PATHS [ACCEPT-ENCODING]` asks the upstream once for each path in the file and
//! then answers those paths, heads included, in the same words. `BEARER` in the environment is shown to the upstream.
#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a tool of the benchmarks: it may fail loudly"
)]

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;

type Answers = Arc<HashMap<String, (StatusCode, HeaderMap, Bytes)>>;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, upstream, paths, encoding @ ..] = arguments.as_slice() else {
        eprintln!("bare ADDRESS UPSTREAM PATHS [ACCEPT-ENCODING]");
        std::process::exit(64);
    };
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("nobody chose before");
    let client = reqwest::Client::new();
    let mut answers = HashMap::new();
    let paths = std::fs::read_to_string(paths).expect("the paths file can be read");
    for path in paths.lines() {
        let mut request = client.get(format!("{upstream}{path}"));
        if let Some(encoding) = encoding.first() {
            request = request.header(header::ACCEPT_ENCODING, encoding);
        }
        if let Ok(token) = std::env::var("BEARER") {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.expect("the upstream answers");
        let mut headers = answer.headers().clone();
        for own in [
            header::CONTENT_LENGTH,
            header::TRANSFER_ENCODING,
            header::DATE,
        ] {
            headers.remove(own);
        }
        let status = answer.status();
        let body = answer
            .bytes()
            .await
            .expect("the upstream's answer is whole");
        answers.insert(path.to_owned(), (status, headers, body));
    }
    let listener = tokio::net::TcpListener::bind(address)
        .await
        .expect("the address is free");
    eprintln!("{} answers", answers.len());
    let app = Router::new().fallback(answer).with_state(Arc::new(answers));
    axum::serve(listener, app).await.expect("served");
}

async fn answer(State(answers): State<Answers>, uri: Uri) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    match answers.get(path) {
        Some((status, headers, body)) => (*status, headers.clone(), body.clone()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
