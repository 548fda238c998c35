//! The rejects file: one line a problem, in words, safe to open in a spreadsheet.

use std::io::{self, Write};

use super::{csv::push_cell, word::Rejected};
use crate::messages::Lang;

/// Writes rejected rows as CSV.
#[derive(Debug)]
pub struct RejectsWriter<W: Write> {
    out: W,
    lang: Lang,
    line: Vec<u8>,
}

impl<W: Write> RejectsWriter<W> {
    /// Writes the header line.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn new(mut out: W, lang: Lang) -> io::Result<Self> {
        out.write_all(b"line,id,field,value,code,reason,mend\n")?;
        Ok(Self {
            out,
            lang,
            line: Vec::new(),
        })
    }

    /// Writes one line for each problem of the row.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn write(&mut self, rejected: &Rejected) -> io::Result<()> {
        for problem in &rejected.problems {
            self.line.clear();
            self.line
                .extend_from_slice(rejected.line.to_string().as_bytes());
            for cell in [
                rejected.id.as_deref().unwrap_or_default(),
                &problem.field,
                &problem.value,
                problem.code.as_str(),
                &problem.reason(self.lang),
                &problem.mend_of_import(self.lang),
            ] {
                self.line.push(b',');
                push_cell(&harmless(cell), &mut self.line);
            }
            self.line.push(b'\n');
            self.out.write_all(&self.line)?;
        }
        Ok(())
    }

    /// Hands back the output, flushed.
    ///
    /// # Errors
    /// When the output cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// The text with an apostrophe before what a spreadsheet would take for a formula, and on one line.
fn harmless(text: &str) -> String {
    let one_line = text.replace(['\r', '\n', '\t', '\0'], " ");
    if one_line.trim_start().starts_with(['=', '+', '-', '@']) {
        format!("'{one_line}")
    } else {
        one_line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Problem, ProblemCode};

    #[test]
    fn a_problem_is_told_in_words_and_no_formula_gets_through() {
        let mut writer = RejectsWriter::new(Vec::new(), Lang::En).unwrap();
        writer
            .write(&Rejected {
                line: 7,
                id: Some("=cmd()".to_owned()),
                problems: vec![
                    Problem::new(ProblemCode::WrongType, "width_m", "+1,5")
                        .with("expected", "number"),
                    Problem::new(ProblemCode::MissingField, "name", ""),
                ],
            })
            .unwrap();
        let text = String::from_utf8(writer.finish().unwrap()).unwrap();
        assert_eq!(
            text,
            "line,id,field,value,code,reason,mend\n\
             7,'=cmd(),width_m,\"'+1,5\",wrong_type,\"width_m should be a number, not \"\"+1,5\"\"\",Make it a number\n\
             7,'=cmd(),name,,missing_field,The required field name is missing,\"Fill in name, or give one value for all with --set name=VALUE\"\n"
        );
    }
}
