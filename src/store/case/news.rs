//! Waiting for news of cases, from whichever process they come.

use sqlx::postgres::PgListener;
use uuid::Uuid;

use crate::{
    domain::CaseNews,
    store::{Store, StoreError},
};

/// Hears of every case that is opened, moved or commented on.
#[derive(Debug)]
pub struct CaseListener(PgListener);

impl CaseListener {
    /// Listens on a connection of its own.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(store: &Store) -> Result<Self, StoreError> {
        let mut listener = PgListener::connect_with(&store.reader).await?;
        listener.listen("mingjie_case").await?;
        Ok(Self(listener))
    }

    /// The next news; `None` when the connection was lost and made again, so that some may be missed.
    ///
    /// # Errors
    /// When the database does not come back.
    pub async fn next(&mut self) -> Result<Option<CaseNews>, StoreError> {
        let heard = self.0.try_recv().await?;
        Ok(heard.and_then(|notification| read(notification.payload())))
    }
}

fn read(payload: &str) -> Option<CaseNews> {
    let (id, number, kind, state, version, region_code): (
        Uuid,
        String,
        String,
        String,
        i32,
        String,
    ) = serde_json::from_str(payload).ok()?;
    Some(CaseNews {
        id,
        number,
        kind,
        state,
        version,
        region_code,
    })
}
