//! Figures as tables, and what was promised beside what was measured.

use std::fmt::Write as _;

use crate::figures::{REFUSED, Row, Run, Table};
use crate::jobs::Kind;

/// A promise, the figure, and whether it is kept.
#[derive(Debug, Clone, PartialEq)]
struct Verdict {
    what: String,
    wanted: String,
    found: String,
    is_met: bool,
}

fn at_least(what: impl Into<String>, found: f64, wanted: f64) -> Verdict {
    Verdict {
        what: what.into(),
        wanted: format!("≥ {wanted:.2}"),
        found: format!("{found:.2}"),
        is_met: found >= wanted,
    }
}

fn at_most(what: impl Into<String>, found: f64, wanted: f64, unit: &str) -> Verdict {
    Verdict {
        what: what.into(),
        wanted: format!("≤ {wanted} {unit}").trim_end().to_owned(),
        found: format!("{found:.2} {unit}").trim_end().to_owned(),
        is_met: found <= wanted,
    }
}

/// What was promised beside what was measured, and how costs grow.
pub(crate) fn judged(tables: &[Table]) -> String {
    let mut out = String::new();
    growth(&mut out, tables);
    let verdicts: Vec<Verdict> = tables
        .iter()
        .flat_map(|table| verdicts(table, tables))
        .collect();
    promises(&mut out, &verdicts);
    out
}

/// The jobs of which too much was refused, with what: their figures are of something else.
pub(crate) fn spoiled(tables: &[Table]) -> Vec<String> {
    let rows = tables
        .iter()
        .flat_map(|table| table.rows.iter().map(move |row| (table, row)));
    rows.filter(|(_, row)| row.run.turned_away() > REFUSED)
        .map(|(table, row)| {
            format!(
                "{}, {}, {}: {:.1} of a hundred requests were refused ({})",
                table.engine,
                table.people,
                row.job,
                row.run.turned_away(),
                refusals(&row.run)
            )
        })
        .collect()
}

/// How many were refused with which status.
fn refusals(run: &Run) -> String {
    let refused = run.refused.iter();
    let told: Vec<String> = refused
        .map(|(status, count)| format!("{count} × {status}"))
        .collect();
    told.join(", ")
}

/// The figures of an engine and a size.
// Writing to a string cannot fail, here and below.
pub(crate) fn figures(table: &Table) -> String {
    let mut out = String::new();
    let Table {
        engine,
        people,
        facts,
        ..
    } = table;
    let _ = writeln!(out, "\n### {engine}, {people} people, {facts} facts\n");
    let _ = writeln!(
        out,
        "| job | requests/s | p50 ms | p99 ms | server µs | database µs | × bare route | of pgbench | refused |"
    );
    let _ = writeln!(out, "|---|---|---|---|---|---|---|---|---|");
    for row in &table.rows {
        let run = &row.run;
        let bare = table.bare.filter(|bare| *bare > 0.0);
        let bare = bare.map_or("–".to_owned(), |bare| format!("{:.1}", run.server / bare));
        let ratio = match (row.ratio(), &row.no_pgbench) {
            (Some(ratio), _) => format!("{ratio:.2}"),
            (None, Some(why)) => why.clone(),
            (None, None) => "–".to_owned(),
        };
        let refused = refusals(run);
        let _ = writeln!(
            out,
            "| {} | {:.0} | {:.1} | {:.1} | {:.0} | {:.0} | {bare} | {ratio} | {refused} |",
            row.job, run.rate, run.p50, run.p99, run.server, run.database
        );
    }
    let _ = writeln!(
        out,
        "\nStart: {:.3} s. Most memory of the server: {:.0} MiB{}{}.",
        table.start,
        table.memory.0,
        table.memory.1.map_or(String::new(), |after| format!(
            ", {after:.0} MiB after sign-ins"
        )),
        table
            .database_memory
            .map_or(String::new(), |db| format!("; of PostgreSQL: {db:.0} MiB"))
    );
    if let Some((without, with)) = table.recording {
        let _ = writeln!(
            out,
            "Case file through the store alone: {without:.0} µs, {with:.0} µs recorded."
        );
    }
    for note in &table.notes {
        let _ = writeln!(out, "{note}");
    }
    out
}

/// How the cost of each job grows from the smallest to the largest size of an engine.
fn growth(out: &mut String, tables: &[Table]) {
    for engine in ["postgresql", "sqlite"] {
        let of_engine: Vec<&Table> = tables
            .iter()
            .filter(|table| table.engine == engine)
            .collect();
        let (Some(first), Some(last)) = (of_engine.first(), of_engine.last()) else {
            continue;
        };
        if first.people == last.people {
            continue;
        }
        let _ = writeln!(
            out,
            "\n### {engine}, µs on processors for a request, by people\n"
        );
        let sizes: Vec<String> = of_engine
            .iter()
            .map(|table| table.people.to_string())
            .collect();
        let _ = writeln!(
            out,
            "| job | {} | growth |\n|---|{}---|",
            sizes.join(" | "),
            "---|".repeat(sizes.len())
        );
        for row in &last.rows {
            let costs: Vec<f64> = of_engine
                .iter()
                .filter_map(|t| Some(t.row(&row.job)?.run.cost()))
                .collect();
            let told: Vec<String> = costs.iter().map(|cost| format!("{cost:.0}")).collect();
            let grown = grown(first, row).unwrap_or(0.0);
            let _ = writeln!(out, "| {} | {} | {grown:.2} |", row.job, told.join(" | "));
        }
    }
}

