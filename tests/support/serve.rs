//! A register of a test's own, served on a port of its own: what is asked goes over real HTTP.

use std::{net::SocketAddr, sync::Arc};

use mingjie::{
    config::Config,
    http::{App, serve},
    registry::{Clock, Registry},
};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::{
    TestDatabase,
    client::{Client, http_client},
};

/// What the tests' server takes for a write token.
pub(crate) const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// A served register; it ends with this value.
pub(crate) struct Served {
    /// What stands behind the door.
    pub(crate) registry: Registry,
    /// Asks as anybody.
    pub(crate) public: Client,
    /// Asks with the write token.
    pub(crate) writer: Client,
    address: SocketAddr,
    client: reqwest::Client,
    tasks: [JoinHandle<()>; 2],
    _database: Arc<TestDatabase>,
}

impl Served {
    /// Serves an empty register.
    pub(crate) async fn new() -> Self {
        Self::with(Config::default()).await
    }

    /// Serves an empty register under a configuration; its database and token are the tests'.
    pub(crate) async fn with(config: Config) -> Self {
        Self::over(&Arc::new(TestDatabase::new().await), config).await
    }

    /// Serves the register that a database holds, perhaps beside others that do.
    pub(crate) async fn over(database: &Arc<TestDatabase>, config: Config) -> Self {
        Self::at(database, config, Clock::System).await
    }

    /// The same, by another clock.
    pub(crate) async fn at(database: &Arc<TestDatabase>, config: Config, clock: Clock) -> Self {
        let config = Config {
            database_url: Some(database.url()),
            write_token: Some(TOKEN.to_owned()),
            press_program: Some(env!("CARGO_BIN_EXE_mingjie").into()),
            ..config
        };
        let registry = Registry::open(config, clock).await.unwrap();
        registry.load().await.unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let app = App::new(registry.clone(), None);
        let serving = tokio::spawn(async move {
            serve(app, listener, std::future::pending()).await.unwrap();
        });
        let follower = registry.clone();
        let following = tokio::spawn(async move { follower.follow().await });
        let client = http_client()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let base = format!("http://{address}");
        Self {
            registry,
            public: Client::new(&base, None),
            writer: Client::new(&base, Some(TOKEN)),
            address,
            client,
            tasks: [serving, following],
            _database: Arc::clone(database),
        }
    }

    /// The address of a path that begins with a slash; a whole address stays as it is.
    pub(crate) fn url(&self, path: &str) -> String {
        if path.starts_with('/') {
            format!("http://{}{path}", self.address)
        } else {
            path.to_owned()
        }
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A request to a path, to be added to and sent.
    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    /// The same, bearing the write token.
    pub(crate) fn authorised(&self, method: reqwest::Method, path: &str) -> RequestBuilder {
        self.request(method, path).bearer_auth(TOKEN)
    }

    /// What a path answers to anybody.
    pub(crate) async fn get(&self, path: &str) -> Response {
        self.request(reqwest::Method::GET, path)
            .send()
            .await
            .unwrap()
    }

    /// The JSON of a path that must answer 200.
    pub(crate) async fn json(&self, path: &str) -> Value {
        self.status(path, StatusCode::OK).await
    }

    /// The JSON of a path that must answer with a status.
    #[track_caller]
    pub(crate) fn status(&self, path: &str, status: StatusCode) -> impl Future<Output = Value> {
        let asked = self.get(path);
        async move {
            let response = asked.await;
            let found = response.status();
            let text = response.text().await.unwrap();
            assert_eq!(found, status, "{path}: {text}");
            serde_json::from_str(&text).unwrap()
        }
    }

    /// Registers a feature as a clerk would, over HTTP; the answer.
    pub(crate) async fn register(&self, kind: &str, properties: Value, geometry: Value) -> Value {
        let body = json!({ "type": "Feature", "properties": properties, "geometry": geometry });
        let response = self
            .authorised(reqwest::Method::POST, &format!("/api/v1/{kind}"))
            .json(&body)
            .send()
            .await
            .unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert_eq!(status, StatusCode::CREATED, "{body}: {text}");
        serde_json::from_str(&text).unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
