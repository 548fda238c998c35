//! The index lives in a running server: its readiness is asked there.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::check::{Check, Scribe};
use crate::messages::{Phrase, say};

/// How long a server may take to say whether it is ready.
const PATIENCE: Duration = Duration::from_secs(3);

/// More than any honest answer of `/readyz`.
const ANSWER_BYTES: u64 = 16 << 10;

/// Whether a server listens at `listen`, and whether its index is loaded.
pub(super) async fn look(scribe: Scribe, listen: SocketAddr) -> Check {
    let address = listen.to_string();
    let answer = tokio::time::timeout(PATIENCE, ask(listen)).await;
    match answer {
        Ok(Ok((true, said))) => {
            let values = [("address", address.as_str()), ("said", &said)];
            scribe.ok("index", "ready", &values)
        }
        Ok(Ok((false, said))) => {
            let values = [("address", address.as_str()), ("said", &said)];
            scribe.bad("index", "not_ready", &values)
        }
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            scribe.ok("index", "no_server", &[("address", &address)])
        }
        Ok(Err(error)) => {
            let error = Phrase::from(&error).say(scribe.0);
            let values = [("address", address.as_str()), ("error", &error)];
            scribe.bad("index", "silent", &values)
        }
        Err(_late) => {
            let late = say(scribe.0, "doctor.index.late", &[]);
            let values = [("address", address.as_str()), ("error", &late)];
            scribe.bad("index", "silent", &values)
        }
    }
}

/// Asks `/readyz`: whether the status is a success, and the body on one line.
async fn ask(listen: SocketAddr) -> std::io::Result<(bool, String)> {
    let mut stream = TcpStream::connect(listen).await?;
    let request = format!("GET /readyz HTTP/1.0\r\nHost: {listen}\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(ANSWER_BYTES).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).unwrap_or_default();
    let said = body.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok((status.starts_with('2'), format!("{status} {said}")))
}

#[cfg(test)]
mod tests {
    use super::{super::check::CheckState, *};
    use crate::messages::Lang;
    use tokio::net::TcpListener;

    async fn look_at_a_server_that_says(answer: &'static str) -> Check {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serve = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 512];
            let read = stream.read(&mut request).await.unwrap();
            assert!(request[..read].starts_with(b"GET /readyz "));
            stream.write_all(answer.as_bytes()).await.unwrap();
        };
        tokio::join!(look(Scribe(Lang::En), address), serve).0
    }

    #[tokio::test]
    async fn a_server_that_is_still_loading_is_told_from_a_ready_one() {
        let ready = look_at_a_server_that_says("HTTP/1.0 200 OK\r\n\r\n{\"position\": 7}").await;
        assert_eq!(ready.state, CheckState::Ok);
        assert!(ready.detail.contains("\"position\": 7"), "{}", ready.detail);
        let loading = look_at_a_server_that_says("HTTP/1.0 503 Service Unavailable\r\n\r\n").await;
        assert_eq!(loading.state, CheckState::Bad);
    }

    #[tokio::test]
    async fn no_server_is_no_fault() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        assert_eq!(look(Scribe(Lang::En), address).await.state, CheckState::Ok);
    }
}
