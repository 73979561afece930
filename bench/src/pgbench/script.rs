//! Samples of what a server ran, as scripts of pgbench that run the same with values of a sample.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use uuid::Uuid;

use super::log::{Statement, Transaction};

/// The same statements in the same order, however often they ran.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Script {
    /// The table with a row for each sample.
    pub(super) table: String,
    /// How many values a sample has.
    pub(super) width: usize,
    /// The values of each sample; nothing where the script does not take them from there.
    pub(super) rows: Vec<Vec<Option<String>>>,
    /// What fetches a sample.
    pub(super) fetch: String,
    /// What the server ran.
    pub(super) body: String,
}

/// A part of the samples so small is not what was asked for: the server's worker passed by, which
/// runs once a second.
const PASSING: usize = 40;

/// What tells one shape from another: the statements, and which values are none.
type Shape = Vec<(String, Vec<bool>)>;

fn shape(statements: &[Statement]) -> Shape {
    let of = |statement: &Statement| {
        let nulls = statement.parameters.iter().map(Option::is_none);
        (statement.sql.clone(), nulls.collect())
    };
    statements.iter().map(of).collect()
}

/// The scripts of the samples of a job, which were taken since then, in milliseconds; shapes that
/// ran in few samples are left out.
pub(super) fn scripts(job: &str, samples: &[Vec<Transaction>], since: u64) -> Vec<Script> {
    let mut transactions: HashMap<Shape, usize> = HashMap::new();
    for transaction in samples.iter().flatten() {
        let plain: Vec<(String, Vec<bool>)> = transaction
            .iter()
            .map(|statement| (statement.sql.clone(), Vec::new()))
            .collect();
        *transactions.entry(plain).or_default() += 1;
    }
    let is_usual = |transaction: &Transaction| {
        let plain: Shape = transaction
            .iter()
            .map(|s| (s.sql.clone(), Vec::new()))
            .collect();
        transactions
            .get(&plain)
            .is_some_and(|count| count * PASSING >= samples.len())
            && !is_worker(transaction)
    };
    let mut shapes: BTreeMap<Shape, Vec<Vec<Statement>>> = BTreeMap::new();
    for sample in samples {
        let usual = sample.iter().filter(|transaction| is_usual(transaction));
        let statements: Vec<Statement> = usual.flatten().cloned().collect();
        if !statements.is_empty() {
            shapes
                .entry(shape(&statements))
                .or_default()
                .push(statements);
        }
    }
    let mut shapes: Vec<_> = shapes.into_values().collect();
    // What is new in a run can only be told by comparison.
    if shapes.iter().any(|runs| runs.len() >= COMPARED) {
        shapes.retain(|runs| runs.len() >= COMPARED);
    }
    shapes.sort_by_key(|runs| std::cmp::Reverse(runs.len()));
    shapes.truncate(SCRIPTS);
    let numbered = shapes.into_iter().enumerate();
    numbered
        .map(|(number, runs)| {
            let table = format!("bench_{}_{number}", job.replace('-', "_"));
            script(&table, &runs, since)
        })
        .collect()
}

/// How many runs of a shape are compared at the least.
const COMPARED: usize = 3;
/// How many scripts there are at the most: each keeps its own statements prepared.
const SCRIPTS: usize = 12;

/// Whether this is what the worker does for itself, whoever asks what.
fn is_worker(transaction: &Transaction) -> bool {
    let tables = [
        "unsealed_events",
        "\"accesses\"",
        "pg_try_advisory",
        "\"plannings\"",
        "\"outbox_mails\"",
        "\"exports\"",
        "\"imports\"",
    ];
    let named = |statement: &Statement, table: &&str| statement.sql.contains(table);
    let all = |statement: &Statement| {
        tables.iter().any(|table| named(statement, table))
            && !statement.sql.starts_with("INSERT INTO \"unsealed_events\"")
    };
    transaction.iter().any(all)
}

