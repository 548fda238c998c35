//! Sifting: what only the whole file, or the file beside the register, can tell of a row.

use super::{rejects::Rejects, report::Tally, straight::Straight};
use crate::{
    domain::{Problem, ProblemCode},
    registry::RegistryError,
    store::Bulk,
};

/// Warnings about repeated numbers that are looked for.
const REPEATED_NUMBERS: i64 = 10_000;

/// Takes out of the stage what cannot stand, each row into the rejects, and warns of the rest.
pub(super) async fn sift(
    bulk: &mut Bulk,
    straight: Option<Straight>,
    tally: &mut Tally,
    rejects: &mut Rejects,
) -> Result<(), RegistryError> {
    if let Some(straight) = &straight {
        bulk.settle(&straight.direct).await?;
    }
    if bulk.has_staged() {
        if let Some(straight) = &straight {
            refuse_again(bulk, straight, tally, rejects).await?;
        }
        sift_staged(bulk, tally, rejects).await?;
        if straight
            .as_ref()
            .is_none_or(|straight| straight.stage_repeats)
        {
            warn_of_repeats(bulk, tally).await?;
        }
    }
    if let Some(straight) = straight.filter(|straight| !straight.repeats.is_empty()) {
        for again in bulk
            .repeated_among(&straight.repeats, REPEATED_NUMBERS)
            .await?
        {
            let problem = Problem::new(ProblemCode::DuplicateNumber, "number", &again.value)
                .with("road", again.detail.unwrap_or_default());
            tally.warn(straight.line(again.line), problem);
        }
    }
    Ok(())
}

/// Refuses staged rows whose identifier an earlier row had that was written straight.
async fn refuse_again(
    bulk: &mut Bulk,
    straight: &Straight,
    tally: &mut Tally,
    rejects: &mut Rejects,
) -> Result<(), RegistryError> {
    for again in bulk.take_again().await? {
        let problem = Problem::new(ProblemCode::DuplicateId, "source_id", &again.value)
            .with("line", straight.line(again.first_line).to_string());
        let problems = [problem];
        tally.reject(&problems);
        let line = u64::try_from(again.line).unwrap_or(0);
        rejects.write(line, Some(&again.value), &problems)?;
    }
    Ok(())
}

/// What only the whole file, or the file beside the register, can tell.
async fn sift_staged(
    bulk: &mut Bulk,
    tally: &mut Tally,
    rejects: &mut Rejects,
) -> Result<(), RegistryError> {
    let mut refuse = |line: i64, id: Option<&str>, problem: Problem, tally: &mut Tally| {
        let problems = [problem];
        tally.reject(&problems);
        rejects.write(u64::try_from(line).unwrap_or(0), id, &problems)
    };
    for again in bulk.take_duplicates().await? {
        let problem = Problem::new(ProblemCode::DuplicateId, "source_id", &again.value)
            .with("line", again.first_line.to_string());
        refuse(again.line, Some(&again.value), problem, tally)?;
    }
    bulk.settle_parents().await?;
    bulk.match_registered().await?;
    for again in bulk.take_same_targets().await? {
        let problem = Problem::new(ProblemCode::DuplicateId, "source_id", &again.value)
            .with("line", again.first_line.to_string());
        refuse(again.line, Some(&again.value), problem, tally)?;
    }
    for taken in bulk.take_taken_codes().await? {
        let problem = Problem::new(ProblemCode::CodeTaken, "code", &taken.value);
        refuse(taken.line, None, problem, tally)?;
    }
    for backward in bulk.take_backward_periods().await? {
        let problem = Problem::new(ProblemCode::WrongValue, "valid_to", &backward.value).with(
            "allowed",
            format!("≥ {}", backward.detail.unwrap_or_default()),
        );
        refuse(backward.line, None, problem, tally)?;
    }
    for (line, fields) in bulk.take_incomplete().await? {
        let problem = match bulk.first_field(fields) {
            "geometry" => Problem::new(ProblemCode::MissingGeometry, "geometry", ""),
            field => Problem::new(ProblemCode::MissingField, field, ""),
        };
        refuse(line, None, problem, tally)?;
    }
    for circle in bulk.take_circles().await? {
        let problem = Problem::new(ProblemCode::ParentCircle, "parent_code", &circle.value)
            .with("circle", circle.detail.unwrap_or_default());
        refuse(circle.line, None, problem, tally)?;
    }
    // Last, when every parent that is refused is known.
    for orphan in bulk.take_orphans().await? {
        let problem = Problem::new(ProblemCode::UnknownParent, "parent_code", &orphan.value);
        refuse(orphan.line, None, problem, tally)?;
    }
    Ok(())
}

async fn warn_of_repeats(bulk: &mut Bulk, tally: &mut Tally) -> Result<(), RegistryError> {
    for again in bulk.repeated_numbers(REPEATED_NUMBERS).await? {
        let problem = Problem::new(ProblemCode::DuplicateNumber, "number", &again.value)
            .with("road", again.detail.unwrap_or_default());
        tally.warn(u64::try_from(again.line).unwrap_or(0), problem);
    }
    Ok(())
}
