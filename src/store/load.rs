//! The whole register, streamed out at one position for the snapshot: binary COPY, decoded as it comes.

use chrono::NaiveDate;
use futures_util::TryStreamExt as _;
use sqlx::{Postgres, Transaction};
use uuid::Uuid;

use super::{Store, StoreError, row, statement};
use crate::domain::{Feature, Kind, Position};

/// A repeatable-read view of the register.
#[derive(Debug)]
pub struct Loading {
    transaction: Transaction<'static, Postgres>,
    position: Position,
}

/// A name that a feature bears beside its standard one, or bore before, or one kept free.
#[derive(Clone, Debug)]
pub struct ExtraName {
    /// The feature; none for a name kept free.
    pub owner: Option<(Kind, Uuid)>,
    /// The name.
    pub text: String,
    /// The role of the record, or `former` for a standard name that has ended.
    pub role: String,
    /// Until when a name is kept free.
    pub until: Option<NaiveDate>,
    /// The region in which a name is kept free.
    pub region_code: Option<String>,
    /// Whom a name is kept free for.
    pub holder: Option<String>,
    /// The number of the file that a name is kept free for.
    pub reference: Option<String>,
}

type ExtraRow = (
    String,
    Option<Uuid>,
    String,
    String,
    Option<NaiveDate>,
    Option<String>,
    Option<String>,
    Option<String>,
);

const SIGNATURE: &[u8; 11] = b"PGCOPY\n\xff\r\n\0";

impl Loading {
    /// Opens the view and notes its position.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(store: &Store) -> Result<Self, StoreError> {
        let mut transaction = store.reader.begin().await?;
        sqlx::query("set transaction isolation level repeatable read, read only")
            .execute(&mut *transaction)
            .await?;
        let last: Option<i64> = sqlx::query_scalar("select max(last) from commit")
            .fetch_one(&mut *transaction)
            .await?;
        Ok(Self {
            transaction,
            position: Position(last.unwrap_or(0)),
        })
    }

    /// The position that the view shows.
    #[must_use]
    pub const fn position(&self) -> Position {
        self.position
    }

    pub(super) fn connection(&mut self) -> &mut Transaction<'static, Postgres> {
        &mut self.transaction
    }

    /// Hands every feature of the kind to `take`, in no particular order.
    ///
    /// # Errors
    /// When the connection breaks or a row cannot be read.
    pub async fn each(&mut self, kind: Kind, take: impl FnMut(Feature)) -> Result<u64, StoreError> {
        self.each_by("", kind, take).await
    }

    /// Hands every feature of the kind to `take`, the oldest first.
    ///
    /// # Errors
    /// As [`Loading::each`].
    pub async fn each_in_order(
        &mut self,
        kind: Kind,
        take: impl FnMut(Feature),
    ) -> Result<u64, StoreError> {
        self.each_by("order by t.fid", kind, take).await
    }

    async fn each_by(
        &mut self,
        order: &str,
        kind: Kind,
        mut take: impl FnMut(Feature),
    ) -> Result<u64, StoreError> {
        let text = format!(
            "copy (select {} from {kind} t {order}) to stdout (format binary)",
            statement::selected(kind, "t")
        );
        let columns = row::LEADING + kind.fields().len();
        let mut stream =
            sqlx::postgres::PgConnection::copy_out_raw(&mut self.transaction, &text).await?;
        let mut pending: Vec<u8> = Vec::with_capacity(1 << 18);
        let mut started = false;
        let mut count = 0;
        while let Some(bytes) = stream.try_next().await? {
            pending.extend_from_slice(&bytes);
            let mut at = 0;
            if !started {
                if pending.len() < 19 {
                    continue;
                }
                if !pending.starts_with(SIGNATURE) {
                    return Err(corrupt(kind, "COPY does not begin as it should"));
                }
                at = 19;
                started = true;
            }
            while let Some((feature, end)) = next_tuple(kind, columns, &pending[at..])? {
                at += end;
                if let Some(feature) = feature {
                    take(feature);
                    count += 1;
                }
            }
            pending.drain(..at);
        }
        if !pending.is_empty() {
            return Err(corrupt(kind, "COPY ends in the middle of a row"));
        }
        Ok(count)
    }

    /// Former names, aliases and other names of features, and names kept free.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn extra_names(&mut self) -> Result<Vec<ExtraName>, StoreError> {
        let rows: Vec<ExtraRow> = sqlx::query_as(
            "select kind, feature_id, text, case role when 'standard' then 'former' else role end,
                    case role when 'reserved' then valid_to end, case when role in ('reserved', 'protected') then region_code end,
                    holder, reference
             from name_record
             where feature_id is not null
                   and (role in ('former', 'alias', 'short', 'on_map')
                        or role = 'standard' and valid_to is not null)
                or role = 'reserved' and released_on is null
                or role = 'protected'
             order by role, id",
        )
        .fetch_all(&mut *self.transaction)
        .await?;
        Ok(rows
            .into_iter()
            .filter_map(
                |(kind, id, text, role, until, region_code, holder, reference)| {
                    let owner = match id {
                        Some(id) => Some((kind.parse().ok()?, id)),
                        None => None,
                    };
                    Some(ExtraName {
                        owner,
                        text,
                        role,
                        until,
                        region_code,
                        holder,
                        reference,
                    })
                },
            )
            .collect())
    }
}

fn corrupt(kind: Kind, detail: &str) -> StoreError {
    StoreError::Corrupt {
        kind,
        detail: detail.to_owned(),
    }
}

/// The first tuple in `bytes` and where it ends; `None` until it is whole. The trailer has no feature.
fn next_tuple(
    kind: Kind,
    columns: usize,
    bytes: &[u8],
) -> Result<Option<(Option<Feature>, usize)>, StoreError> {
    let Some(count) = bytes.first_chunk::<2>() else {
        return Ok(None);
    };
    let count = i16::from_be_bytes(*count);
    if count == -1 {
        return Ok(Some((None, 2)));
    }
    if usize::try_from(count) != Ok(columns) {
        return Err(corrupt(kind, "COPY has another number of columns"));
    }
    let mut spans = [(0_usize, None::<usize>); 64];
    let mut at = 2;
    for span in spans.iter_mut().take(columns) {
        let Some(length) = bytes.get(at..at + 4).and_then(|b| b.first_chunk::<4>()) else {
            return Ok(None);
        };
        at += 4;
        let length = usize::try_from(i32::from_be_bytes(*length)).ok();
        *span = (at, length);
        at += length.unwrap_or(0);
        if at > bytes.len() {
            return Ok(None);
        }
    }
    let feature = row::decode(kind, |column| {
        let (start, length) = *spans.get(column)?;
        bytes.get(start..start + length?)
    })?;
    Ok(Some((Some(feature), at)))
}
