//! Lists of names handed in as files, and answers as tables.

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    domain::{Checked, Problem},
    exchange::{DocketFile, DocketTable, read_docket, write_docket},
    http::{
        App,
        body::AnyBody,
        refusal::{Answer, Refusal},
        render,
    },
    messages::{Lang, say},
    text::{self, Category},
};

const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a request to check brings: JSON, or a file with a list.
#[derive(Debug)]
pub(in crate::http) struct Listed {
    /// Whether it is a file.
    pub is_file: bool,
    /// Its bytes, read within the configured bound.
    pub bytes: axum::body::Bytes,
}

impl FromRequest<App> for Listed {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let content_type = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("");
        let essence = content_type.split(';').next().unwrap_or("").trim();
        let is_json = essence == "application/json" || essence.ends_with("+json");
        let is_file = matches!(
            essence,
            "text/csv"
                | "text/plain"
                | "text/tab-separated-values"
                | "application/vnd.ms-excel"
                | "application/vnd.oasis.opendocument.spreadsheet"
                | SHEET
        );
        if !is_json && !is_file {
            let expected = format!("application/json, text/csv, {SHEET}");
            let refusal = Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_type");
            return Err(refusal.naming("expected", expected));
        }
        let AnyBody(bytes) = AnyBody::from_request(request, app).await?;
        Ok(Self { is_file, bytes })
    }
}

#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct CheckParams {
    /// The region of names in a file that tell none.
    pub region_code: Option<String>,
    /// The naming category of names in a file that tell none.
    pub category: Option<String>,
    /// The day whose law judges names in a file that tell none.
    pub on: Option<NaiveDate>,
    /// `json` (default), `csv` or `xlsx`: a table with a row a finding.
    pub format: Option<String>,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Form {
    Json,
    Csv,
    Sheet,
}

impl CheckParams {
    pub(in crate::http) fn form(&self) -> Result<Form, Refusal> {
        match self.format.as_deref() {
            None | Some("json") => Ok(Form::Json),
            Some("csv") => Ok(Form::Csv),
            Some("xlsx") => Ok(Form::Sheet),
            Some(other) => Err(Refusal::parameter("format", other, "json, csv, xlsx")),
        }
    }
}

/// The list of a file, what it leaves open filled from the parameters.
pub(in crate::http) fn drafts(
    bytes: &[u8],
    params: &CheckParams,
    most: usize,
) -> Result<DocketFile, Refusal> {
    let category = params
        .category
        .as_deref()
        .map(|word| {
            word.parse::<Category>()
                .map_err(|error| Refusal::parameter("category", word, error.to_string()))
        })
        .transpose()?;
    let mut file =
        read_docket(bytes, most).map_err(|error| Refusal::refused(vec![error.problem()]))?;
    for row in &mut file.rows {
        let draft = &mut row.draft;
        draft.category = draft.category.or(category);
        draft.on = draft.on.or(params.on);
        if draft.region_code.is_none() {
            draft.region_code.clone_from(&params.region_code);
        }
    }
    Ok(file)
}

/// Runs something long on a thread where it keeps nobody waiting.
pub(in crate::http) async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "a check ended badly");
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    })
}

/// The names of a file, checked, with what was wrong with its rows.
pub(in crate::http) fn answer(
    file: &DocketFile,
    checked: &[Checked],
    form: Form,
    lang: Lang,
) -> Answer<Response> {
    if form != Form::Json {
        return table(&lines(file, checked), form, lang);
    }
    let results: Vec<Value> = file
        .rows
        .iter()
        .zip(checked)
        .map(|(row, one)| {
            let mut written = json!(one.in_lang(lang));
            written["row"] = json!(row.row);
            written["written"] = json!(row.written);
            written
        })
        .collect();
    let errors: Vec<Value> = file
        .problems
        .iter()
        .map(|(row, problem)| in_row(*row, problem, lang))
        .collect();
    let answer = json!({
        "results": results,
        "errors": errors,
        "unknown_columns": file.unknown_columns,
    });
    Ok(render::json(answer.to_string().into_bytes()))
}

