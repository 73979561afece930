//! One transaction: the only way to the data.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::access_records::EMERGENCY;
use domain::actor::{Actor, ActorKind, OrganisationId};
use domain::event::{CaseId, Event, IndividualId};
use domain::individuals::SectionName;
use domain::kernel::{Changed, Day, Id};
use domain::policy::Action;
use domain::rulebook::{Moment, Rulebook};
use uuid::Uuid;

use crate::accesses::Access;
use crate::backend::Conn;
use crate::clock::{Clock, Minter};
use crate::error::Error;
use crate::events;
use crate::parameters::{self, Books};
use crate::sql_types::Uid;

/// On whose behalf a transaction runs.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who acts.
    pub actor: Actor,
    /// Names the request in answers, logs and records.
    pub request_id: String,
    /// Why a file is read, a code of the vocabulary `access-purposes`.
    pub purpose: Option<String>,
}

impl Caller {
    /// The product itself: the worker, or a command typed on the server.
    pub fn system(organisation: OrganisationId, task: &str) -> Self {
        Self {
            actor: Actor::system(organisation),
            request_id: task.to_owned(),
            purpose: None,
        }
    }
}

/// What a transaction needs besides a connection.
#[derive(Debug, Default)]
pub struct Env {
    /// Tells `now`.
    pub clock: Clock,
    /// Mints identifiers.
    pub minter: Minter,
    pub(crate) books: Books,
}