/// A new identifier that begins with its time, as the product makes them: it goes to the end of an
/// index, where one by chance would go anywhere.
const MINTED: &str = "(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') \
                      || '7' || substr(md5(random()::text), 1, 3) \
                      || '8' || substr(md5(random()::text), 1, 15))::uuid";

/// Where a value of a script comes from.
enum Source {
    /// It has no value in any sample.
    Nothing,
    Sample(usize),
    /// A new identifier: what is written again must be somebody else.
    Fresh(usize),
}

fn script(table: &str, runs: &[Vec<Statement>], since: u64) -> Script {
    let values: Vec<Vec<Option<String>>> = runs.iter().map(|run| values(run)).collect();
    let width = values.first().map_or(0, Vec::len);
    let fresh = fresh(&runs[0], &values, since);
    let source = |at: usize| {
        let Some(first) = &values[0][at] else {
            // The runs of a shape have the same gaps.
            return Source::Nothing;
        };
        let made = fresh.iter().position(|one| one == first);
        made.map_or(Source::Sample(at), Source::Fresh)
    };
    let sources: Vec<Source> = (0..width).map(source).collect();
    let sampled = sources.iter().filter_map(|source| match source {
        Source::Sample(at) => Some(format!("p{at}")),
        Source::Nothing | Source::Fresh(_) => None,
    });
    let made = (0..fresh.len()).map(|nth| format!("{MINTED} AS f{nth}"));
    let wanted: Vec<String> = sampled.chain(made).collect();
    let fetch = format!(
        "\\set n random(1, {})\nSELECT {} FROM {table} WHERE n = :n \\gset\n",
        values.len(),
        if wanted.is_empty() {
            "n AS n".to_owned()
        } else {
            wanted.join(", ")
        }
    );
    let mut body = String::new();
    let mut before = 0;
    for statement in &runs[0] {
        // Writing to a string cannot fail.
        let own = before..before + statement.parameters.len();
        let _ = writeln!(body, "{};", filled(statement, &sources[own.clone()]));
        before = own.end;
    }
    Script {
        table: table.to_owned(),
        width,
        rows: values,
        fetch,
        body,
    }
}

fn values(run: &[Statement]) -> Vec<Option<String>> {
    run.iter()
        .flat_map(|statement| statement.parameters.clone())
        .collect()
}

/// Whether this is an identifier that may have been made since then: most tell their time, keys of
/// clients are by chance.
fn may_be_new(value: &str, since: u64) -> bool {
    let Ok(id) = Uuid::try_parse(value) else {
        return false;
    };
    id.get_timestamp().is_none_or(|made| {
        let (seconds, nanos) = made.to_unix();
        seconds * 1_000 + u64::from(nanos / 1_000_000) >= since
    })
}

/// The identifiers of the first run that were made for it: they appear first where something is
/// inserted, and in no other run.
fn fresh(run: &[Statement], values: &[Vec<Option<String>>], since: u64) -> Vec<String> {
    let mut seen: Vec<&str> = Vec::new();
    let mut fresh: Vec<String> = Vec::new();
    for statement in run {
        let inserts = statement.sql.starts_with("INSERT");
        for value in statement.parameters.iter().flatten() {
            let is_new = !seen.contains(&value.as_str());
            seen.push(value);
            let elsewhere = || {
                values
                    .iter()
                    .skip(1)
                    .flatten()
                    .flatten()
                    .any(|other| other == value)
            };
            if inserts && is_new && may_be_new(value, since) && values.len() > 1 && !elsewhere() {
                fresh.push(value.clone());
            }
        }
    }
    fresh
}

/// The statement on one line, with variables in place of its parameters.
fn filled(statement: &Statement, sources: &[Source]) -> String {
    let mut out = String::new();
    let text = statement.sql.replace(['\n', '\r', '\t'], " ");
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        let nth = digits.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let value = nth.and_then(|nth| statement.parameters.get(nth)?.as_deref());
        let is_list = before.to_lowercase().ends_with("unnest(");
        match nth.and_then(|nth| sources.get(nth)) {
            Some(Source::Nothing) => out.push_str("NULL"),
            Some(Source::Sample(at)) => {
                let _ = write!(out, ":p{at}");
            }
            Some(Source::Fresh(nth)) => {
                let _ = write!(out, ":f{nth}");
            }
            None => {
                let _ = write!(out, "${digits}");
            }
        }
        if is_list {
            out.push_str(list_type(value.unwrap_or_default()));
        }
        rest = &after[digits.len()..];
    }
    out.push_str(rest);
    out
}

