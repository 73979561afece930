//! What was measured, and what it says.

use std::collections::BTreeMap;

use crate::jobs::Kind;

/// How many of a hundred requests may be refused before a job measures something else: who is
/// turned away costs little, and makes room for the others.
pub(crate) const REFUSED: f64 = 2.0;

/// One run of a job.
#[derive(Debug, Clone, Default)]
pub(crate) struct Run {
    /// Requests in a second.
    pub(crate) rate: f64,
    /// Milliseconds within which half of them were answered.
    pub(crate) p50: f64,
    /// The same for 99 of a hundred.
    pub(crate) p99: f64,
    /// Microseconds on processors for a request that did what was asked, of the server. What
    /// refusals cost is counted to these.
    pub(crate) server: f64,
    /// The same of the database; nothing where it lives in the server.
    pub(crate) database: f64,
    /// How many requests did what was asked.
    pub(crate) done: u64,
    /// How many did not, by status; 0 where there was no answer.
    pub(crate) refused: BTreeMap<u16, u64>,
}

/// The runs of a job, and what they are compared with.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) job: String,
    pub(crate) kind: Option<Kind>,
    pub(crate) run: Run,
    /// Microseconds on processors for the same statements from pgbench.
    pub(crate) pgbench: Option<f64>,
    /// Why there is none, where there should be one.
    pub(crate) no_pgbench: Option<String>,
}

/// Everything about an engine and a size.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) engine: &'static str,
    pub(crate) people: usize,
    pub(crate) facts: usize,
    pub(crate) rows: Vec<Row>,
    /// Microseconds of a bare route for an answer as long as a case file.
    pub(crate) bare: Option<f64>,
    /// Seconds from the start of the program until it listens.
    pub(crate) start: f64,
    /// The most memory of the server before the first sign-in, and after it, in MiB.
    pub(crate) memory: (f64, Option<f64>),
    /// What the database holds, in MiB; nothing where it lives in the server.
    pub(crate) database_memory: Option<f64>,
    /// Microseconds of a case file through the store alone: not recorded, and recorded.
    pub(crate) recording: Option<(f64, f64)>,
    /// Other lines, as they are to be read.
    pub(crate) notes: Vec<String>,
}

/// The middle of some figures.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    match figures.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => figures[odd / 2],
        even => f64::midpoint(figures[even / 2 - 1], figures[even / 2]),
    }
}

impl Run {
    /// The middle of each figure of some runs.
    pub(crate) fn median(runs: &[Self]) -> Self {
        let of = |figure: fn(&Self) -> f64| median(runs.iter().map(figure).collect());
        let mut refused = BTreeMap::new();
        for (status, count) in runs.iter().flat_map(|run| &run.refused) {
            *refused.entry(*status).or_default() += count;
        }
        Self {
            rate: of(|run| run.rate),
            p50: of(|run| run.p50),
            p99: of(|run| run.p99),
            server: of(|run| run.server),
            database: of(|run| run.database),
            done: runs.iter().map(|run| run.done).sum(),
            refused,
        }
    }

    /// How many of a hundred requests were refused; all of them where nothing was asked.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    pub(crate) fn turned_away(&self) -> f64 {
        let refused: u64 = self.refused.values().sum();
        match self.done + refused {
            0 => 100.0,
            all => refused as f64 * 100.0 / all as f64,
        }
    }

    /// Microseconds on processors for a request, of server and database together.
    pub(crate) fn cost(&self) -> f64 {
        self.server + self.database
    }
}

impl Row {
    /// The part of pgbench's speed that was reached, by time on processors.
    pub(crate) fn ratio(&self) -> Option<f64> {
        self.pgbench
            .filter(|_| self.run.cost() > 0.0)
            .map(|pgbench| pgbench / self.run.cost())
    }
}

impl Table {
    pub(crate) fn row(&self, job: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.job == job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_that_of_odd_and_of_even_numbers() {
        assert!((median(vec![3.0, 1.0, 9.0]) - 3.0).abs() < 1e-9);
        assert!((median(vec![4.0, 1.0, 9.0, 2.0]) - 3.0).abs() < 1e-9);
        assert!(median(vec![]).abs() < 1e-9);
    }

    #[test]
    fn who_was_turned_away_is_counted_over_all_rounds() {
        let round = |done, refused: &[(u16, u64)]| Run {
            done,
            refused: refused.iter().copied().collect(),
            ..Run::default()
        };
        let rounds = [round(90, &[(429, 9), (503, 1)]), round(100, &[])];
        assert!((Run::median(&rounds).turned_away() - 5.0).abs() < 1e-9);
        assert!(round(7, &[]).turned_away().abs() < 1e-9);
        assert!((round(0, &[]).turned_away() - 100.0).abs() < 1e-9);
    }

    #[test]
    fn the_ratio_is_of_all_that_a_request_costs() {
        let run = Run {
            server: 300.0,
            database: 100.0,
            ..Run::default()
        };
        let row = Row {
            job: "note".to_owned(),
            kind: None,
            run,
            pgbench: Some(300.0),
            no_pgbench: None,
        };
        assert!((row.ratio().unwrap() - 0.75).abs() < 1e-9);
    }
}
