//! Reads a Rust file as far as the laws need it: its words without comments and strings.

/// A file as the laws see it.
pub(crate) struct File<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
    pub(crate) tokens: Vec<Token>,
}

/// A word, `::`, or one other sign.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl<'a> File<'a> {
    pub(crate) fn read(path: &'a str, text: &'a str) -> Self {
        Self {
            path,
            text,
            tokens: tokens(&blank(text)),
        }
    }

    /// The lines on which these tokens stand one after the other.
    pub(crate) fn lines_with(&self, wanted: &[&str]) -> Vec<usize> {
        self.tokens
            .windows(wanted.len())
            .filter(|window| {
                window
                    .iter()
                    .map(|token| token.text.as_str())
                    .eq(wanted.iter().copied())
            })
            .map(|window| window[0].line)
            .collect()
    }
}

fn tokens(code: &str) -> Vec<Token> {
    let mut found = Vec::new();
    for (index, line) in code.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let length = if is_word(first) {
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (text, after) = rest.split_at(length);
            found.push(Token {
                line: index + 1,
                text: text.to_owned(),
            });
            rest = after.trim_start();
        }
    }
    found
}

/// The same text with comments, strings and characters blanked; lines stay where they are.
fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let Some(length) = skipped(rest, code.chars().next_back()) else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        };
        let (gone, after) = rest.split_at(length);
        code.push(' ');
        code.extend(gone.chars().filter(|&c| c == '\n'));
        rest = after;
    }
    code
}

/// The bytes that the comment, string or character at the start of `rest` takes, if one is there.
fn skipped(rest: &str, before: Option<char>) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment(rest));
    }
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if !in_word && let Some(length) = raw_string(rest) {
        return Some(length);
    }
    if let Some(body) = rest.strip_prefix('"') {
        return Some(1 + quoted(body, '"'));
    }
    // A lifetime has no closing quote after one character.
    let body = rest.strip_prefix('\'')?;
    let mut chars = body.chars();
    let first = chars.next()?;
    (first == '\\' || chars.next() == Some('\'')).then(|| 1 + quoted(body, '\''))
}

/// The bytes up to and with the closing quote.
fn quoted(body: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    body.len()
}

fn raw_string(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let inside = body[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let close = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(rest.len() - inside.len() + close)
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}
