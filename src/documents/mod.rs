//! Official papers as PDF: one file a paper beside its template, one style for all of them.
//!
//! A paper is data put into a Typst template. The templates travel inside the binary and a bureau may
//! lay others beside its data; what a template can reach is those files and its data, nothing else.
//!
//! A template may go on without an end or want more memory than there is. So a server sets nothing by
//! itself: its presses are processes, which it ends when they take too long.

mod case_sheet;
pub mod catalogue;
mod error;
mod fonts;
mod hand;
mod manuscript;
mod name_paper;
#[cfg(test)]
mod name_paper_tests;
mod press;
mod templates;
#[cfg(test)]
mod tests;
mod value;
mod wire;
mod worker;
mod world;

pub use case_sheet::{CaseSheetOrder, Enclosure};
pub use error::{DocumentError, FileFault};
pub use fonts::{Fonts, font_files};
pub use hand::Hand;
pub use manuscript::{Manuscript, Paper, Printed};
pub use name_paper::NamePaperOrder;
pub use press::Press;
pub use worker::{PRESS, work};
