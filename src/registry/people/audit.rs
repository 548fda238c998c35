//! The audit log: read page by page, proved by [`Registry::verify`], and its end written down daily
//! where the database cannot reach, so that a tail cut off shows.

use std::{
    fs,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::PathBuf,
};

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::{
    domain::{Act, Actor, Event},
    registry::{Registry, RegistryError},
    store::{AuditFinding, AuditHead, AuditTotals, CommitNote, EventQuery, LoggedEvent},
};

/// What an audit found.
#[derive(Debug)]
pub struct AuditReport {
    /// What is not as it was written; nothing when all is well.
    pub findings: Vec<AuditFinding>,
    /// How much was looked at.
    pub totals: AuditTotals,
    /// The ends of the chains.
    pub head: AuditHead,
    /// How many earlier ends they were held against.
    pub heads: usize,
}

impl Registry {
    /// A page of the audit log, newest first.
    ///
    /// # Errors
    /// [`RegistryError::Forbidden`] for whoever may not read it.
    pub async fn audit_log(
        &self,
        actor: &Actor,
        query: &EventQuery,
    ) -> Result<Vec<LoggedEvent>, RegistryError> {
        Self::require(actor, Act::ReadAudit)?;
        Ok(self.store.events(query).await?)
    }

    /// Tells an event by itself, such as an export.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn tell(&self, actor: &Actor, event: Event) -> Result<(), RegistryError> {
        let mut commit = self.begin(actor).await?;
        commit.tell(event);
        commit.close(CommitNote::by(actor)).await?;
        Ok(())
    }

    /// Proves the log: both chains, each commit's digest, every row past and present, and the ends
    /// written down before. When all is well, today's end is written down.
    ///
    /// # Errors
    /// When the database does not answer, or the file of ends cannot be read or written.
    pub async fn verify(&self) -> Result<AuditReport, RegistryError> {
        let heads = self.written_heads()?;
        let (findings, totals) = self.store.audit(&heads).await?;
        let head = self.store.audit_head().await?;
        if findings.is_empty() {
            self.write_head(&head, true)?;
        }
        Ok(AuditReport {
            findings,
            totals,
            head,
            heads: heads.len(),
        })
    }

    /// Says in the log how the first administrator is made, while there is none.
    pub async fn announce_if_unadministered(&self) {
        match self.is_administered().await {
            Ok(true) => {}
            Ok(false) => tracing::info!(
                "nobody administers accounts yet: mingjie user add LOGIN --grant admin@* [--link]"
            ),
            Err(error) => {
                tracing::warn!(%error, "whether somebody administers accounts is unknown");
            }
        }
    }

    /// Writes down the end of the log once a day, for as long as the process runs.
    pub async fn keep_heads(&self) {
        let mut written: Option<NaiveDate> = None;
        loop {
            let today = self.clock.today();
            if written != Some(today) {
                match self.write_daily_head().await {
                    Ok(()) => written = Some(today),
                    Err(error) => tracing::warn!(%error, "the audit's head is not written down"),
                }
            }
            tokio::time::sleep(std::time::Duration::from_mins(10)).await;
        }
    }

    /// Writes down the end of the log now.
    ///
    /// # Errors
    /// When the database does not answer or the file cannot be written.
    pub async fn write_daily_head(&self) -> Result<(), RegistryError> {
        let head = self.store.audit_head().await?;
        self.write_head(&head, false)
    }

    fn heads_path(&self) -> PathBuf {
        self.config.data.join("audit").join("heads.jsonl")
    }

    /// The ends written down so far. A line that cannot be read is an error: the file is a witness.
    fn written_heads(&self) -> Result<Vec<AuditHead>, RegistryError> {
        let path = self.heads_path();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(RegistryError::File { path, error }),
        };
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| {
                read_head(line).ok_or_else(|| RegistryError::File {
                    path: path.clone(),
                    error: io::Error::new(io::ErrorKind::InvalidData, line.to_owned()),
                })
            })
            .collect()
    }

    fn write_head(&self, head: &AuditHead, proved: bool) -> Result<(), RegistryError> {
        let path = self.heads_path();
        let at = self.clock.now().to_rfc3339();
        tracing::info!(
            position = head.position,
            chain = head.chain,
            number = head.number,
            journal = head.journal,
            proved,
            "audit head"
        );
        let failed = |error| RegistryError::File {
            path: path.clone(),
            error,
        };
        if self.written_heads()?.last() == Some(head) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let line = json!({
            "at": at, "position": head.position, "chain": head.chain,
            "number": head.number, "journal": head.journal, "proved": proved,
        });
        fs::OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| file.write_all(format!("{line}\n").as_bytes()))
            .map_err(failed)
    }
}

fn read_head(line: &str) -> Option<AuditHead> {
    let head: Json = serde_json::from_str(line).ok()?;
    let text = |name: &str| head[name].as_str().map(str::to_owned);
    Some(AuditHead {
        position: head["position"].as_i64()?,
        chain: text("chain")?,
        number: head["number"].as_i64()?,
        journal: text("journal")?,
    })
}