/// A row of a list in the answer's table.
pub(in crate::http) struct Line<'a> {
    row: u64,
    what: What<'a>,
}

enum What<'a> {
    Checked(&'a Checked),
    /// The name as written, and everything that is wrong with the row.
    Unread(&'a str, Vec<&'a Problem>),
}

/// Every row of the file, in its order.
fn lines<'a>(file: &'a DocketFile, checked: &'a [Checked]) -> Vec<Line<'a>> {
    let read = file.rows.iter().zip(checked).map(|(row, one)| Line {
        row: row.row,
        what: What::Checked(one),
    });
    let unread = file.unread.iter().map(|(row, written)| Line {
        row: *row,
        what: What::Unread(written, file.problems_of(*row).collect()),
    });
    let mut lines: Vec<Line<'a>> = read.chain(unread).collect();
    lines.sort_by_key(|line| line.row);
    lines
}

/// Names of a request, numbered from 1.
pub(in crate::http) fn numbered(checked: &[Checked]) -> Vec<Line<'_>> {
    (1..)
        .zip(checked)
        .map(|(row, one)| Line {
            row,
            what: What::Checked(one),
        })
        .collect()
}

fn in_row(row: u64, problem: &Problem, lang: Lang) -> Value {
    json!({
        "row": row,
        "field": problem.field,
        "value": problem.value,
        "code": problem.code.as_str(),
        "reason": problem.reason(lang),
        "mend": problem.mend(lang),
    })
}

/// A row a finding, one for each name without any, and one for each thing wrong with a row.
pub(in crate::http) fn table(lines: &[Line<'_>], form: Form, lang: Lang) -> Answer<Response> {
    let head = |word: &str| say(lang, &format!("desk.column.{word}"), &[]);
    let heads = [
        "row", "name", "pinyin", "verdict", "category", "severity", "rule", "message", "article",
        "mend",
    ];
    let mut table = DocketTable {
        heads: heads.map(head).to_vec(),
        rows: Vec::with_capacity(lines.len()),
    };
    for line in lines {
        let row = line.row.to_string();
        match &line.what {
            What::Checked(one) => write_checked(&mut table, &row, one, lang),
            What::Unread(written, problems) => {
                let unread = say(lang, "desk.unread", &[]);
                for problem in problems {
                    let told = format!("{}: {}", problem.field, problem.reason(lang));
                    let mut cells = vec![row.clone(), (*written).to_owned(), String::new()];
                    cells.push(unread.clone());
                    cells.extend([const { String::new() }; 3]);
                    cells.extend([told, String::new(), problem.mend(lang)]);
                    table.rows.push(cells);
                }
            }
        }
    }
    let is_sheet = form == Form::Sheet;
    let bytes = write_docket(&table, is_sheet).map_err(|error| {
        tracing::error!(%error, "a table was not written");
        Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    })?;
    let (media_type, name) = if is_sheet {
        (SHEET, "attachment; filename=\"names.xlsx\"")
    } else {
        (
            "text/csv; charset=utf-8",
            "attachment; filename=\"names.csv\"",
        )
    };
    let mut response = render::json(bytes);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    Ok(response)
}

fn write_checked(table: &mut DocketTable, row: &str, one: &Checked, lang: Lang) {
    let spelled = text::romanize(&one.name, one.category).pinyin;
    let verdict = say(lang, &format!("cli.verdict.{}", one.verdict.as_str()), &[]);
    let cells = |more: [String; 6]| {
        let mut cells = vec![
            row.to_owned(),
            one.name.clone(),
            spelled.clone(),
            verdict.clone(),
        ];
        cells.extend(more);
        cells
    };
    if one.findings.is_empty() {
        table.rows.push(cells(Default::default()));
    }
    for finding in &one.findings {
        let severity = match &finding.overruled {
            Some(_) => "desk.overruled".to_owned(),
            None => format!("cli.severity.{}", finding.severity.as_str()),
        };
        table.rows.push(cells([
            finding.category.as_str().to_owned(),
            say(lang, &severity, &[]),
            finding.rule.to_owned(),
            finding.say(lang),
            finding.article.clone(),
            String::new(),
        ]));
    }
}
