//! Marks of another format inside a file: a photo that is an archive too, a document that a
//! browser would read as a page. Looked for where a format lets anything stand (comments, metadata,
//! behind the end), not in compressed data, where such bytes come by chance.

use memchr::memmem;

use super::Unfit;

/// Refuses bytes in which another format's marks stand.
pub(super) fn refuse(bytes: &[u8]) -> Result<(), Unfit> {
    match find(bytes) {
        Some(also) => Err(Unfit::Polyglot { also }),
        None => Ok(()),
    }
}

/// Refuses a file that archive readers would open: they look at the end, whatever the beginning is.
pub(super) fn refuse_archive_end(bytes: &[u8]) -> Result<(), Unfit> {
    // The longest comment an archive can end with, and the record before it.
    let tail = &bytes[bytes.len().saturating_sub(0xFFFF + 22)..];
    if is_archive_end(tail) {
        return Err(Unfit::Polyglot { also: "ZIP" });
    }
    Ok(())
}

fn find(bytes: &[u8]) -> Option<&'static str> {
    if memmem::find(bytes, b"%PDF-").is_some() {
        return Some("PDF");
    }
    if is_archive_end(bytes) || memmem::find(bytes, b"Rar!\x1A\x07").is_some() {
        return Some("ZIP/RAR");
    }
    if memmem::find(bytes, b"<?php").is_some() {
        return Some("PHP");
    }
    markup(bytes)
}

/// Markup that a browser acts on; in tags too long to stand in compressed data by chance.
pub(super) fn markup(bytes: &[u8]) -> Option<&'static str> {
    memchr::memchr_iter(b'<', bytes).find_map(|at| {
        let rest = &bytes[at + 1..];
        let is = |tag: &[u8]| {
            rest.get(..tag.len())
                .is_some_and(|word| word.eq_ignore_ascii_case(tag))
                && rest
                    .get(tag.len())
                    .is_none_or(|next| matches!(next, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'))
        };
        let tags: [&[u8]; 5] = [b"html", b"script", b"!doctype", b"iframe", b"object"];
        tags.into_iter().any(is).then_some("HTML")
    })
}

/// Whether an end record of a zip archive stands here with sizes that make sense.
fn is_archive_end(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"PK\x05\x06").any(|at| {
        let Some(record) = bytes.get(at..at + 22) else {
            return false;
        };
        let comment = usize::from(u16::from_le_bytes([record[20], record[21]]));
        at + 22 + comment <= bytes.len() && record[4..8] == [0; 4]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_in_any_case_and_words_that_begin_alike_are_not() {
        assert!(refuse(b"abc<ScRiPt>alert(1)").is_err());
        assert!(refuse(b"abc<html").is_err());
        assert!(refuse(b"..%PDF-1.4").is_err());
        assert!(refuse(b"<?php system('x')").is_err());
        assert!(refuse(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF/><htmlish/>").is_ok());
        assert!(refuse(b"a < b").is_ok());
    }
}
