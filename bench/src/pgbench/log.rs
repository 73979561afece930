//! Which statements a server ran, as PostgreSQL's log tells it.

/// A statement with its parameters, as the log writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) parameters: Vec<Option<String>>,
}

/// What a connection ran from `BEGIN` to `COMMIT`, both included; or one statement by itself.
pub(super) type Transaction = Vec<Statement>;

/// An entry of the log: the connection's process, its kind and its text.
struct Entry {
    process: u32,
    kind: String,
    text: String,
}

/// Entries with the usual prefix, `2026-11-23 03:20:00.123 UTC [1234] LOG:  …`, which may also name
/// user and database; further lines of a text begin with a tab.
fn entries(log: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in log.lines() {
        if let Some(more) = line.strip_prefix('\t') {
            if let Some(last) = entries.last_mut() {
                last.text.push('\n');
                last.text.push_str(more);
            }
        } else if let Some(entry) = entry(line) {
            entries.push(entry);
        }
    }
    entries
}

fn entry(line: &str) -> Option<Entry> {
    let (_, rest) = line.split_once(" [")?;
    let (process, rest) = rest.split_once("] ")?;
    let (kind, text) = rest.split_once(":  ")?;
    Some(Entry {
        process: process.parse().ok()?,
        kind: kind.rsplit(' ').next()?.to_owned(),
        text: text.to_owned(),
    })
}

/// The statement of an entry, with the process that ran it.
fn statements(log: &str) -> Vec<(u32, Statement)> {
    let mut found: Vec<(u32, Statement)> = Vec::new();
    for Entry {
        process,
        kind,
        text,
    } in entries(log)
    {
        if kind == "LOG" {
            let sql = text.strip_prefix("statement: ").or_else(|| {
                let (_, sql) = text.strip_prefix("execute ")?.split_once(": ")?;
                Some(sql)
            });
            found.extend(sql.map(|sql| {
                let statement = Statement {
                    sql: sql.trim().trim_end_matches(';').to_owned(),
                    parameters: Vec::new(),
                };
                (process, statement)
            }));
        } else if kind == "DETAIL"
            && let Some(list) = text.strip_prefix("parameters: ")
            && let Some((by, statement)) = found.last_mut()
            && *by == process
        {
            statement.parameters = parameters(list);
        }
    }
    found
}

/// `$1 = 'a', $2 = NULL`, quotes within values doubled.
fn parameters(list: &str) -> Vec<Option<String>> {
    let mut all = Vec::new();
    let mut rest = list;
    while let Some((_, value)) = rest.split_once(" = ") {
        let Some(quoted) = value.strip_prefix('\'') else {
            all.push(None);
            rest = value.strip_prefix("NULL").unwrap_or("");
            continue;
        };
        let mut text = String::new();
        let mut chars = quoted.char_indices().peekable();
        rest = "";
        while let Some((at, char)) = chars.next() {
            if char != '\'' {
                text.push(char);
            } else if chars.next_if(|(_, next)| *next == '\'').is_some() {
                text.push('\'');
            } else {
                rest = &quoted[at + 1..];
                break;
            }
        }
        all.push(Some(text));
    }
    all
}

/// What ran between one marker and the next: the transactions of each sample.
pub(super) fn samples(log: &str, marker: &str) -> Vec<Vec<Transaction>> {
    let mut samples = Vec::new();
    let mut sample: Vec<Transaction> = Vec::new();
    let mut open: Vec<(u32, Transaction)> = Vec::new();
    for (process, statement) in statements(log) {
        if statement.sql.contains(marker) {
            samples.push(std::mem::take(&mut sample));
            continue;
        }
        let begins = statement.sql.starts_with("BEGIN");
        let ends = ["COMMIT", "ROLLBACK"].contains(&statement.sql.as_str());
        let at = open.iter().position(|(by, _)| *by == process);
        match at {
            Some(at) => {
                open[at].1.push(statement);
                if ends {
                    sample.push(open.swap_remove(at).1);
                }
            }
            None if begins => open.push((process, vec![statement])),
            None => sample.push(vec![statement]),
        }
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "2026-11-23 03:20:00.123 UTC [7] LOG:  statement: BEGIN\n\
        2026-11-23 03:20:00.124 UTC [9] LOG:  statement: BEGIN\n\
        2026-11-23 03:20:00.124 UTC [7] LOG:  execute __diesel_stmt_3: SELECT a\n\
        \tFROM t WHERE b = $1 AND c = $2\n\
        2026-11-23 03:20:00.124 UTC [7] DETAIL:  parameters: $1 = 'it''s, $2 = x', $2 = NULL\n\
        2026-11-23 03:20:00.124 UTC [9] LOG:  execute <unnamed>: DELETE FROM u\n\
        2026-11-23 03:20:00.125 UTC [7] LOG:  statement: COMMIT\n\
        2026-11-23 03:20:00.126 UTC [9] LOG:  statement: ROLLBACK\n\
        2026-11-23 03:20:00.127 UTC [8] u@d LOG:  statement: SELECT 'marker'\n\
        2026-11-23 03:20:00.128 UTC [7] ERROR:  something else\n";

    #[test]
    fn transactions_of_connections_that_work_at_once_are_told_apart() {
        let samples = samples(LOG, "marker");
        assert_eq!(samples.len(), 1);
        let [first, second] = samples[0].as_slice() else {
            panic!("{samples:?}");
        };
        assert_eq!(first.len(), 3);
        assert_eq!(first[1].sql, "SELECT a\nFROM t WHERE b = $1 AND c = $2");
        let told = [Some("it's, $2 = x".to_owned()), None];
        assert_eq!(first[1].parameters, told);
        assert_eq!(second[1].sql, "DELETE FROM u");
    }
}
