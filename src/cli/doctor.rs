//! `mingjie doctor`

use super::outcome::Outcome;
use crate::{
    config::Config,
    messages::{Lang, say},
    registry::doctor::{CheckState, examine},
};

/// Looks at the surroundings; a check that is bad makes the command fail.
#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
pub(super) async fn doctor(config: &Config, lang: Lang, json: bool) -> anyhow::Result<Outcome> {
    let checks = examine(config).await;
    let mut outcome = Outcome::Done;
    for check in &checks {
        let mark = match check.state {
            CheckState::Good => "✓",
            CheckState::Warn => "!",
            CheckState::Bad => {
                outcome = Outcome::Failed;
                "✗"
            }
        };
        let values: Vec<(&str, &str)> = check.values.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let label = say(lang, &format!("doctor.{}.label", check.key), &[]);
        let detail = say(lang, &format!("doctor.{}.{}", check.key, check.outcome), &values);
        if json {
            println!(
                "{}",
                serde_json::json!({ "check": check.key, "state": check.state.as_str(), "detail": detail })
            );
        } else {
            println!("{mark} {label}  {detail}");
        }
    }
    Ok(outcome)
}
