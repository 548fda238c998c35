//! `mingjie doctor`

use super::outcome::Outcome;
use crate::{
    config::Config,
    messages::Lang,
    registry::doctor::{CheckState, examine},
};

/// Looks at the surroundings; a check that is bad makes the command fail.
#[expect(clippy::print_stdout, reason = "a command answers on standard output")]
pub(super) async fn doctor(config: &Config, lang: Lang, json: bool) -> anyhow::Result<Outcome> {
    let checks = examine(config, lang).await;
    let mut outcome = Outcome::Done;
    for check in &checks {
        let mark = match check.state {
            CheckState::Ok => "✓",
            CheckState::Warn => "!",
            CheckState::Bad => {
                outcome = Outcome::Failed;
                "✗"
            }
        };
        if json {
            println!("{}", serde_json::to_string(check)?);
            continue;
        }
        println!("{mark} {}", check.detail);
        if let Some(mend) = &check.mend {
            println!("    → {mend}");
        }
    }
    Ok(outcome)
}