/// A running transaction of one actor, with one `now`.
pub struct Tx<'c> {
    conn: &'c mut Conn,
    caller: &'c Caller,
    env: &'c Env,
    now: DateTime<Utc>,
    events: Vec<(Uuid, Event)>,
    accesses: Vec<Access>,
    /// Whether an emergency access opened what is read.
    in_emergency: bool,
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx")
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl<'c> Tx<'c> {
    pub(crate) fn new(conn: &'c mut Conn, caller: &'c Caller, env: &'c Env) -> Self {
        let now = env.clock.now();
        Self {
            conn,
            caller,
            env,
            now,
            events: Vec::new(),
            accesses: Vec::new(),
            in_emergency: false,
        }
    }

    /// Runs `work` as part of this transaction on behalf of somebody else of the organisation, with
    /// the rights of now: the product works for whoever asked it to. Its facts name that actor.
    pub fn acting_for<T>(
        &mut self,
        actor: Actor,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if actor.organisation != self.organisation() {
            return Err(Error::Corrupt("an actor of another organisation"));
        }
        let caller = Caller {
            actor,
            ..self.caller.clone()
        };
        let mut tx = Tx {
            conn: &mut *self.conn,
            caller: &caller,
            env: self.env,
            now: self.now,
            events: Vec::new(),
            accesses: Vec::new(),
            in_emergency: false,
        };
        let out = work(&mut tx)?;
        let events = std::mem::take(&mut tx.events);
        events::insert(&mut tx, events)?;
        let accesses = tx.take_accesses();
        self.accesses.extend(accesses);
        Ok(out)
    }

    /// Who acts.
    pub fn actor(&self) -> &'c Actor {
        &self.caller.actor
    }

    /// The organisation whose data these are. Repositories take it from here, never from a request.
    pub fn organisation(&self) -> OrganisationId {
        self.caller.actor.organisation
    }

    /// The organisation, as a column takes it.
    pub fn org(&self) -> Uid {
        self.organisation().into()
    }

    /// The one instant of this transaction.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The day that `now` falls on where the organisation is.
    pub fn today(&self) -> NaiveDate {
        self.now.with_timezone(&self.caller.actor.zone).date_naive()
    }

    /// The same day, as the domain counts it.
    pub fn day(&self) -> Result<Day, Error> {
        Day::new(self.today()).map_err(|_| Error::Corrupt("clock"))
    }

    /// The request on whose behalf this runs.
    pub fn request_id(&self) -> &'c str {
        &self.caller.request_id
    }

    /// A new identifier.
    pub fn new_id<T>(&self) -> Id<T> {
        Id::new(self.env.minter.mint(self.now))
    }

    /// The signed-in member of the staff, as a column takes it.
    pub fn staff(&self) -> Option<Uid> {
        self.caller.actor.staff().map(Uid::from)
    }

    /// The parameters that hold for the organisation, its region and its own values included.
    pub fn rulebook(&mut self) -> Result<Arc<Rulebook>, Error> {
        let env = self.env;
        parameters::book(self, &env.books)
    }

    /// Decides something now, by the rules that hold for the actor's organisation today.
    pub fn decide<T>(&mut self, deed: impl FnOnce(&Self, &Moment<'_>) -> T) -> Result<T, Error> {
        let (book, chain) = (self.rulebook()?, self.actor().chain());
        let moment = Moment {
            now: self.now(),
            today: self.day()?,
            book: &book,
            chain: &chain,
        };
        Ok(deed(self, &moment))
    }

    /// The connection. Only who knows diesel can ask it anything: this crate, and the stories.
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// Records the facts of a decided change and gives its state to the repository that stores it.
    pub fn record<T>(&mut self, changed: Changed<T>) -> T {
        let (state, events) = changed.into_parts();
        for event in events {
            let id = self.env.minter.mint(self.now);
            self.events.push((id, event));
        }
        state
    }

    /// Says whether an emergency access opened what is read: what is recorded of it from here on
    /// has that purpose, whatever the request says.
    pub(crate) fn found_in_emergency(&mut self, in_emergency: bool) {
        self.in_emergency |= in_emergency;
    }

    /// Records that the actor read data of a person or a case.
    pub fn record_access(
        &mut self,
        action: Action,
        resource: &'static str,
        individual: Option<IndividualId>,
        case: Option<CaseId>,
    ) {
        self.keep_access(action, (resource, None), individual, case);
    }

    /// Records that the actor read a section of a person.
    pub fn record_section_access(
        &mut self,
        resource: &'static str,
        section: SectionName,
        individual: IndividualId,
    ) {
        let seen = (resource, Some(section.into()));
        self.keep_access(section.read(), seen, Some(individual), None);
    }

    fn keep_access(
        &mut self,
        action: Action,
        (resource, section): (&'static str, Option<&'static str>),
        individual: Option<IndividualId>,
        case: Option<CaseId>,
    ) {
        let purpose = if self.in_emergency {
            Some(EMERGENCY.to_owned())
        } else {
            self.caller.purpose.clone()
        };
        let (actor_kind, actor_id) = actor_columns(self.actor());
        self.accesses.push(Access {
            organisation_id: self.org(),
            id: Uid(self.env.minter.mint(self.now)),
            at: self.now.into(),
            actor_kind,
            actor_id,
            request_id: self.caller.request_id.clone(),
            action: action.to_string(),
            purpose,
            resource,
            individual_id: individual.map(Uid::from),
            case_id: case.map(Uid::from),
            section: section.map(str::to_owned),
        });
    }

    /// The first recorded fact: what an idempotent answer is about.
    pub(crate) fn first_event(&self) -> Option<&Event> {
        self.events.first().map(|(_, event)| event)
    }

    /// Writes what was recorded, inside the transaction.
    pub(crate) fn flush(&mut self) -> Result<(), Error> {
        let events = std::mem::take(&mut self.events);
        events::insert(self, events)?;
        let accesses = std::mem::take(&mut self.accesses);
        crate::accesses::insert(self.conn, &accesses)
    }

    /// Takes the recorded accesses of a read out, for the buffer.
    pub(crate) fn take_accesses(&mut self) -> Vec<Access> {
        std::mem::take(&mut self.accesses)
    }
}

/// How an actor stands in the columns of events and accesses.
pub(crate) fn actor_columns(actor: &Actor) -> (&'static str, Option<Uid>) {
    match actor.kind {
        ActorKind::Staff(staff, _) | ActorKind::Federated(staff, _) => {
            ("staff", Some(staff.into()))
        }
        ActorKind::Machine(client, _) => ("machine", Some(client.into())),
        ActorKind::Anonymous => ("anonymous", None),
        ActorKind::System => ("system", None),
    }
}
