//! On which line each row stands, kept as runs: most files have a row every so many lines.

/// The lines of rows numbered from 0.
#[derive(Debug, Default)]
pub(super) struct Lines {
    runs: Vec<Run>,
    rows: u64,
}

/// Rows that follow each other at one distance.
#[derive(Clone, Copy, Debug)]
struct Run {
    first: u64,
    line: u64,
    step: u64,
}

impl Lines {
    /// Notes the line of the next row.
    pub(super) fn push(&mut self, line: u64) {
        let row = self.rows;
        self.rows += 1;
        if let Some(run) = self.runs.last_mut() {
            if row == run.first + 1 && line >= run.line {
                run.step = line - run.line;
                return;
            }
            if line == run.line + (row - run.first) * run.step {
                return;
            }
        }
        self.runs.push(Run {
            first: row,
            line,
            step: 0,
        });
    }

    /// The line of a row; 0 when there is no such row.
    pub(super) fn line(&self, row: u64) -> u64 {
        let after = self.runs.partition_point(|run| run.first <= row);
        match after.checked_sub(1).and_then(|at| self.runs.get(at)) {
            Some(run) if row < self.rows => run.line + (row - run.first) * run.step,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kept(lines: &[u64]) -> Lines {
        let mut kept = Lines::default();
        for line in lines {
            kept.push(*line);
        }
        kept
    }

    #[test]
    fn a_row_every_line_is_one_run() {
        let kept = kept(&(2..100_002).collect::<Vec<_>>());
        assert_eq!(kept.runs.len(), 1);
        assert_eq!((kept.line(0), kept.line(99_999)), (2, 100_001));
        assert_eq!(kept.line(100_000), 0);
    }

    proptest! {
        #[test]
        fn every_line_comes_back(steps in prop::collection::vec(0u64..4, 0..200)) {
            let lines: Vec<u64> = steps
                .iter()
                .scan(1, |line, step| { *line += step; Some(*line) })
                .collect();
            let kept = kept(&lines);
            for (row, line) in (0..).zip(&lines) {
                prop_assert_eq!(kept.line(row), *line);
            }
        }
    }
}
