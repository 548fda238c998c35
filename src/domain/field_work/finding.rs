//! What is to be said of a record: how far the marker stands from where the register has it, and
//! whether the phone can have been where it says. Nothing here changes the register.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::fold::{FieldPhoto, FieldRecord};
use crate::geo::{
    Geometry, LonLat,
    measure::{distance_m, distance_to_m},
};

/// What a photo says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PhotoFacts {
    /// When it was taken, by the camera's clock.
    pub taken_at: Option<DateTime<Utc>>,
    /// Where.
    pub at: Option<LonLat>,
}

/// Within what everything is as it should be. Two tolerances: a phone tells whether somebody
/// `reached` a marker, only a surveying receiver whether it stands where it was `surveyed`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerances {
    /// Within so many metres of the registered place a marker counts as reached.
    pub reached_m: f64,
    /// So far, in metres, a surveyed marker may stand from its registered place.
    pub surveyed_m: f64,
    /// The fastest that people travel between two fixes, in metres a second.
    pub speed_m_s: f64,
    /// A photo is taken within so many metres of the marker.
    pub photo_m: f64,
    /// A photo is taken within this time of the record.
    pub photo_time: TimeDelta,
    /// So far may a phone's clock be ahead of ours.
    pub clock: TimeDelta,
}

impl Default for Tolerances {
    fn default() -> Self {
        Self {
            reached_m: 15.0,
            surveyed_m: 1.0,
            // A fast train; hills are walked and driven slower.
            speed_m_s: 60.0,
            photo_m: 200.0,
            photo_time: TimeDelta::minutes(30),
            clock: TimeDelta::minutes(5),
        }
    }
}

/// What may be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FieldRule {
    /// The measured place is further from the registered one than tolerance and accuracy explain.
    OffRegister,
    /// Nobody has been near enough to say anything of the marker.
    NotReached,
    /// The place is in a system that is not turned without the county's parameters.
    NotTurned,
    /// The receiver did not know well where it was.
    Inaccurate,
    /// Nobody travels that fast.
    TooFast,
    /// A photo was taken elsewhere.
    PhotoElsewhere,
    /// A photo was taken at another time.
    PhotoAtOtherTime,
    /// The phone's clock was ahead of ours.
    ClockAhead,
    /// It came after the field work had ended.
    Late,
}

/// Something found.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldFinding {
    /// What.
    pub rule: FieldRule,
    /// How much: metres, metres a second or seconds, as the rule says.
    pub amount: f64,
    /// Beyond which it is found.
    pub limit: f64,
    /// The photo that it is about.
    pub photo: Option<Uuid>,
}

impl FieldRule {
    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OffRegister => "off_register",
            Self::NotReached => "not_reached",
            Self::NotTurned => "not_turned",
            Self::Inaccurate => "inaccurate",
            Self::TooFast => "too_fast",
            Self::PhotoElsewhere => "photo_elsewhere",
            Self::PhotoAtOtherTime => "photo_at_other_time",
            Self::ClockAhead => "clock_ahead",
            Self::Late => "late",
        }
    }
}

