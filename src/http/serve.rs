//! Listening, and taking leave in order: what is under way is answered, for a bounded time.

use std::{future::Future, net::SocketAddr, time::Duration};

use tokio::net::TcpListener;

use super::{App, router};

/// Why serving ended badly.
#[derive(Debug, thiserror::Error)]
#[error("serving ended: {0}")]
pub struct ServeError(#[from] std::io::Error);

/// How long requests under way may take after the word to stop; event streams never end by themselves.
const LEAVE: Duration = Duration::from_secs(5);

/// Serves until `stop` is done.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let (told, mut hears) = tokio::sync::watch::channel(false);
    let graceful = async move {
        stop.await;
        told.send_replace(true);
    };
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(graceful);
    tokio::select! {
        served = std::future::IntoFuture::into_future(serving) => Ok(served?),
        () = async {
            // The sender is only dropped once it has told.
            hears.wait_for(|stopping| *stopping).await.ok();
            tokio::time::sleep(LEAVE).await;
        } => Ok(()),
    }
}