fn grown(first: &Table, last: &Row) -> Option<f64> {
    let before = first.row(&last.job)?.run.cost();
    (before > 0.0).then(|| last.run.cost() / before)
}

fn verdicts(table: &Table, all: &[Table]) -> Vec<Verdict> {
    let name = |what: &str| format!("{}, {}: {what}", table.engine, table.people);
    let rows = table.rows.iter();
    let mut verdicts: Vec<Verdict> = rows.flat_map(|row| of_row(table, row, all)).collect();
    if let Some((without, with)) = table.recording {
        let price = (with / without - 1.0) * 100.0;
        verdicts.push(at_most(name("price of recorded reads"), price, 15.0, "%"));
        if let Some(pgbench) = table.row("case-file").and_then(|row| row.pgbench) {
            let what = name("case file, store and database alone, of pgbench");
            verdicts.push(at_least(what, pgbench / without, 0.85));
        }
    }
    let bound = if table.engine == "sqlite" {
        130.0
    } else {
        60.0
    };
    let memory = name("memory without sign-ins");
    verdicts.push(at_most(memory, table.memory.0, bound, "MiB"));
    verdicts.push(at_most(name("start"), table.start, 0.3, "s"));
    verdicts
}

/// What was promised of a job.
fn of_row(table: &Table, row: &Row, all: &[Table]) -> Vec<Verdict> {
    let Some(kind) = row.kind else {
        return Vec::new();
    };
    let mut verdicts = Vec::new();
    let name = |what: &str| format!("{}, {}: {} {what}", table.engine, table.people, row.job);
    if let (Some(ratio), Some(wanted)) = (row.ratio(), kind.ratio()) {
        verdicts.push(at_least(name("of pgbench"), ratio, wanted));
    }
    if let Some(wanted) = kind.p99() {
        verdicts.push(at_most(name("p99"), row.run.p99, wanted, "ms"));
    }
    if kind == Kind::Write && table.engine == "sqlite" {
        let same = |t: &&Table| t.engine == "postgresql" && t.people == table.people;
        let other = all.iter().find(same).and_then(|table| table.row(&row.job));
        verdicts.extend(other.map(|other| {
            let times = row.run.rate / other.run.rate.max(1e-9);
            at_least(name("× PostgreSQL"), times, 1.5)
        }));
    }
    let first = all.iter().find(|t| t.engine == table.engine);
    if let Some(first) = first.filter(|first| first.people < table.people)
        && let Some(grown) = grown(first, row)
    {
        verdicts.push(at_most(name("growth"), grown, 1.3, "×"));
    }
    verdicts
}

fn promises(out: &mut String, verdicts: &[Verdict]) {
    let _ = writeln!(
        out,
        "\n### Promised and measured\n\n| what | promised | measured | |\n|---|---|---|---|"
    );
    for Verdict {
        what,
        wanted,
        found,
        is_met,
    } in verdicts
    {
        let verdict = if *is_met { "met" } else { "**missed**" };
        let _ = writeln!(out, "| {what} | {wanted} | {found} | {verdict} |");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(engine: &'static str, people: usize, cost: f64) -> Table {
        let row = Row {
            job: "note".to_owned(),
            kind: Some(Kind::Write),
            run: Run {
                rate: 900.0,
                p99: 49.0,
                server: cost,
                done: 98,
                ..Run::default()
            },
            pgbench: Some(66.0),
            no_pgbench: None,
        };
        Table {
            engine,
            people,
            facts: 0,
            rows: vec![row],
            bare: None,
            start: 0.1,
            memory: (61.0, None),
            database_memory: None,
            recording: Some((100.0, 110.0)),
            notes: Vec::new(),
        }
    }

    fn told(verdicts: &[Verdict], what: &str) -> bool {
        verdicts
            .iter()
            .find(|v| v.what.ends_with(what))
            .unwrap()
            .is_met
    }

    #[test]
    fn each_promise_is_told_as_met_or_missed() {
        let all = [
            table("postgresql", 10, 100.0),
            table("postgresql", 100, 140.0),
        ];
        let small = verdicts(&all[0], &all);
        assert!(told(&small, "note of pgbench"));
        assert!(told(&small, "note p99"));
        assert!(told(&small, "price of recorded reads"));
        assert!(!told(&small, "memory without sign-ins"));
        let large = verdicts(&all[1], &all);
        assert!(!told(&large, "note of pgbench"));
        assert!(!told(&large, "note growth"));
        let text = judged(&all);
        assert!(
            text.contains("**missed**") && text.contains("| met |"),
            "{text}"
        );
    }

    #[test]
    fn a_job_that_was_refused_more_than_now_and_then_is_told_as_spoiled() {
        let mut all = [table("postgresql", 10, 100.0), table("sqlite", 10, 100.0)];
        all[0].rows[0].run.refused.insert(503, 2);
        assert!(spoiled(&all).is_empty());
        assert!(figures(&all[0]).contains("| 2 × 503 |"));
        all[1].rows[0].run.refused.insert(429, 3);
        assert_eq!(
            spoiled(&all),
            ["sqlite, 10, note: 3.0 of a hundred requests were refused (3 × 429)"]
        );
    }

    #[test]
    fn writes_of_sqlite_are_compared_with_those_of_postgresql() {
        let all = [table("postgresql", 10, 100.0), table("sqlite", 10, 100.0)];
        assert!(!told(&verdicts(&all[1], &all), "note × PostgreSQL"));
    }
}
