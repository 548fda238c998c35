//! PDF: whether it is one from its first byte to its last, and does nothing when opened.
//!
//! This is no virus scanner: what stands in compressed object streams is not looked at. A PDF is
//! only ever handed out as a download in a sandbox, and never to the public.
//!
//! # Source
//! ISO 32000-1, 7.5 (structure) and 12.6 (actions).

use memchr::memmem;

use super::{Unfit, foreign};

/// How far from the end readers look for the end mark.
const END_WITHIN: usize = 2048;

/// Refuses what is no PDF, more than a PDF, or acts when opened.
pub(super) fn check(bytes: &[u8]) -> Result<(), Unfit> {
    if !matches!(bytes.get(5..8), Some([b'1' | b'2', b'.', b'0'..=b'9'])) {
        return Err(Unfit::damaged("PDF: no version"));
    }
    let end = memmem::rfind(bytes, b"%%EOF").ok_or(Unfit::Truncated)?;
    let tail = &bytes[end + 5..];
    foreign::refuse(tail)?;
    if tail.len() > END_WITHIN
        || !tail
            .iter()
            .all(|byte| byte.is_ascii_whitespace() || *byte == 0)
    {
        return Err(Unfit::Polyglot { also: "?" });
    }
    if memmem::rfind(&bytes[..end], b"startxref").is_none() {
        return Err(Unfit::Truncated);
    }
    foreign::refuse_archive_end(bytes)?;
    if let Some(also) = foreign::markup(bytes) {
        return Err(Unfit::Polyglot { also });
    }
    // Names too long to stand in compressed data by chance.
    let acts: [(&[u8], &str); 5] = [
        (b"/JavaScript", "JavaScript"),
        (b"/Launch", "Launch"),
        (b"/EmbeddedFile", "EmbeddedFile"),
        (b"/RichMedia", "RichMedia"),
        (b"/SubmitForm", "SubmitForm"),
    ];
    for (name, what) in acts {
        if has_name(bytes, name) {
            return Err(Unfit::Active { what });
        }
    }
    Ok(())
}

/// Whether a name stands in the file as a name of its own. A name may write any of its characters
/// as `#` and two hexadecimal digits; an escaped letter is nothing an honest program writes.
fn has_name(bytes: &[u8], name: &[u8]) -> bool {
    memchr::memchr_iter(b'/', bytes).any(|at| {
        let mut rest = &bytes[at + 1..];
        for wanted in &name[1..] {
            let Some((read, after)) = character(rest) else {
                return false;
            };
            if read != *wanted {
                return false;
            }
            rest = after;
        }
        rest.first()
            .is_none_or(|next| !next.is_ascii_alphanumeric() || name.ends_with(b"File"))
    })
}

fn character(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if first != b'#' {
        return Some((first, rest));
    }
    let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
    Some((u8::from_str_radix(digits, 16).ok()?, &rest[2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pdf(body: &str) -> Vec<u8> {
        format!("%PDF-1.7\n{body}\nstartxref\n9\n%%EOF\n").into_bytes()
    }

    #[test]
    fn a_plain_document_passes_and_one_that_acts_is_refused() {
        assert_eq!(check(&pdf("1 0 obj <</Type /Catalog>> endobj")), Ok(()));
        for (body, what) in [
            ("<</S /JavaScript /JS 4 0 R>>", "JavaScript"),
            ("<</S /J#61vaScript>>", "JavaScript"),
            ("<</S /Launch /F (cmd.exe)>>", "Launch"),
            ("<</Names <</EmbeddedFiles 3 0 R>>>>", "EmbeddedFile"),
        ] {
            assert_eq!(check(&pdf(body)), Err(Unfit::Active { what }), "{body}");
        }
        assert_eq!(check(&pdf("<</Launches 1>>")), Ok(()));
    }

    #[test]
    fn a_page_or_an_archive_in_a_document_is_refused() {
        let page = pdf("<html><script>alert(1)</script>");
        assert_eq!(check(&page), Err(Unfit::Polyglot { also: "HTML" }));
        let mut archive = pdf("");
        archive.extend_from_slice(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        assert!(matches!(check(&archive), Err(Unfit::Polyglot { .. })));
        let mut more = pdf("");
        more.extend_from_slice(b"something else");
        assert!(matches!(check(&more), Err(Unfit::Polyglot { .. })));
    }

    #[test]
    fn a_document_cut_off_is_refused() {
        let whole = pdf("1 0 obj <<>> endobj");
        assert_eq!(check(&whole[..whole.len() - 12]), Err(Unfit::Truncated));
    }
}
