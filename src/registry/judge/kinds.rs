//! What each kind is asked besides.

use std::{collections::HashMap, sync::Arc};

use super::verdict::{Judge, Judged};
use crate::{
    domain::{
        Kind, Problem, ProblemCode, Value, boundary_line, boundary_marker, doorplate, place, plot,
        road, shared,
    },
    geo::{
        Geometry, LonLat,
        measure::{self, Side},
    },
    messages::Phrase,
    snapshot::RowRef,
    text,
};

/// A road of that name farther away than this is another road of the same name.
const SAME_NAME_REACH_M: f64 = 2_000.0;

impl<'a> Judge<'a> {
    pub(super) fn judge_place_name(judged: &mut Judged) {
        judged.compute(place::PINYIN_AT, |j| {
            Some(romanized(j.text(shared::NAME_AT)?))
        });
    }

    pub(super) fn judge_road(judged: &mut Judged) {
        judged.compute(road::PINYIN_AT, |j| {
            Some(romanized(j.text(shared::NAME_AT)?))
        });
        judged.compute(road::LENGTH_M_AT, |j| {
            Some(measured_length(j.geometry.as_ref()?))
        });
    }

    pub(super) fn judge_line(judged: &mut Judged, problems: &mut Vec<Problem>) {
        if let (Some(left), Some(right)) = (
            judged.text(boundary_line::LEFT_CODE_AT),
            judged.text(boundary_line::RIGHT_CODE_AT),
        ) && left == right
        {
            problems.push(
                Problem::new(ProblemCode::WrongValue, "right_code", right)
                    .with("allowed", Phrase::of("problem.word.other_side")),
            );
        }
        judged.compute(boundary_line::LENGTH_M_AT, |j| {
            Some(measured_length(j.geometry.as_ref()?))
        });
        judged.compute(boundary_line::LEVEL_AT, |j| {
            let code = j.text(boundary_line::LEFT_CODE_AT)?;
            let level = match code.len() {
                2 => "province",
                4 => "city",
                6 => "county",
                _ => "town",
            };
            Some(Value::from(level))
        });
    }

    pub(super) fn judge_marker(&mut self, judged: &mut Judged, problems: &mut Vec<Problem>) {
        let Some(lines) = judged
            .text(boundary_marker::LINE_CODE_AT)
            .map(str::to_owned)
        else {
            return;
        };
        let at = point_of(judged.geometry.as_ref());
        for code in lines.split('|') {
            let Some(line) = self
                .reference
                .snapshot
                .table(Kind::BoundaryLine)
                .by_code(code)
            else {
                problems.push(Problem::new(ProblemCode::UnknownLine, "line_code", code));
                continue;
            };
            let Some((at, shape)) = at.zip(self.shape_of(line)) else {
                continue;
            };
            let distance_m = measure::distance_to_m(at, &shape).unwrap_or(0.0);
            let limit_m = self.reference.thresholds.marker_off_line_m;
            if distance_m > limit_m {
                problems.push(
                    Problem::new(ProblemCode::MarkerOffLine, "geometry", &at.to_string())
                        .with("distance_m", format!("{distance_m:.0}"))
                        .with("limit_m", format!("{limit_m:.0}")),
                );
            }
        }
        judged.compute(boundary_marker::NUMBER_AT, |j| {
            let line = lines.split('|').next()?;
            let serial = j.text(boundary_marker::SERIAL_AT)?;
            let marker_type = j.text(boundary_marker::TYPE_AT)?;
            Some(Value::from(format!("{line}{serial:0>3}{marker_type}")))
        });
    }