impl fmt::Display for FieldRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is to be said of a record. `registered` is the place of its marker, or the line for a segment;
/// `before` the record that the same person made before; `closed_at` when the field work ended.
///
/// # Units
/// Distances are geodesic metres on the ellipsoid.
#[must_use]
pub fn judge(
    record: &FieldRecord,
    registered: Option<&Geometry>,
    before: Option<&FieldRecord>,
    closed_at: Option<DateTime<Utc>>,
    tolerances: &Tolerances,
) -> Vec<FieldFinding> {
    let mut findings = Vec::new();
    let mut found = |rule, amount: f64, limit: f64, photo| {
        findings.push(FieldFinding {
            rule,
            amount,
            limit,
            photo,
        });
    };
    let place = record.place();
    let at = place.as_ref().and_then(|place| place.at);
    if let Some(place) = &place {
        let accuracy_m = place.accuracy_m.unwrap_or(0.0);
        match (at, registered) {
            (None, _) => found(FieldRule::NotTurned, 0.0, 0.0, None),
            (Some(at), Some(registered)) => {
                let tolerance_m = if place.is_surveyed {
                    tolerances.surveyed_m
                } else {
                    tolerances.reached_m
                };
                let limit_m = tolerance_m.max(3.0 * accuracy_m);
                let off_m = distance_to_m(at, registered).unwrap_or(0.0);
                if off_m > limit_m {
                    let rule = if off_m > tolerances.photo_m.max(3.0 * accuracy_m) {
                        FieldRule::NotReached
                    } else {
                        FieldRule::OffRegister
                    };
                    found(rule, off_m, limit_m, None);
                }
            }
            (Some(_), None) => {}
        }
        if accuracy_m > tolerances.reached_m {
            found(
                FieldRule::Inaccurate,
                accuracy_m,
                tolerances.reached_m,
                None,
            );
        }
        if let Some(speed) = fastest(&place.fixes).filter(|speed| *speed > tolerances.speed_m_s) {
            found(FieldRule::TooFast, speed, tolerances.speed_m_s, None);
        }
    }
    let here = at.zip(Some(record.began_at));
    let there = before.and_then(|before| Some((before.place()?.at?, before.began_at)));
    if let Some(speed) = there
        .zip(here)
        .and_then(|(one, other)| speed(one, other))
        .filter(|speed| *speed > tolerances.speed_m_s)
    {
        found(FieldRule::TooFast, speed, tolerances.speed_m_s, None);
    }
    for photo in &record.photos {
        for at_photo in [
            told_at(photo),
            photo.facts.as_ref().and_then(|facts| facts.at),
        ] {
            let off_m = at.zip(at_photo).map(|(one, other)| distance_m(one, other));
            if let Some(off_m) = off_m.filter(|metres| *metres > tolerances.photo_m) {
                found(
                    FieldRule::PhotoElsewhere,
                    off_m,
                    tolerances.photo_m,
                    Some(photo.id),
                );
                break;
            }
        }
        let camera = photo.facts.as_ref().and_then(|facts| facts.taken_at);
        for taken_at in [Some(photo.at), camera].into_iter().flatten() {
            let off = (record.began_at - taken_at).max(taken_at - record.ended_at);
            if off > tolerances.photo_time {
                let (off, limit) = (seconds(off), seconds(tolerances.photo_time));
                found(FieldRule::PhotoAtOtherTime, off, limit, Some(photo.id));
                break;
            }
        }
    }
    // Time goes on while it travels: what is made after it has come was made by a wrong clock.
    let ahead = record.ended_at - record.completed_at;
    if ahead > tolerances.clock {
        found(
            FieldRule::ClockAhead,
            seconds(ahead),
            seconds(tolerances.clock),
            None,
        );
    }
    if let Some(late) = closed_at.map(|closed| record.received_at - closed)
        && late > TimeDelta::zero()
    {
        found(FieldRule::Late, seconds(late), 0.0, None);
    }
    findings
}

fn told_at(photo: &FieldPhoto) -> Option<LonLat> {
    let number = |name: &str| photo.about.get(name)?.as_f64();
    LonLat::new(number("lon")?, number("lat")?).ok()
}

#[expect(
    clippy::cast_precision_loss,
    reason = "spans of time are shorter than a hundred million years"
)]
fn seconds(span: TimeDelta) -> f64 {
    span.num_milliseconds() as f64 / 1_000.0
}

/// The speed between two places and times, in metres a second; none at the same moment.
fn speed(one: (LonLat, DateTime<Utc>), other: (LonLat, DateTime<Utc>)) -> Option<f64> {
    let took_s = seconds(other.1 - one.1).abs();
    (took_s > 0.0).then(|| distance_m(one.0, other.0) / took_s)
}

/// The fastest of single fixes, what their accuracies explain left out.
fn fastest(fixes: &[(LonLat, f64, i64)]) -> Option<f64> {
    fixes
        .windows(2)
        .filter_map(|pair| {
            let [(one, near_m, from_ms), (other, far_m, to_ms)] = pair else {
                return None;
            };
            let took_s = seconds(TimeDelta::milliseconds(to_ms - from_ms))
                .abs()
                .max(1.0);
            let moved_m = distance_m(*one, *other) - 3.0 * (near_m + far_m);
            Some((moved_m / took_s).max(0.0))
        })
        .max_by(f64::total_cmp)
}
