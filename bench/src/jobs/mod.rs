//! What people of an office do all day: one file for each thing.

mod case_file;
pub(crate) mod files;
mod lists;
mod login;
mod note;
pub(crate) mod office_day;
pub(crate) mod recording;
mod registration;
mod search;

use rand_chacha::ChaCha8Rng;

use crate::load::Request;
use crate::world::World;

/// What a job does to the record, which decides what is promised of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    File,
    List,
    Write,
    /// Costs a hash of a password, by intention.
    SignIn,
}

impl Kind {
    /// The part of pgbench's speed, by time on processors, that is to be reached.
    pub(crate) fn ratio(self) -> Option<f64> {
        match self {
            Self::File | Self::Write => Some(0.65),
            Self::List => Some(0.50),
            Self::SignIn => None,
        }
    }

    /// Within how many milliseconds 99 of a hundred are to be answered.
    pub(crate) fn p99(self) -> Option<f64> {
        match self {
            Self::File | Self::List => Some(25.0),
            Self::Write => Some(50.0),
            Self::SignIn => None,
        }
    }
}

/// A thing that people do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Job {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// How many do it at once.
    pub(crate) connections: u64,
    pub(crate) request: fn(&World, &mut ChaCha8Rng) -> Request,
}

/// All of them. Sign-ins come last: their hashes stay in the memory of the server.
pub(crate) const ALL: [Job; 9] = [
    job("case-file", Kind::File, case_file::read),
    job("caseload-1", Kind::List, lists::caseload),
    job("caseload-50", Kind::List, lists::far_caseload),
    job("worklist-1", Kind::List, lists::worklist),
    job("worklist-50", Kind::List, lists::far_worklist),
    job("search", Kind::List, search::by_name),
    job("registration", Kind::Write, registration::register),
    job("note", Kind::Write, note::write),
    Job {
        connections: 2,
        ..job("login", Kind::SignIn, login::sign_in)
    },
];

const fn job(
    name: &'static str,
    kind: Kind,
    request: fn(&World, &mut ChaCha8Rng) -> Request,
) -> Job {
    Job {
        name,
        kind,
        connections: 32,
        request,
    }
}

/// The job of this name.
pub(crate) fn named(name: &str) -> Option<Job> {
    ALL.into_iter().find(|job| job.name == name)
}
