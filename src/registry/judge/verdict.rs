//! The gate itself: what every kind has in common.

use std::{collections::HashMap, sync::Arc};

use super::{
    address::Composer,
    identity::natural_key,
    reference::{Reference, corners},
};
use crate::{
    domain::{Draft, Kind, Problem, ProblemCode, Value, region, shared},
    geo::{Geometry, right_handed, validity},
    messages::Phrase,
    snapshot::RowRef,
};

/// A draft that may be written, with what was computed for it.
#[derive(Debug)]
pub(crate) struct Judged {
    /// One value a field.
    pub(crate) values: Vec<Value>,
    /// The fields that the draft brought, one bit a position.
    pub(crate) present: u64,
    /// The fields that were computed, one bit a position.
    pub(crate) computed: u64,
    /// Whether the draft named itself by an identifier.
    pub(crate) given: bool,
    /// Where it is.
    pub(crate) geometry: Option<Geometry>,
    /// What is odd about it, though not wrong.
    pub(crate) warnings: Vec<Problem>,
    /// Where a doorplate lies as seen from its road, in metres east and north, to find a shift that
    /// a whole file has in common.
    pub(crate) offset_m: Option<[f64; 2]>,
}

impl Judged {
    pub(crate) fn text(&self, at: usize) -> Option<&str> {
        self.values.get(at).and_then(Value::as_text)
    }

    /// What a new feature must have and this has not.
    pub(crate) fn lacking(&self, kind: Kind) -> Vec<Problem> {
        let mut problems: Vec<Problem> = kind
            .fields()
            .iter()
            .zip(&self.values)
            .filter(|(field, value)| field.required && value.is_null())
            .map(|(field, _)| Problem::new(ProblemCode::MissingField, field.name, ""))
            .collect();
        if self.geometry.is_none() && !kind.may_lack_geometry() {
            problems.push(Problem::new(ProblemCode::MissingGeometry, "geometry", ""));
        }
        problems
    }

    /// Fills a field that the draft leaves out or empty.
    pub(super) fn compute(&mut self, at: usize, value: impl FnOnce(&Self) -> Option<Value>) {
        if !self.values[at].is_null() {
            return;
        }
        if let Some(value) = value(self) {
            self.values[at] = value;
            self.computed |= 1 << at;
        }
    }
}

/// Judges drafts of one kind, one after the other, remembering what they have in common.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    pub(super) reference: &'a Reference,
    pub(super) source: &'a str,
    pub(super) composer: Composer,
    pub(super) shapes: HashMap<i64, Option<Arc<Geometry>>>,
    pub(super) roads: Option<HashMap<&'a str, Vec<RowRef<'a>>>>,
}

impl<'a> Judge<'a> {
    /// A judge for drafts of a source.
    pub(crate) fn new(reference: &'a Reference, source: &'a str) -> Self {
        Self {
            reference,
            source,
            composer: Composer::default(),
            shapes: HashMap::new(),
            roads: None,
        }
    }

    /// Lets a draft through, completed, or says everything that is wrong with it. With
    /// `must_be_named`, a draft without identifier and natural key is refused.
    ///
    /// # Errors
    /// The problems, all of them.
    pub(crate) fn judge(
        &mut self,
        draft: Draft,
        must_be_named: bool,
    ) -> Result<Judged, Vec<Problem>> {
        let mut problems = Vec::new();
        let kind = draft.kind;
        let given = draft.source_id().is_some();
        let key = if given {
            Ok(None)
        } else {
            natural_key(&draft).map(Some)
        };
        let present = draft
            .values
            .iter()
            .enumerate()
            .filter(|(_, value)| value.is_some())
            .fold(0, |mask, (at, _)| mask | 1 << at);
        if draft.geometry == Some(None) && !kind.may_lack_geometry() {
            problems.push(Problem::new(ProblemCode::MissingGeometry, "geometry", ""));
        }
        let mut judged = Judged {
            values: draft
                .values
                .into_iter()
                .map(Option::unwrap_or_default)
                .collect(),
            present,
            computed: 0,
            given,
            geometry: draft.geometry.flatten().map(right_handed),
            warnings: Vec::new(),
            offset_m: None,
        };
        match key {
            Ok(Some(key)) => judged.compute(shared::SOURCE_ID_AT, |_| Some(Value::from(key))),
            Err(expected) if must_be_named => problems.push(
                Problem::new(ProblemCode::NoIdentity, "source_id", "").with("expected", expected),
            ),
            _ => {}
        }
        judge_period(&judged, &mut problems);
        self.judge_place(kind, &mut judged, &mut problems);
        self.judge_kind(kind, &mut judged, &mut problems);
        if problems.is_empty() {
            Ok(judged)
        } else {
            Err(problems)
        }
    }

