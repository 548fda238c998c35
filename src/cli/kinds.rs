//! `mingjie kinds`: the columns of each kind, for whoever makes a file to import.

use serde_json::json;

use super::{command::Kinds, outcome::Outcome};
use crate::{domain::Kind, exchange::columns_page, messages::Lang};

/// Lists the kinds with their columns: a line a kind, or the tables of the documents.
#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
pub(super) fn kinds(order: &Kinds, lang: Lang, json: bool) -> Outcome {
    if order.markdown {
        print!("{}", columns_page(lang).trim_start());
        return Outcome::Done;
    }
    for kind in Kind::ALL {
        let columns: Vec<String> = kind
            .fields()
            .iter()
            .map(|field| {
                let mark = if field.required { "*" } else { "" };
                format!("{}{mark}", field.name)
            })
            .collect();
        if json {
            let required: Vec<&str> = kind
                .fields()
                .iter()
                .filter(|field| field.required)
                .map(|field| field.name)
                .collect();
            let all: Vec<&str> = kind.fields().iter().map(|field| field.name).collect();
            println!(
                "{}",
                json!({ "kind": kind.as_str(), "columns": all, "required": required })
            );
            continue;
        }
        let (zh, en) = kind.labels();
        let label = if lang == Lang::En { en } else { zh };
        println!("{} {label}\n    {}", kind.as_str(), columns.join(", "));
    }
    Outcome::Done
}