/// What a list is of: the product says so beside the statement, and the log does not.
fn list_type(list: &str) -> &'static str {
    let items = list.trim_matches(['{', '}']).split(',');
    if items.clone().all(|item| item.parse::<i32>().is_ok()) {
        "::integer[]"
    } else if items.clone().all(|item| item.parse::<i64>().is_ok()) {
        "::bigint[]"
    } else if items.clone().all(|item| Uuid::try_parse(item).is_ok()) {
        "::uuid[]"
    } else {
        "::text[]"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(sql: &str, parameters: &[Option<&str>]) -> Statement {
        Statement {
            sql: sql.to_owned(),
            parameters: parameters
                .iter()
                .map(|p| p.map(ToOwned::to_owned))
                .collect(),
        }
    }

    fn sample(case: &str, note: &str) -> Vec<Transaction> {
        vec![vec![
            statement("BEGIN", &[]),
            statement(
                "SELECT v FROM cases\nWHERE id = $1 AND org = $2",
                &[Some(case), Some("o")],
            ),
            statement(
                "INSERT INTO notes VALUES ($1, $2, $3)",
                &[Some(note), Some(case), None],
            ),
            statement("COMMIT", &[]),
        ]]
    }

    #[test]
    fn what_was_written_is_written_again_as_something_else() {
        let case = "01992d46-3580-7000-8000-000000130000";
        let notes = [
            "01992d46-3580-7000-8000-000000130001",
            "01992d46-3580-7000-8000-000000130002",
        ];
        let samples = notes.map(|note| sample(case, note));
        let made = 0x0199_2d46_3580;
        let [script] = <[Script; 1]>::try_from(scripts("note", &samples, made)).unwrap();
        assert_eq!(
            script.fetch,
            format!(
                "\\set n random(1, 2)\nSELECT p0, p1, p3, {MINTED} AS f0 FROM bench_note_0 \
                 WHERE n = :n \\gset\n"
            )
        );
        assert_eq!(
            script.body,
            "BEGIN;\nSELECT v FROM cases WHERE id = :p0 AND org = :p1;\n\
             INSERT INTO notes VALUES (:f0, :p3, NULL);\nCOMMIT;\n"
        );
        assert_eq!(script.rows.len(), 2);
        assert_eq!(script.width, 5);
        let [older] = <[Script; 1]>::try_from(scripts("note", &samples, made + 1)).unwrap();
        assert!(!older.fetch.contains("f0"), "{}", older.fetch);
    }

    #[test]
    fn a_list_says_of_what_it_is() {
        let locks = statement("SELECT lock(k) FROM unnest($1) AS k", &[Some("{7,-8}")]);
        let [script] = <[Script; 1]>::try_from(scripts("x", &[vec![vec![locks]]], 0)).unwrap();
        assert_eq!(
            script.body,
            "SELECT lock(k) FROM unnest(:p0::integer[]) AS k;\n"
        );
        assert_eq!(list_type("{8589934592,1}"), "::bigint[]");
        assert_eq!(list_type("{a,b}"), "::text[]");
        assert_eq!(
            list_type("{01992d46-3580-7000-8000-000000130000}"),
            "::uuid[]"
        );
    }

    #[test]
    fn what_the_worker_does_meanwhile_is_not_what_was_asked_for() {
        let seal = vec![statement(
            "SELECT pg_try_advisory_xact_lock(1) AS granted",
            &[],
        )];
        let mut one = sample("c", "n");
        one.push(seal);
        let found = scripts("note", &[one], 0);
        assert!(!found[0].body.contains("pg_try"), "{}", found[0].body);
    }
}
