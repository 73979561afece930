//! Which operations a trial asked of the product, and what they answered.

use std::collections::BTreeMap;
use std::path::Path;

use domain::actor::Role;
use domain::policy::Reach;

use crate::support::contract::{Contract, Operation};

/// How often an operation gave each answer, by its method and path; an answer is a status, followed
/// by the type of the problem where it is one.
pub(super) type Asked = BTreeMap<String, BTreeMap<String, u64>>;

/// What a trial came to, as far as its requests go.
#[derive(Debug, Default)]
pub(super) struct Reached {
    /// How many operations the role may use, and how many of them did what was asked.
    pub(super) may: usize,
    pub(super) done: usize,
    /// Operations that the role may use and that never came to a handler: nothing is known of them.
    pub(super) missed: Vec<String>,
    /// Operations that the role may use and that never found what they were asked about: little is
    /// known of them.
    pub(super) only_missing: Vec<String>,
    /// Operations that are not for the role and did something all the same.
    pub(super) let_in: Vec<String>,
    pub(super) requests: u64,
}

/// Takes what the hooks left behind; nothing where the program ended before.
pub(super) fn take(folder: &Path, all: &mut Asked) {
    let file = folder.join("asked.json");
    let text = std::fs::read(&file).unwrap_or_default();
    let asked: Asked = serde_json::from_slice(&text).unwrap_or_default();
    for (operation, answers) in asked {
        let known = all.entry(operation).or_default();
        for (answer, count) in answers {
            *known.entry(answer).or_default() += count;
        }
    }
    // What was asked says nothing of the next trial.
    let _ = std::fs::remove_file(file);
}

impl Operation {
    /// As Schemathesis calls it.
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    fn is_for(&self, role: Role) -> bool {
        self.action
            .is_none_or(|action| role.reach(action) != Reach::Never)
    }

    /// Whether this answer is one of the operation itself: what is malformed, has no version or
    /// comes from somebody who is not let in never gets that far.
    fn has_told(answer: &str) -> bool {
        let (status, problem) = parted(answer);
        match status {
            // The key was used for another request, which is looked at no further.
            422 => problem != "key-reused",
            200..=399 | 404 | 409 | 410 | 412 | 416 => true,
            401 => problem != "unauthenticated",
            403 => problem != "forbidden",
            429 => problem == "too-many-attempts",
            _ => false,
        }
    }
}

/// The status of an answer, and the type of the problem.
fn parted(answer: &str) -> (u16, &str) {
    let (status, problem) = answer.split_once(' ').unwrap_or((answer, ""));
    (status.parse().unwrap_or_default(), problem)
}

/// Holds what was asked against what the role may do.
pub(super) fn reached(asked: &Asked, role: Role) -> Reached {
    let mut reached = Reached::default();
    for operation in Contract::new().operations() {
        let label = operation.label();
        let none = BTreeMap::new();
        let answers = asked.get(&label).unwrap_or(&none);
        reached.requests += answers.values().sum::<u64>();
        let is_done = answers
            .keys()
            .any(|answer| (200..400).contains(&parted(answer).0));
        if !operation.is_for(role) {
            reached.let_in.extend(is_done.then_some(label));
            continue;
        }
        reached.may += 1;
        reached.done += usize::from(is_done);
        let mut told = answers
            .keys()
            .filter(|answer| Operation::has_told(answer))
            .peekable();
        if told.peek().is_none() {
            reached.missed.push(format!("{label}: {answers:?}"));
        } else if told.all(|answer| parted(answer).0 == 404) {
            reached.only_missing.push(label);
        }
    }
    reached
}

#[test]
fn a_trial_that_was_over_before_it_began_reached_nothing() {
    let reached = reached(&Asked::new(), Role::Counsellor);
    assert_eq!((reached.done, reached.requests), (0, 0));
    assert_eq!(reached.missed.len(), reached.may);
    assert!(reached.may > 50, "{}", reached.may);
}

#[test]
fn what_is_refused_before_a_handler_is_not_reached_and_what_is_not_for_the_role_is_told() {
    let answers = |label: &str, told: &[&str]| {
        let answers = told.iter().map(|told| ((*told).to_owned(), 3));
        (label.to_owned(), answers.collect())
    };
    let asked = Asked::from([
        answers("GET /cases", &["200"]),
        answers("POST /cases", &["400 bad-parameter"]),
        answers("POST /intakes", &["401 unauthenticated"]),
        answers("GET /cases/{case_id}", &["404 not-found"]),
        answers("GET /intakes/{intake_id}", &["404 not-found", "304"]),
        answers("POST /sessions", &["401 bad-credentials"]),
        answers("GET /audit-events", &["200"]),
    ]);
    let reached = reached(&asked, Role::Counsellor);
    let missed = |label: &str| reached.missed.iter().any(|one| one.starts_with(label));
    assert!(missed("POST /cases: ") && missed("POST /intakes: "));
    assert!(!missed("GET /cases: ") && !missed("GET /cases/{case_id}: "));
    assert!(!missed("POST /sessions: "));
    assert_eq!(reached.only_missing, ["GET /cases/{case_id}"]);
    assert_eq!(reached.let_in, ["GET /audit-events"]);
    assert_eq!((reached.done, reached.requests), (2, 24));
}
