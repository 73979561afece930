//! Figures for the operator, in the text format of Prometheus.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

/// The method as figures and logs name it. One that nobody knows may be any text of a stranger's.
pub fn method_label(method: &str) -> &str {
    let known = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];
    if known.contains(&method) {
        method
    } else {
        "other"
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Path {
    method: String,
    route: String,
}

/// All figures of a process.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    answers: Family<Answer, Counter>,
    durations: Family<Path, Histogram, fn() -> Histogram>,
    statements: Counter<u64, AtomicU64>,
    counted: AtomicU64,
}

impl Default for Metrics {
    fn default() -> Self {
        let buckets = || Histogram::new(exponential_buckets(0.001, 2.0, 13));
        let mut registry = Registry::with_prefix("percorso");
        let answers = Family::default();
        let durations = Family::new_with_constructor(buckets as fn() -> Histogram);
        let statements = Counter::default();
        registry.register("answers", "Answers by route and status", answers.clone());
        registry.register_with_unit(
            "answer_duration",
            "Time from the head of a request to its answer",
            Unit::Seconds,
            durations.clone(),
        );
        registry.register(
            "statements",
            "Statements sent to the database",
            statements.clone(),
        );
        Self {
            registry,
            answers,
            durations,
            statements,
            counted: AtomicU64::new(0),
        }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let method = method.to_owned();
        let route = route.to_owned();
        let path = Path {
            method: method.clone(),
            route: route.clone(),
        };
        self.durations
            .get_or_create(&path)
            .observe(took.as_secs_f64());
        self.answers
            .get_or_create(&Answer {
                method,
                route,
                status,
            })
            .inc();
    }

    /// All figures as text.
    pub fn text(&self, statements: u64) -> String {
        // Two scrapes at once must not count the same statements twice.
        let counted = self.counted.fetch_max(statements, Ordering::Relaxed);
        self.statements.inc_by(statements.saturating_sub(counted));
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
