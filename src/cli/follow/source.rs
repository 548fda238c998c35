//! The feed of a served register, page by page.

use std::time::Duration;

use reqwest::{Client, header};
use serde::Deserialize;
use serde_json::Value as Json;

use crate::{
    cli::{command::Follow, outcome::Usage},
    domain::Kind,
    messages::{Lang, say},
};

/// Changes a page, and how long the register may wait for one.
const LIMIT: &str = "5000";
const WAIT_S: &str = "25";

/// A page of the feed.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub(super) changes: Vec<Changed>,
    /// The position after this page.
    pub(super) next: i64,
    /// The position of the register.
    pub(super) head: i64,
}

/// One change, with the feature as it is by now.
#[derive(Debug, Deserialize)]
pub(super) struct Changed {
    pub(super) kind: String,
    pub(super) feature: Json,
}

/// Why a page did not come, or was of no use.
#[derive(Debug)]
pub(super) enum Failure {
    /// Asking again may help.
    Passing(String),
    /// The register no longer keeps what is asked for.
    Trimmed,
    /// The register does not reach the position.
    SetBack,
    /// It will not help.
    Final(anyhow::Error),
}

/// Where the feed is and how it is asked.
#[derive(Debug)]
pub(super) struct Source {
    client: Client,
    feed: reqwest::Url,
    key: Option<String>,
    lang: Lang,
}

impl Source {
    /// # Errors
    /// [`Usage`] for what is no address.
    pub(super) fn new(order: &Follow, kinds: &[Kind], lang: Lang) -> anyhow::Result<Self> {
        let not_url = || Usage(say(lang, "cli.follow.not_url", &[("url", &order.url)]).into());
        let base = format!("{}/", order.url.trim_end_matches('/'));
        let base = reqwest::Url::parse(&base).map_err(|_| not_url())?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(not_url().into());
        }
        let mut feed = base.join("api/v1/changes").map_err(|_| not_url())?;
        if kinds != Kind::ALL {
            let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
            feed.query_pairs_mut()
                .append_pair("kinds", &words.join(","));
        }
        if let Some(region) = &order.region {
            feed.query_pairs_mut().append_pair("region", region);
        }
        // Somebody else may have chosen already; then theirs is used.
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let client = Client::builder()
            .user_agent(concat!("mingjie/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_mins(1))
            .build()?;
        Ok(Self {
            client,
            feed,
            key: order.key.clone(),
            lang,
        })
    }

    /// What is followed: the address with kinds and region.
    pub(super) fn name(&self) -> &str {
        self.feed.as_str()
    }

    /// The page after a position; waits for news when asked to.
    pub(super) async fn after(&self, position: i64, waits: bool) -> Result<Page, Failure> {
        let mut asked = self
            .client
            .get(self.feed.clone())
            .query(&[("since", position.to_string())])
            .query(&[("limit", LIMIT)])
            .header(header::ACCEPT_LANGUAGE, self.lang.tag());
        if waits {
            asked = asked.query(&[("wait", WAIT_S)]);
        }
        if let Some(key) = &self.key {
            asked = asked.bearer_auth(key);
        }
        let passing = |error: reqwest::Error| Failure::Passing(error.without_url().to_string());
        let answer = asked.send().await.map_err(passing)?;
        let status = answer.status();
        let body = answer.bytes().await.map_err(passing)?;
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|error| {
                // Cut on the way, or no register at all: the bytes do not say which.
                let reason = error.to_string();
                Failure::Passing(say(
                    self.lang,
                    "cli.follow.not_understood",
                    &[("reason", &reason)],
                ))
            });
        }
        if status.as_u16() == 410 {
            return Err(Failure::Trimmed);
        }
        let problem: Json = serde_json::from_slice(&body).unwrap_or_default();
        if problem["code"] == "position_ahead" {
            return Err(Failure::SetBack);
        }
        let detail = told(&problem);
        let refused = say(
            self.lang,
            "cli.follow.refused",
            &[("status", status.as_str()), ("detail", &detail)],
        );
        let is_passing = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
        Err(if is_passing {
            Failure::Passing(refused)
        } else {
            Failure::Final(anyhow::anyhow!(refused))
        })
    }
}

/// What a refusal says: each thing that is wrong with its mend, or the whole in one sentence.
fn told(problem: &Json) -> String {
    let errors: Vec<String> = problem["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|error| {
            let reason = error["reason"].as_str()?;
            let mend = error["mend"].as_str().filter(|mend| !mend.is_empty());
            Some(mend.map_or_else(|| reason.to_owned(), |mend| format!("{reason} ({mend})")))
        })
        .collect();
    if !errors.is_empty() {
        return errors.join("; ");
    }
    ["detail", "title"]
        .iter()
        .find_map(|member| problem[*member].as_str())
        .unwrap_or_default()
        .to_owned()
}
