//! The file that is kept in step.

use std::path::Path;

use super::source::{Failure, Page};
use crate::{
    cli::outcome::Usage,
    domain::{Audience, Kind},
    exchange::{ExchangeError, Package, answered},
    messages::{Lang, say},
};

const FEED: &str = "feed";
const POSITION: &str = "position";

/// A copy of a register and how far it is.
#[derive(Debug)]
pub(super) struct Copy {
    package: Package,
    position: i64,
    lang: Lang,
}

impl Copy {
    /// Goes on with a file, or begins one.
    ///
    /// # Errors
    /// [`Usage`] for a file that follows something else; [`ExchangeError`] for one that is no copy.
    pub(super) fn open(
        path: &Path,
        kinds: &[Kind],
        feed: &str,
        lang: Lang,
    ) -> anyhow::Result<Self> {
        let mut package = Package::open(path, kinds, Audience::Public)?;
        match package.note(FEED)? {
            Some(was) if was != feed => {
                let path = path.display().to_string();
                let values = [("path", path.as_str()), ("was", &was), ("now", feed)];
                return Err(Usage(say(lang, "cli.follow.other_feed", &values).into()).into());
            }
            Some(_) => {}
            None => {
                let mut begun = package.change()?;
                begun.note(FEED, feed)?;
                begun.note(POSITION, "0")?;
                begun.commit()?;
            }
        }
        let position = package
            .note(POSITION)?
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| {
                let path = path.display().to_string();
                Usage(say(lang, "cli.follow.no_position", &[("path", &path)]).into())
            })?;
        Ok(Self {
            package,
            position,
            lang,
        })
    }

    /// The position that the file is at.
    pub(super) const fn position(&self) -> i64 {
        self.position
    }

    /// Takes a page over: all of it and the position after it, or nothing.
    pub(super) fn apply(&mut self, page: &Page) -> Result<(), Failure> {
        let lang = self.lang;
        let told = |key: &str, values: &[(&str, &str)]| {
            Failure::Final(anyhow::anyhow!(say(
                lang,
                &format!("cli.follow.{key}"),
                values
            )))
        };
        let broken = |error: ExchangeError| Failure::Final(error.into());
        if page.next < self.position {
            let (next, position) = (page.next.to_string(), self.position.to_string());
            return Err(told(
                "backwards",
                &[("next", &next), ("position", &position)],
            ));
        }
        if page.next == self.position {
            return Ok(());
        }
        let mut changes = self.package.change().map_err(broken)?;
        for change in &page.changes {
            let kind: Kind = change
                .kind
                .parse()
                .map_err(|_| told("unknown_kind", &[("kind", &change.kind)]))?;
            let (row, state) = answered(kind, &change.feature)
                .map_err(|reason| told("not_understood", &[("reason", &reason)]))?;
            // The feature is as it is by now, whatever the change was.
            if state.is_published() {
                changes.put(kind, &row).map_err(broken)?;
            } else {
                changes.take(kind, row.fid).map_err(broken)?;
            }
        }
        changes
            .note(POSITION, &page.next.to_string())
            .map_err(broken)?;
        changes.commit().map_err(broken)?;
        self.position = page.next;
        Ok(())
    }
}