    pub(super) fn judge_plot(&mut self, judged: &mut Judged, problems: &mut Vec<Problem>) {
        let Some(id) = judged.text(plot::CEMETERY_SOURCE_ID_AT) else {
            return;
        };
        let Some(cemetery) = self
            .reference
            .snapshot
            .table(Kind::Cemetery)
            .by_source(self.source, id)
        else {
            problems.push(Problem::new(
                ProblemCode::UnknownCemetery,
                "cemetery_source_id",
                id,
            ));
            return;
        };
        let code = cemetery.text(shared::REGION_CODE_AT).map(str::to_owned);
        if let (Some(geometry), Some(outline)) = (&judged.geometry, self.shape_of(cemetery)) {
            let outside_m = super::reference::corners(geometry)
                .into_iter()
                .filter_map(|corner| measure::distance_to_m(corner, &outline))
                .fold(0.0, f64::max);
            // A cemetery known only as a point holds nothing to measure against.
            let is_area = matches!(*outline, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
            if is_area && outside_m > self.reference.thresholds.plot_outside_cemetery_m {
                problems.push(
                    Problem::new(ProblemCode::PlotOutsideCemetery, "geometry", "")
                        .with("distance_m", format!("{outside_m:.1}")),
                );
            }
        }
        judged.compute(shared::REGION_CODE_AT, |_| code.map(Value::from));
        judged.compute(plot::AREA_M2_AT, |j| {
            let area_m2 = measure::area_m2(j.geometry.as_ref()?);
            (area_m2 > 0.0).then(|| Value::Number((area_m2 * 100.0).round() / 100.0))
        });
    }

    pub(super) fn judge_doorplate(&mut self, judged: &mut Judged, problems: &mut Vec<Problem>) {
        let at = point_of(judged.geometry.as_ref());
        let road = match judged.text(doorplate::ROAD_SOURCE_ID_AT) {
            Some(id) => {
                let road = self
                    .reference
                    .snapshot
                    .table(Kind::Road)
                    .by_source(self.source, id);
                if road.is_none() {
                    problems.push(Problem::new(ProblemCode::UnknownRoad, "road_source_id", id));
                    return;
                }
                road
            }
            None => judged
                .text(doorplate::ROAD_NAME_AT)
                .map(str::to_owned)
                .and_then(|name| self.nearest_road(&name, at?)),
        };
        let Some(road) = road else {
            if judged.text(doorplate::PLACE_SOURCE_ID_AT).is_none() {
                let name = judged
                    .text(doorplate::ROAD_NAME_AT)
                    .unwrap_or("")
                    .to_owned();
                judged
                    .warnings
                    .push(Problem::new(ProblemCode::NoRoad, "road_name", &name));
            }
            self.compose_address(judged);
            return;
        };
        judged.compute(doorplate::ROAD_SOURCE_ID_AT, |_| {
            road.text(shared::SOURCE_ID_AT).map(Value::from)
        });
        judged.compute(doorplate::ROAD_NAME_AT, |_| road.name().map(Value::from));
        if let Some((at, shape)) = at.zip(self.shape_of(road)) {
            self.judge_beside(at, &shape, road.name(), judged);
        }
        self.compose_address(judged);
    }

    fn judge_beside(&self, at: LonLat, road: &Geometry, name: Option<&str>, judged: &mut Judged) {
        let Some(beside) = measure::beside(at, road) else {
            return;
        };
        let limit_m = self.reference.thresholds.doorplate_from_road_m;
        // Most plates stand well within the limit: those are not measured more finely.
        if beside.at_most_m > limit_m
            && let Some(distance_m) = measure::distance_to_m(at, road)
            && distance_m > limit_m
        {
            judged.warnings.push(
                Problem::new(
                    ProblemCode::DoorplateFarFromRoad,
                    "geometry",
                    &at.to_string(),
                )
                .with("road", name.unwrap_or("—"))
                .with("distance_m", format!("{distance_m:.0}"))
                .with("limit_m", format!("{limit_m:.0}")),
            );
        }
        judged.offset_m = Some(beside.offset_m);
        judged.compute(doorplate::SIDE_AT, |_| match beside.side {
            Side::Left => Some(Value::from("left")),
            Side::Right => Some(Value::from("right")),
            Side::On => None,
        });
    }

    fn compose_address(&mut self, judged: &mut Judged) {
        let composed = self
            .composer
            .compose(&self.reference.snapshot, &judged.values);
        judged.compute(doorplate::ADDRESS_AT, |_| composed.map(Value::from));
    }

    /// The nearest road of that name, if it is not too far away to be meant.
    fn nearest_road(&mut self, name: &str, at: LonLat) -> Option<RowRef<'a>> {
        let snapshot = &self.reference.snapshot;
        let named = self.roads.get_or_insert_with(|| {
            let mut named: HashMap<&str, Vec<RowRef<'_>>> = HashMap::new();
            for row in snapshot
                .table(Kind::Road)
                .iter()
                .filter(|row| row.state().is_published())
            {
                if let Some(name) = row.name() {
                    named.entry(name).or_default().push(row);
                }
            }
            named
        });
        let candidates = named.get(name)?.clone();
        candidates
            .into_iter()
            .filter_map(|row| Some((measure::distance_to_m(at, &*self.shape_of(row)?)?, row)))
            .filter(|(distance_m, _)| *distance_m <= SAME_NAME_REACH_M)
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, row)| row)
    }

    /// The geometry of a row that others refer to, decoded once.
    fn shape_of(&mut self, row: RowRef<'_>) -> Option<Arc<Geometry>> {
        self.shapes
            .entry(row.fid())
            .or_insert_with(|| row.geometry().map(Arc::new))
            .clone()
    }
}

fn point_of(geometry: Option<&Geometry>) -> Option<LonLat> {
    match geometry? {
        Geometry::Point(point) => LonLat::new(point.x(), point.y()).ok(),
        _ => None,
    }
}

fn measured_length(geometry: &Geometry) -> Value {
    Value::Number((measure::length_m(geometry) * 10.0).round() / 10.0)
}

fn romanized(name: &str) -> Value {
    Value::from(text::romanize(name, None).pinyin)
}
