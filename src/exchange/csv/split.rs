//! Finds where a record and its cells end, in bytes of UTF-8 or GB18030: in both, commas,
//! semicolons, tabs, quotes and line ends are never part of another character.

/// Where a cell's content stands in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether doubled quotes stand for one.
    pub(super) has_quotes: bool,
}

/// What the bytes begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// A record of that many bytes, its line end included.
    Record(usize),
    /// A record that goes on beyond the bytes.
    More,
    /// A closing quote that neither a separator nor a line end follows.
    Malformed,
}

/// Splits the record at the beginning of `bytes`; `is_all` says that nothing comes after them.
pub(super) fn split(bytes: &[u8], separator: u8, is_all: bool, spans: &mut Vec<Span>) -> Split {
    spans.clear();
    let line_end = memchr::memchr(b'\n', bytes);
    let line = match line_end {
        Some(end) => &bytes[..end],
        None if is_all => bytes,
        None => return Split::More,
    };
    if memchr::memchr(b'"', line).is_some() {
        return split_quoted(bytes, separator, is_all, spans);
    }
    let content = line.strip_suffix(b"\r").unwrap_or(line);
    let mut start = 0;
    for end in memchr::memchr_iter(separator, content).chain([content.len()]) {
        spans.push(Span {
            start,
            end,
            has_quotes: false,
        });
        start = end + 1;
    }
    Split::Record(line.len() + usize::from(line_end.is_some()))
}

fn split_quoted(bytes: &[u8], separator: u8, is_all: bool, spans: &mut Vec<Span>) -> Split {
    let mut at = 0;
    loop {
        let (span, after) = if bytes.get(at) == Some(&b'"') {
            match quoted(bytes, at + 1) {
                Some(found) => found,
                None if is_all => return Split::Malformed,
                None => return Split::More,
            }
        } else {
            let rest = &bytes[at..];
            let end = at + memchr::memchr2(separator, b'\n', rest).unwrap_or(rest.len());
            let is_last = bytes.get(end) != Some(&separator);
            let content = match bytes[at..end].strip_suffix(b"\r") {
                Some(content) if is_last => content.len(),
                _ => end - at,
            };
            let span = Span {
                start: at,
                end: at + content,
                has_quotes: false,
            };
            (span, end)
        };
        spans.push(span);
        match &bytes[after..] {
            [next, ..] if *next == separator => at = after + 1,
            [b'\n', ..] => return Split::Record(after + 1),
            [b'\r', b'\n', ..] => return Split::Record(after + 2),
            [] | [b'\r'] if is_all => return Split::Record(bytes.len()),
            [] | [b'\r'] => return Split::More,
            _ => return Split::Malformed,
        }
    }
}

/// The cell whose opening quote stands before `start`, and where its closing quote ends.
fn quoted(bytes: &[u8], start: usize) -> Option<(Span, usize)> {
    let mut has_quotes = false;
    let mut at = start;
    loop {
        let quote = at + memchr::memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(quote + 1) != Some(&b'"') {
            let span = Span {
                start,
                end: quote,
                has_quotes,
            };
            return Some((span, quote + 1));
        }
        has_quotes = true;
        at = quote + 2;
    }
}

/// The separator of a header line: the one of comma, semicolon and tab that stands there most.
pub(super) fn separator(line: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let mut in_quotes = false;
    for byte in line {
        if *byte == b'"' {
            in_quotes = !in_quotes;
        } else if !in_quotes && let Some((_, count)) = counts.iter_mut().find(|(c, _)| c == byte) {
            *count += 1;
        }
    }
    // The first of equals stands: a comma.
    let most = counts.iter().map(|(_, count)| *count).max();
    counts
        .iter()
        .find(|(_, count)| Some(*count) == most)
        .map_or(b',', |(byte, _)| *byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> (Split, Vec<String>) {
        let mut spans = Vec::new();
        let split = split(bytes, b',', true, &mut spans);
        let cells = spans
            .iter()
            .map(|span| String::from_utf8_lossy(&bytes[span.start..span.end]).into_owned())
            .collect();
        (split, cells)
    }

    #[test]
    fn cells_end_at_separators_and_records_at_line_ends() {
        for (bytes, length, wanted) in [
            ("a,b\nc", 4, vec!["a", "b"]),
            ("a,b\r\nc", 5, vec!["a", "b"]),
            ("a,\n", 3, vec!["a", ""]),
            ("\"a,1\",b\n", 8, vec!["a,1", "b"]),
            ("\"a\nb\",c\r\nd", 9, vec!["a\nb", "c"]),
            ("5\" pipe,b\n", 10, vec!["5\" pipe", "b"]),
            ("\"a\"", 3, vec!["a"]),
            ("b,\"\"\n", 5, vec!["b", ""]),
        ] {
            let (split, cells) = cells(bytes.as_bytes());
            assert_eq!(split, Split::Record(length), "{bytes:?}");
            assert_eq!(cells, wanted, "{bytes:?}");
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_is_malformed() {
        assert_eq!(cells(b"\"a,b\nc,d\n").0, Split::Malformed);
        assert_eq!(cells(b"\"a\"x,b\n").0, Split::Malformed);
    }

    #[test]
    fn the_separator_that_stands_most_is_taken() {
        assert_eq!(separator(b"name;number;\"a,b,c,d\""), b';');
        assert_eq!(separator(b"name\tnumber"), b'\t');
        assert_eq!(separator(b"name"), b',');
    }
}
