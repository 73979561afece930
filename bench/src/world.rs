//! Who works with the generated organisation, and with what.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::actor::Role;
use persistence::backend::{Manager, Use};
use persistence::schema::{cases, individuals};
use persistence::sql_types::Uid;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use uuid::Uuid;

use crate::Failure;
use crate::load::{Client, Request};
use crate::population::{Colleague, Organised, PASSWORD, Place};

/// The page that is far from the first.
const FAR: usize = 50;
/// How long a page is.
pub(crate) const PAGE: usize = 50;

/// Somebody at work.
#[derive(Debug, Clone)]
pub(crate) struct Worker {
    pub(crate) email: String,
    pub(crate) token: String,
    pub(crate) offices: Vec<String>,
    /// The open cases, as they stood at the beginning.
    pub(crate) cases: Vec<Uuid>,
}

/// A list, and its page that is far from the first.
#[derive(Debug, Clone)]
pub(crate) struct Far {
    pub(crate) path: String,
    /// Which page it is: the last whole one where there are fewer.
    pub(crate) page: usize,
}

/// Everybody, and what they know.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) today: NaiveDate,
    pub(crate) counsellors: Vec<Worker>,
    pub(crate) operators: Vec<Worker>,
    pub(crate) coordinators: Vec<Worker>,
    pub(crate) chief: Worker,
    /// How people's family names begin.
    pub(crate) prefixes: Vec<String>,
    pub(crate) far_caseload: Far,
    pub(crate) far_worklist: Far,
    /// How many were registered so far.
    pub(crate) registered: AtomicUsize,
}

impl World {
    /// Looks around in a generated organisation.
    pub(crate) fn look(
        place: &Place,
        organised: &Organised,
        today: NaiveDate,
    ) -> Result<Self, Failure> {
        let manager = Manager::new(place.address()?, Use::Inspect, Arc::new(AtomicU64::new(0)));
        let mut conn = manager.open()?;
        let open: Vec<(Option<Uid>, Uid)> = cases::table
            .filter(cases::status.eq("open"))
            .order(cases::id.desc())
            .limit(100_000)
            .select((cases::counsellor_id, cases::id))
            .load(&mut conn)?;
        let names: Vec<String> = individuals::table
            .order(individuals::id.desc())
            .limit(5_000)
            .select(individuals::family_norm)
            .load(&mut conn)?;
        let mut prefixes: Vec<String> = names.iter().map(|n| n.chars().take(3).collect()).collect();
        prefixes.sort();
        prefixes.dedup();
        let worker = |colleague: &Colleague| Worker {
            email: colleague.email.clone(),
            token: String::new(),
            offices: colleague.offices.iter().map(ToString::to_string).collect(),
            cases: open
                .iter()
                .filter(|(owner, _)| *owner == Some(colleague.id.into()))
                .map(|(_, case)| case.0)
                .collect(),
        };
        let all = |role| {
            organised
                .everybody(role)
                .map(|(_, colleague)| worker(colleague))
                .collect()
        };
        let nowhere = Far {
            path: String::new(),
            page: 0,
        };
        let mut counsellors: Vec<Worker> = all(Role::Counsellor);
        counsellors.retain(|counsellor| !counsellor.cases.is_empty());
        Ok(Self {
            today,
            counsellors,
            operators: all(Role::DeskOperator),
            coordinators: all(Role::Coordinator),
            chief: worker(&organised.chief),
            prefixes,
            far_caseload: nowhere.clone(),
            far_worklist: nowhere,
            registered: AtomicUsize::new(0),
        })
    }

    /// Signs everybody in: a token is good for ten minutes.
    pub(crate) fn sign_in(&mut self, server: &str) -> Result<(), Failure> {
        let mut client = Client::of(server);
        let all = self.counsellors.iter_mut().chain(&mut self.operators);
        let all = all.chain(&mut self.coordinators).chain([&mut self.chief]);
        for worker in all {
            let body = json!({ "email": worker.email, "password": PASSWORD });
            let session = client.ask(&Request::post("/sessions", "", &body))?.json()?;
            let token = session["access_token"].as_str().ok_or("no token")?;
            token.clone_into(&mut worker.token);
        }
        Ok(())
    }

    /// Turns the pages of two lists.
    pub(crate) fn turn_pages(&mut self, server: &str) -> Result<(), Failure> {
        let coordinator = self.coordinator();
        let caseload = self.caseload_of_office(coordinator);
        let worklist = self.worklist_of_office(coordinator);
        let token = coordinator.token.clone();
        self.far_caseload = far(server, &token, caseload)?;
        self.far_worklist = far(server, &token, worklist)?;
        Ok(())
    }

    /// The coordinator who turns many pages.
    pub(crate) fn coordinator(&self) -> &Worker {
        self.coordinators.first().unwrap_or(&self.chief)
    }

    /// All cases of an office opened within a year, whoever has them.
    fn caseload_of_office(&self, coordinator: &Worker) -> String {
        let (office, until) = (&coordinator.offices[0], self.today);
        let from = until - chrono::TimeDelta::days(3650);
        format!("/cases?limit={PAGE}&office={office}&opened_from={from}&opened_to={until}")
    }

    /// All follow-ups of an office that are due within a year.
    fn worklist_of_office(&self, coordinator: &Worker) -> String {
        let (office, until) = (
            &coordinator.offices[0],
            self.today + chrono::TimeDelta::days(365),
        );
        format!("/worklist?limit={PAGE}&kind=follow_up&office={office}&due_until={until}&whose=all")
    }

    pub(crate) fn counsellor(&self, rng: &mut ChaCha8Rng) -> &Worker {
        self.counsellors.choose(rng).unwrap_or(&self.chief)
    }

    pub(crate) fn operator(&self, rng: &mut ChaCha8Rng) -> &Worker {
        self.operators.choose(rng).unwrap_or(&self.chief)
    }

    /// A number that nobody was registered under.
    pub(crate) fn fresh(&self) -> usize {
        self.registered.fetch_add(1, Ordering::Relaxed)
    }
}

impl Worker {
    /// One of the open cases.
    pub(crate) fn case(&self, rng: &mut ChaCha8Rng) -> Uuid {
        self.cases.choose(rng).copied().unwrap_or_default()
    }
}

/// Goes from page to page of a list.
fn far(server: &str, token: &str, path: String) -> Result<Far, Failure> {
    let mut client = Client::of(server);
    let mut at = Far {
        path: path.clone(),
        page: 1,
    };
    while at.page < FAR {
        let page = client.ask(&Request::get(at.path.clone(), token))?.json()?;
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        at = Far {
            path: format!("{path}&cursor={cursor}"),
            page: at.page + 1,
        };
    }
    Ok(at)
}
