//! `POST /api/v1/sync`: operations in, one receipt each out.

use axum::{Json, extract::State, http::HeaderMap};
use serde_json::{Value, json};

use super::written;
use crate::{
    domain::Act,
    http::{
        App,
        access::Asker,
        body::JsonBody,
        courtesy::language,
        extract::{self, NoParams, Params},
        refusal::{Answer, Refusal},
    },
    registry::field_work::{ReceiptStatus, SyncOrder},
};

/// The most operations that are taken at once.
const MOST: usize = 500;

/// `POST /api/v1/sync`
#[utoipa::path(post, path = "/api/v1/sync", tag = "field", operation_id = "sync",
    request_body(content = ref("#/components/schemas/SyncOrder"), content_type = "application/json"),
    security(("session" = [])),
    responses((status = 200, description = "A receipt for each operation, in their order", body = ref("#/components/schemas/SyncReceipts"))))]
pub(in crate::http) async fn sync(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    _params: Params<NoParams>,
    JsonBody(body): JsonBody,
) -> Answer<Json<Value>> {
    asker.acting(Act::WorkOnTasks)?;
    let order: SyncOrder = extract::json(&body)?;
    if order.operations.len() > MOST {
        let count = order.operations.len().to_string();
        return Err(Refusal::parameter(
            "operations",
            &count,
            format!("≤ {MOST}"),
        ));
    }
    let receipts = app.registry().sync(&asker.caller, &order).await?;
    let lang = language(&headers);
    let receipts: Vec<Value> = receipts
        .iter()
        .map(|receipt| {
            let status = match receipt.status {
                ReceiptStatus::Kept(status) => status.as_str(),
                ReceiptStatus::SendFile => "send_file",
                ReceiptStatus::SendAgain => "send_again",
            };
            json!({
                "id": receipt.id,
                "kept_as": receipt.kept_as,
                "status": status,
                "repeated": receipt.repeated,
                "reasons": written::reasons(&receipt.reasons, lang),
            })
        })
        .collect();
    Ok(Json(json!({
        "receipts": receipts,
        "received_at": app.registry().clock().now(),
    })))
}
