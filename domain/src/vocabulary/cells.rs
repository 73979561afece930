//! The cells of a line, as slices of it.

/// Walks the cells of one line. Commas part them; a cell may stand in double quotes, but holds
/// neither quotes nor line breaks: the build refuses files that do, so no cell is ever copied.
#[derive(Debug, Clone)]
pub(crate) struct Cells<'a> {
    rest: Option<&'a str>,
}

impl<'a> Cells<'a> {
    /// The cells of `line`.
    pub(crate) fn of(line: &'a str) -> Self {
        Self { rest: Some(line) }
    }

    /// What was not walked yet, as it is written.
    pub(crate) fn rest(&self) -> &'a str {
        self.rest.unwrap_or_default()
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        if let Some((cell, after)) = rest.strip_prefix('"').and_then(|r| r.split_once('"')) {
            self.rest = after.strip_prefix(',');
            return Some(cell);
        }
        if let Some((cell, after)) = rest.split_once(',') {
            self.rest = Some(after);
            return Some(cell);
        }
        self.rest = None;
        Some(rest)
    }
}