    fn judge_place(&self, kind: Kind, judged: &mut Judged, problems: &mut Vec<Problem>) {
        if let Some(code) = judged.text(shared::REGION_CODE_AT)
            && !self.reference.knows_region(code)
        {
            problems.push(Problem::new(
                ProblemCode::UnknownRegion,
                "region_code",
                code,
            ));
        }
        let Some(geometry) = &judged.geometry else {
            return;
        };
        let repeated = validity::repeated_vertices(geometry);
        if repeated > 0 {
            judged.warnings.push(
                Problem::new(ProblemCode::RepeatedVertices, "geometry", "")
                    .with("count", repeated.to_string()),
            );
        }
        if kind == Kind::Region {
            return;
        }
        if judged
            .text(shared::REGION_CODE_AT)
            .is_some_and(|code| self.reference.is_unmapped(code))
        {
            return;
        }
        let corners = corners(geometry);
        let mut outside_m = f64::INFINITY;
        for at in &corners {
            outside_m = outside_m.min(self.reference.outside_m(*at));
            if outside_m <= 0.0 {
                break;
            }
        }
        if outside_m > 0.0 && outside_m.is_finite() {
            let far = outside_m > self.reference.thresholds.outside_jurisdiction_m;
            let code = if far {
                ProblemCode::OutsideJurisdiction
            } else {
                ProblemCode::NearJurisdictionEdge
            };
            let value = corners.first().map(ToString::to_string).unwrap_or_default();
            let problem = Problem::new(code, "geometry", &value)
                .with("distance_m", format!("{outside_m:.0}"));
            if far {
                problems.push(problem);
            } else {
                judged.warnings.push(problem);
            }
        }
        if !matches!(kind, Kind::BoundaryLine | Kind::BoundaryMarker) {
            judged.compute(shared::REGION_CODE_AT, |_| {
                self.reference.smallest_holding(&corners).map(Value::from)
            });
        }
    }

    fn judge_kind(&mut self, kind: Kind, judged: &mut Judged, problems: &mut Vec<Problem>) {
        match kind {
            Kind::Region => Self::judge_region(judged, problems),
            Kind::Place => Self::judge_place_name(judged),
            Kind::Road => Self::judge_road(judged),
            Kind::Doorplate => self.judge_doorplate(judged, problems),
            Kind::BoundaryLine => Self::judge_line(judged, problems),
            Kind::BoundaryMarker => self.judge_marker(judged, problems),
            Kind::Plot => self.judge_plot(judged, problems),
            Kind::Cemetery => {}
        }
    }

    fn judge_region(judged: &mut Judged, problems: &mut Vec<Problem>) {
        let Some(code) = judged.text(shared::CODE_AT).map(str::to_owned) else {
            return;
        };
        let Some((_, level)) = region::parse_code(&code) else {
            problems.push(
                Problem::new(ProblemCode::WrongValue, "code", &code)
                    .with("allowed", Phrase::of("problem.word.region_code")),
            );
            return;
        };
        if judged.text(region::PARENT_CODE_AT) == Some(code.as_str()) {
            problems.push(
                Problem::new(ProblemCode::WrongValue, "parent_code", &code)
                    .with("allowed", Phrase::of("problem.word.not_itself")),
            );
        }
        judged.compute(region::LEVEL_AT, |_| Some(Value::from(level)));
        judged.compute(region::PARENT_CODE_AT, |_| {
            region::parent_by_shape(&code).map(Value::from)
        });
    }
}

fn judge_period(judged: &Judged, problems: &mut Vec<Problem>) {
    let day = |at: usize| judged.values.get(at).and_then(Value::as_date);
    if let (Some(from), Some(to)) = (day(shared::VALID_FROM_AT), day(shared::VALID_TO_AT))
        && to < from
    {
        problems.push(
            Problem::new(ProblemCode::WrongValue, "valid_to", &to.to_string())
                .with("allowed", format!("≥ {from}")),
        );
    }
}
