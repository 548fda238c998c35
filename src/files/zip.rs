//! Zip archives as office documents are: read by their directory, held to it entry by entry, and
//! unpacked only as far as the bounds go.
//!
//! # Source
//! ISO/IEC 21320-1 (document containers), which allows less than zip does.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

use super::{Limits, Unfit, foreign};

const LOCAL: &[u8] = b"PK\x03\x04";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_SIZE: usize = 22;

/// An entry whose bytes are where the directory says and unpack to what it says.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    pub(super) name: &'a str,
    data: &'a [u8],
    method: u16,
    size: u64,
}

/// The entries of an archive that is one from its first byte to its last.
pub(super) fn entries<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Vec<Entry<'a>>, Unfit> {
    let end_at = bytes.len().checked_sub(END_SIZE).ok_or(Unfit::Truncated)?;
    let end = &bytes[end_at..];
    if !end.starts_with(END) || word(end, 20) != 0 {
        // Cut off, or something stands behind the archive or in its comment.
        return Err(match memchr::memmem::rfind(bytes, END) {
            Some(_) => Unfit::Polyglot { also: "?" },
            None => Unfit::Truncated,
        });
    }
    let count = usize::from(word(end, 10));
    let (size, from) = (long(end, 12) as usize, long(end, 16) as usize);
    if word(end, 4) != 0 || word(end, 8) != word(end, 10) || from.saturating_add(size) != end_at {
        return Err(Unfit::damaged(
            "ZIP: the directory is not where the end says",
        ));
    }
    if count > limits.entries {
        return Err(Unfit::Bomb {
            limit: limits.entries as u64,
        });
    }
    let mut entries = Vec::with_capacity(count);
    let mut spans = Vec::with_capacity(count);
    let mut at = from;
    for _ in 0..count {
        let (entry, span, next) = entry(bytes, at, from)?;
        entries.push(entry);
        spans.push(span);
        at = next;
    }
    if at != end_at {
        return Err(Unfit::damaged(
            "ZIP: the directory has more entries than it says",
        ));
    }
    check_spans(&mut spans, from)?;
    check_names(&entries)?;
    check_sizes(&entries, limits)?;
    Ok(entries)
}

type Span = (usize, usize);

fn entry(bytes: &[u8], at: usize, directory: usize) -> Result<(Entry<'_>, Span, usize), Unfit> {
    let damaged = || Unfit::damaged("ZIP: an entry is not where the directory says");
    let head = bytes
        .get(at..at + 46)
        .filter(|head| head.starts_with(CENTRAL))
        .ok_or_else(damaged)?;
    if word(head, 8) & 1 != 0 {
        return Err(Unfit::damaged("ZIP: encrypted"));
    }
    let method = word(head, 10);
    let (packed, size) = (long(head, 20), long(head, 24));
    let lengths = [28, 30, 32].map(|at| usize::from(word(head, at)));
    let name = bytes
        .get(at + 46..at + 46 + lengths[0])
        .ok_or_else(damaged)?;
    let name = std::str::from_utf8(name).map_err(|_| damaged())?;
    let local_at = long(head, 42) as usize;
    let local = bytes
        .get(local_at..local_at.saturating_add(30))
        .filter(|local| local.starts_with(LOCAL))
        .ok_or_else(damaged)?;
    let name_at = local_at + 30;
    let data_at = name_at + usize::from(word(local, 26)) + usize::from(word(local, 28));
    let data_end = data_at.saturating_add(packed as usize);
    if bytes.get(name_at..name_at + usize::from(word(local, 26))) != Some(name.as_bytes())
        || word(local, 8) != method
        || !matches!(method, 0 | 8)
        || (method == 0 && packed != size)
        || data_end > directory
    {
        return Err(damaged());
    }
    let entry = Entry {
        name,
        data: &bytes[data_at..data_end],
        method,
        size: size.into(),
    };
    let next = at + 46 + lengths.iter().sum::<usize>();
    Ok((entry, (local_at, data_end), next))
}

/// Entries that share bytes are how a small archive unpacks to a huge one, and bytes that belong
/// to no entry are where another file hides. Between two entries stands at most the descriptor
/// that writers who stream put there.
fn check_spans(spans: &mut [Span], directory: usize) -> Result<(), Unfit> {
    const DESCRIPTOR: usize = 24;
    spans.sort_unstable();
    let mut reached = 0;
    for &(from, to) in spans.iter() {
        if from < reached {
            return Err(Unfit::Bomb { limit: 1 });
        }
        if from - reached > if reached == 0 { 0 } else { DESCRIPTOR } {
            return Err(Unfit::Polyglot { also: "?" });
        }
        reached = to;
    }
    if directory - reached > DESCRIPTOR {
        return Err(Unfit::Polyglot { also: "?" });
    }
    Ok(())
}

fn check_names(entries: &[Entry<'_>]) -> Result<(), Unfit> {
    let mut names: Vec<String> = entries
        .iter()
        .map(|entry| entry.name.to_ascii_lowercase())
        .collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Unfit::damaged("ZIP: a name twice"));
    }
    let leads_out = |name: &str| {
        name.starts_with('/')
            || name.contains(['\\', ':', '\0'])
            || name.split('/').any(|part| part == "..")
    };
    if names.iter().any(|name| leads_out(name)) {
        return Err(Unfit::damaged("ZIP: a name leads out of the archive"));
    }
    Ok(())
}

/// Unpacks every entry without keeping it: declared sizes are not believed.
fn check_sizes(entries: &[Entry<'_>], limits: &Limits) -> Result<(), Unfit> {
    let bomb = Unfit::Bomb {
        limit: limits.inflated_bytes,
    };
    let declared: u64 = entries.iter().map(|entry| entry.size).sum();
    if declared > limits.inflated_bytes {
        return Err(bomb);
    }
    for entry in entries.iter().filter(|entry| entry.method == 8) {
        let mut unpacked = DeflateDecoder::new(entry.data).take(entry.size + 1);
        match std::io::copy(&mut unpacked, &mut std::io::sink()) {
            Ok(size) if size == entry.size => {}
            Ok(size) if size > entry.size => return Err(bomb),
            Ok(_) => return Err(Unfit::damaged("ZIP: an entry is shorter than it says")),
            Err(error) => return Err(Unfit::damaged(format!("ZIP: {error}"))),
        }
    }
    Ok(())
}

impl Entry<'_> {
    /// The entry's bytes; its size has been held to the bounds.
    pub(super) fn unpacked(&self) -> Result<Vec<u8>, Unfit> {
        if self.method == 0 {
            return Ok(self.data.to_vec());
        }
        let mut out = Vec::new();
        DeflateDecoder::new(self.data)
            .take(self.size)
            .read_to_end(&mut out)
            .map_err(|error| Unfit::damaged(format!("ZIP: {error}")))?;
        Ok(out)
    }

    /// Refuses what would be another file if it were not packed.
    pub(super) fn refuse_foreign(&self) -> Result<(), Unfit> {
        if self.method == 0 && !self.name.contains("media/") {
            foreign::refuse(self.data)?;
        }
        Ok(())
    }
}

fn word(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn long(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
