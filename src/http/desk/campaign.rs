//! The whole register checked: a worklist, the gravest first.

use std::collections::BTreeMap;

use axum::{extract::State, http::HeaderMap, response::Response};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    domain::{FindingCategory, Kind, Sight, Verdict},
    http::{
        App,
        access::Asker,
        courtesy::language,
        desk::on_a_thread,
        extract::{self, Params},
        refusal::{Answer, Refusal},
        render,
    },
    messages::Lang,
    registry::{Campaign, CampaignKey, InCampaign, RegistryError},
};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::http) struct Query {
    /// This region and below; the whole register when absent.
    region: Option<String>,
    /// `road`, `place`, `region`, parted by commas; default `road,place`.
    kinds: Option<String>,
    /// The day whose law judges; today when absent.
    on: Option<NaiveDate>,
    /// `prohibited`, `attention` or `pass` (with notes).
    verdict: Option<String>,
    /// Names with a finding of this category: 大 洋 怪 重 通名 名实 体例 程序.
    category: Option<String>,
    /// Names with a finding of this rule.
    rule: Option<String>,
    /// 1 to 1000; default 100.
    limit: Option<usize>,
    /// Where the page before ended.
    cursor: Option<usize>,
}

/// `GET /api/v1/names/campaign`
#[utoipa::path(get, path = "/api/v1/names/campaign", tag = "names", operation_id = "campaign",
    params(Query),
    security(("token" = [])),
    responses((status = 200, description = "Registered names with findings, the gravest first", body = ref("#/components/schemas/Campaign"))))]
pub(in crate::http) async fn campaign(
    State(app): State<App>,
    asker: Asker,
    headers: HeaderMap,
    Params(query): Params<Query>,
) -> Answer<Response> {
    // Thousands of names judged anew are work for the office, not for whoever passes by.
    asker.signed_in()?;
    let view = app.registry().view()?;
    extract::region(&view, &Sight::of(&asker.caller), query.region.as_deref())?;
    let limit = extract::limit(query.limit, 100, 1_000)?;
    let kinds = extract::kinds(query.kinds.as_deref(), &[Kind::Road, Kind::Place])?;
    if let Some(kind) = kinds
        .iter()
        .find(|kind| !matches!(kind, Kind::Road | Kind::Place | Kind::Region))
    {
        return Err(Refusal::parameter(
            "kinds",
            kind.as_str(),
            "road, place, region",
        ));
    }
    if let Some(region) = &query.region {
        app.registry().known_region(region)?;
    }
    let verdict = query.verdict.as_deref().map(verdict).transpose()?;
    let category = query.category.as_deref().map(category).transpose()?;
    let key = CampaignKey {
        region: query.region.clone(),
        kinds,
        on: query.on.unwrap_or_else(|| app.registry().clock().today()),
    };
    let registry = app.registry().clone();
    let wanted = Wanted {
        verdict,
        category,
        rule: query.rule,
        from: query.cursor.unwrap_or(0),
        limit,
    };
    let lang = language(&headers);
    let working = move || -> Result<Vec<u8>, RegistryError> {
        let campaign = registry.campaign(key)?;
        Ok(page(&campaign, &wanted, lang).to_string().into_bytes())
    };
    Ok(render::json(on_a_thread(working).await??))
}

/// Which of the names found are told.
struct Wanted {
    verdict: Option<Verdict>,
    category: Option<FindingCategory>,
    rule: Option<String>,
    from: usize,
    limit: usize,
}

impl Wanted {
    fn fits(&self, one: &InCampaign) -> bool {
        let findings = &one.checked.findings;
        self.verdict
            .is_none_or(|verdict| one.checked.verdict == verdict)
            && self
                .category
                .is_none_or(|category| findings.iter().any(|f| f.category == category))
            && self
                .rule
                .as_deref()
                .is_none_or(|rule| findings.iter().any(|f| f.rule == rule))
    }
}

/// A page of the worklist, with the counts over all of it.
fn page(campaign: &Campaign, wanted: &Wanted, lang: Lang) -> Value {
    let found = campaign.found.iter().filter(|one| wanted.fits(one));
    let found: Vec<&InCampaign> = found.collect();
    let page = found.iter().skip(wanted.from).take(wanted.limit);
    let results: Vec<Value> = page
        .map(|one| {
            let mut written = json!(one.checked.in_lang(lang));
            written["kind"] = json!(one.kind.as_str());
            written["id"] = json!(one.id);
            written["fid"] = json!(one.fid);
            written["region_code"] = json!(one.region_code);
            written
        })
        .collect();
    let end = wanted.from.saturating_add(results.len());
    let next = (end < found.len()).then_some(end);
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &campaign.found {
        let mut rules: Vec<&str> = one.checked.findings.iter().map(|f| f.rule).collect();
        rules.dedup();
        for rule in rules {
            *by_rule.entry(rule).or_default() += 1;
        }
    }
    json!({
        "names": campaign.names,
        "counts": {
            "prohibited": campaign.count(Verdict::Prohibited),
            "attention": campaign.count(Verdict::Attention),
            "pass": campaign.count(Verdict::Pass),
        },
        "by_rule": by_rule,
        "total": found.len(),
        "results": results,
        "next": next,
        "position": campaign.position.0,
    })
}

fn verdict(word: &str) -> Result<Verdict, Refusal> {
    [Verdict::Prohibited, Verdict::Attention, Verdict::Pass]
        .into_iter()
        .find(|verdict| verdict.as_str() == word)
        .ok_or_else(|| Refusal::parameter("verdict", word, "prohibited, attention, pass"))
}

fn category(word: &str) -> Result<FindingCategory, Refusal> {
    FindingCategory::from_word(word)
        .ok_or_else(|| Refusal::parameter("category", word, "大 洋 怪 重 通名 名实 体例 程序"))
}
