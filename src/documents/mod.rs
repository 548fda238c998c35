//! Official papers as PDF: one file a paper beside its template, one style for all of them.
//!
//! A paper is data put into a Typst template. The templates travel inside the binary and a bureau may
//! lay others beside its data; what a template can reach is those files and its data, nothing else.

mod case_sheet;
pub mod catalogue;
mod error;
mod fonts;
mod manuscript;
mod name_paper;
#[cfg(test)]
mod name_paper_tests;
mod press;
mod templates;
#[cfg(test)]
mod tests;
mod value;
mod world;

pub use case_sheet::{CaseSheetOrder, Enclosure};
pub use error::DocumentError;
pub use fonts::{Fonts, font_files};
pub use manuscript::{Manuscript, Paper, Printed};
pub use name_paper::NamePaperOrder;
pub use press::Press;
