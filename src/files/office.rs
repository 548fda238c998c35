//! Office documents: which one, by the parts in the archive, and that it is a plain one.
//!
//! # Source
//! ECMA-376 part 2 (packages), part 1 (parts of documents and workbooks).

use super::{Limits, Unfit, zip};
use crate::domain::MediaType;

/// Which document an archive is.
///
/// # Errors
/// [`Unfit::UnknownType`] for another archive; [`Unfit::Active`] for macros, controls, embedded
/// programs.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<MediaType, Unfit> {
    let entries = zip::entries(bytes, limits)?;
    let part = |name: &str| entries.iter().find(|entry| entry.name == name);
    let types = part("[Content_Types].xml").ok_or(Unfit::UnknownType { found: "ZIP" })?;
    let media = match (part("word/document.xml"), part("xl/workbook.xml")) {
        (Some(_), None) => MediaType::Docx,
        (None, Some(_)) => MediaType::Xlsx,
        _ => return Err(Unfit::UnknownType { found: "ZIP" }),
    };
    for entry in &entries {
        let name = entry.name.to_ascii_lowercase();
        let what = if name.contains("vbaproject") || name.contains("vbadata") {
            "VBA"
        } else if name.contains("/activex/") {
            "ActiveX"
        } else if name.contains("oleobject") || name.contains("/macrosheets/") {
            "OLE/XLM"
        } else {
            entry.refuse_foreign()?;
            continue;
        };
        return Err(Unfit::Active { what });
    }
    let types = types.unpacked()?;
    if memchr::memmem::find(&types, b"macroEnabled").is_some() {
        return Err(Unfit::Active { what: "VBA" });
    }
    Ok(media)
}
