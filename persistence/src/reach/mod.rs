//! Whom and what an actor may reach, as predicates inside the SQL of every query.
//!
//! The organisation always comes from the transaction. What is out of reach is not found.

mod emergencies;
mod replay;

use diesel::dsl::{exists, not};
use diesel::expression::BoxableExpression;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use domain::actor::{Actor, OfficeId};
use domain::cases::{CaseStatus, FOLLOWING};
use domain::changes::{ECHOES, told_with};
use domain::event::{FactKind, IndividualId};
use domain::individuals::SectionName;
use domain::kernel::Refusal;
use domain::policy::{Action, Reach};
use strum::IntoEnumIterator;

use crate::backend::MultiBackend;
use crate::cached::{Prepare, filled};
use crate::error::Error;
use crate::schema::{
    case_team, cases, events, individuals, offices, staff, staff_offices, staff_roles,
};
use crate::sql_types::Uid;
use crate::tx::Tx;

pub(crate) use emergencies::{case_opened_in_emergency, emergencies_within, opened_in_emergency};
pub(crate) use replay::recheck;

/// A condition on the rows of `QS`, for either engine.
pub(crate) type Condition<QS> = Box<dyn BoxableExpression<QS, MultiBackend, SqlType = Bool>>;

/// The reach of the transaction's actor; refuses when the action is not permitted at all.
pub(crate) fn of(tx: &Tx<'_>, action: Action) -> Result<Reach, Error> {
    match tx.actor().reach(action) {
        Reach::Never => Err(Refusal::NotPermitted {}.into()),
        reach => Ok(reach),
    }
}

fn offices(actor: &Actor) -> Vec<Uid> {
    actor.offices.iter().copied().map(Uid::from).collect()
}

/// The own offices, as a statement lists them that stays prepared.
fn own(actor: &Actor) -> Vec<Uid> {
    filled(offices(actor))
}

/// The actor, as a column takes it; nobody's identifier for whoever is not of the staff.
pub(crate) fn me(actor: &Actor) -> Uid {
    actor.staff().map_or(Uid(uuid::Uuid::nil()), Uid::from)
}

/// The offices whose records `action` reaches, or that one of them which the filter names. What an
/// office holds has no caseload, so that reach is the own offices too.
pub(crate) fn offices_within(
    tx: &mut Tx<'_>,
    action: Action,
    only: Option<OfficeId>,
) -> Result<Vec<Uid>, Error> {
    let mut within = match of(tx, action)? {
        Reach::Never => Vec::new(),
        Reach::OwnCaseload | Reach::OwnOffice => offices(tx.actor()),
        Reach::Organisation => offices::table
            .filter(offices::organisation_id.eq(tx.org()))
            .select(offices::id)
            .load(tx.conn())?,
    };
    if let Some(only) = only {
        within.retain(|office| *office == Uid::from(only));
    }
    Ok(within)
}

/// Cases within the actor's right to `action`: own as counsellor or in the team; of an own office,
/// and the own ones of others where the right holds the caseload too; or all.
pub(crate) fn cases_within(actor: &Actor, action: Action) -> Condition<cases::table> {
    match actor.reach(action) {
        Reach::Never => Box::new(cases::id.ne(cases::id)),
        Reach::OwnCaseload => my_caseload(actor),
        Reach::OwnOffice if action.holds_caseload() => {
            Box::new(cases::office_id.eq_any(own(actor)).or(my_caseload(actor)))
        }
        Reach::OwnOffice => Box::new(cases::office_id.eq_any(own(actor))),
        Reach::Organisation => Box::new(cases::id.eq(cases::id)),
    }
}

/// The ways into the cases within the actor's right to `action`. Together they lead to the same
/// cases as `cases_within`, and an index serves each of them in the order of opening; no index
/// serves the disjunction. A case can lie on two of them.
pub(crate) fn ways_to_cases(
    actor: &Actor,
    action: Action,
    only: Option<OfficeId>,
) -> Vec<Condition<cases::table>> {
    let reach = actor.reach(action);
    let mut ways: Vec<Condition<cases::table>> = match reach {
        Reach::Never | Reach::OwnCaseload => Vec::new(),
        Reach::OwnOffice => own_offices(actor, only)
            .map(|office| Box::new(cases::office_id.eq(office)) as Condition<cases::table>)
            .collect(),
        Reach::Organisation => vec![cases_within(actor, action)],
    };
    if reach == Reach::OwnCaseload || (reach == Reach::OwnOffice && action.holds_caseload()) {
        ways.push(followed_by_me(actor));
        let mine = case_team::table
            .filter(case_team::organisation_id.eq(Uid::from(actor.organisation)))
            .filter(case_team::staff_id.eq(me(actor)))
            .select(case_team::case_id);
        ways.push(Box::new(cases::id.eq_any(mine)));
    }
    ways
}

/// The ways into the cases that the actor may take because they have no counsellor: one for each
/// own office.
pub(crate) fn ways_to_unassigned_cases(
    actor: &Actor,
    only: Option<OfficeId>,
) -> Vec<Condition<cases::table>> {
    let without = |office: Uid| -> Condition<cases::table> {
        let here = cases::office_id.eq(office);
        Box::new(here.and(cases::counsellor_id.is_null()))
    };
    own_offices(actor, only).map(without).collect()
}

/// The ways into the running cases that the actor may take because their counsellor left: one for
/// each own office, among the cases in `status`.
pub(crate) fn ways_to_cases_left_behind(
    actor: &Actor,
    only: Option<OfficeId>,
    status: CaseStatus,
) -> Vec<Condition<cases::table>> {
    let left = |office: Uid| -> Condition<cases::table> {
        let here = cases::office_id
            .eq(office)
            .and(cases::status.eq(status.to_string()));
        Box::new(here.and(counsellor_left()))
    };
    own_offices(actor, only).map(left).collect()
}

fn own_offices(actor: &Actor, only: Option<OfficeId>) -> impl Iterator<Item = Uid> {
    let mut own = offices(actor);
    own.retain(|office| only.is_none_or(|only| *office == Uid::from(only)));
    own.into_iter()
}

pub(crate) fn following() -> [String; 3] {
    FOLLOWING.map(|role| role.to_string())
}

/// Whether the counsellor of a case can answer for it no longer, as `domain::cases::Colleague`
/// judges it: disabled, without a role that follows people, or no longer of the office.
pub(crate) fn counsellor_left() -> Condition<cases::table> {
    let counsellor = || cases::counsellor_id.assume_not_null();
    let account = staff::table.filter(
        staff::organisation_id
            .eq(cases::organisation_id)
            .and(staff::id.eq(counsellor()))
            .and(staff::disabled.eq(false)),
    );
    let role = staff_roles::table.filter(
        staff_roles::organisation_id
            .eq(cases::organisation_id)
            .and(staff_roles::staff_id.eq(counsellor()))
            .and(staff_roles::role.eq_any(filled(following()))),
    );
    let place = staff_offices::table.filter(
        staff_offices::organisation_id
            .eq(cases::organisation_id)
            .and(staff_offices::staff_id.eq(counsellor()))
            .and(staff_offices::office_id.eq(cases::office_id)),
    );
    let answers = exists(account).and(exists(role)).and(exists(place));
    Box::new(cases::counsellor_id.is_not_null().and(not(answers)))
}

/// Cases that the actor reads, and those of an own office that nobody follows and the actor may take.
pub(crate) fn cases_to_show(actor: &Actor) -> Condition<cases::table> {
    let read = cases_within(actor, Action::ReadCase);
    let taken = cases_within(actor, Action::TakeCase);
    let running = cases::status.ne(CaseStatus::Closed.to_string());
    let left = running.and(counsellor_left());
    let free = cases::counsellor_id.is_null().or(left);
    Box::new(read.or(free.and(taken)))
}

/// What of the facts about a person the actor may be told: those of no case or of one of `read`; of
/// notes, those of one of `mine` and the own ones; of agreements, those of one of `agreed`; of
/// appointments and enrolments in no case, those at an own office and the own deeds; of sections, those that the
/// actor may read. What two facts tell is told once.
pub(crate) fn facts_within(
    actor: &Actor,
    person: IndividualId,
    read: Vec<Uid>,
    mine: Vec<Uid>,
    agreed: Vec<Uid>,
) -> Condition<events::table> {
    let of_one = |ids: Vec<Uid>| {
        events::case_id
            .is_not_null()
            .and(events::case_id.assume_not_null().eq_any(filled(ids)))
    };
    let by_me = || {
        events::actor_id
            .is_not_null()
            .and(events::actor_id.assume_not_null().eq(me(actor)))
    };
    let note = events::subject.ne("note").or(by_me()).or(of_one(mine));
    let agreement = events::subject.ne("agreement").or(of_one(agreed));
    let here = events::office_id
        .is_not_null()
        .and(events::office_id.assume_not_null().eq_any(own(actor)));
    let appointment = events::subject
        .ne_all(["appointment", "enrolment"])
        .or(events::case_id.is_not_null())
        .or(by_me())
        .or(here);
    let within = events::case_id.is_null().or(of_one(read));
    let within = within.and(note).and(agreement).and(appointment);
    let once = told_once(person);
    let within = within.and(once).and(sections_shown(actor));
    let untold = untold(actor);
    if untold.is_empty() {
        return Box::new(within);
    }
    Box::new(within.and(events::kind.ne_all(filled(untold))))
}

/// The kinds of facts of which a program is told nothing, wherever they happened.
fn untold(actor: &Actor) -> Vec<String> {
    if !actor.is_program() {
        return Vec::new();
    }
    let is_told = |kind: &FactKind| {
        told_with(*kind).is_some_and(|action| actor.reach(action) != Reach::Never)
    };
    let untold = FactKind::iter().filter(|kind| !is_told(kind));
    untold.map(|kind| kind.to_string()).collect()
}

/// Facts of the body that answers for the data, and not of the work with the person: whoever may
/// keep or erase data is told of them at the holds and the requests.
const OF_THE_HOUSE: [FactKind; 6] = [
    FactKind::HoldPlaced,
    FactKind::HoldReleased,
    FactKind::ErasureRequested,
    FactKind::ErasureApproved,
    FactKind::ErasureWithdrawn,
    FactKind::ErasureFellOut,
];

/// Facts that no other one about the person tells. What a merge says of the record that was absorbed
/// is shown by that record once it answers for itself again.
fn told_once(person: IndividualId) -> Condition<events::table> {
    let echo = |kind: &FactKind| kind.to_string();
    let of_record = [FactKind::IndividualAbsorbed, FactKind::IndividualRestored];
    let own = events::kind.eq_any(filled(of_record.iter().map(echo))).and(
        events::individual_id
            .assume_not_null()
            .eq(Uid::from(person)),
    );
    let echoes = filled(ECHOES.iter().chain(&OF_THE_HOUSE).map(echo));
    Box::new(events::kind.ne_all(echoes).or(own))
}

/// Facts that do not tell that a section was written which the actor may not read.
pub(crate) fn sections_shown(actor: &Actor) -> Condition<events::table> {
    let hidden = SectionName::iter().filter(|section| !section.is_shown_to(actor));
    let all: Condition<events::table> = Box::new(events::id.eq(events::id));
    hidden.fold(all, |told, section| {
        Box::new(told.and(not(says_of(section))))
    })
}

/// Whether a fact tells that this section was written. Within a payload nothing but the member
/// itself reads like this: quotation marks inside of a text are escaped.
fn says_of(section: SectionName) -> Condition<events::table> {
    let member = format!("%\"section\":\"{}\"%", <&str>::from(section));
    let written = events::kind.eq(FactKind::SectionReplaced.to_string());
    Box::new(written.and(events::payload.like(member)))
}

/// `facts_within` for all that is known about a person.
pub(crate) fn facts_about(
    tx: &mut Tx<'_>,
    individual: IndividualId,
) -> Result<Condition<events::table>, Error> {
    let read = cases_within(tx.actor(), Action::ReadCase);
    let opened = case_opened_in_emergency(tx, Action::ReadCase);
    let read = of_individual(tx, individual, Box::new(read.or(opened)))?;
    let mine = my_caseload(tx.actor());
    let mine = of_individual(tx, individual, mine)?;
    let agreed = cases_within(tx.actor(), Action::ReadAgreements);
    let opened = case_opened_in_emergency(tx, Action::ReadAgreements);
    let agreed = of_individual(tx, individual, Box::new(agreed.or(opened)))?;
    Ok(facts_within(tx.actor(), individual, read, mine, agreed))
}

fn of_individual(
    tx: &mut Tx<'_>,
    individual: IndividualId,
    within: Condition<cases::table>,
) -> Result<Vec<Uid>, Error> {
    let ids = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq(Uid::from(individual)))
        .select(cases::id)
        .into_boxed()
        .filter(within)
        .prepared()
        .load(tx.conn())?;
    Ok(ids)
}

fn my_caseload(actor: &Actor) -> Condition<cases::table> {
    Box::new(followed_by_me(actor).or(exists(in_my_team(actor))))
}

fn followed_by_me(actor: &Actor) -> Condition<cases::table> {
    Box::new(
        cases::counsellor_id
            .is_not_null()
            .and(cases::counsellor_id.assume_not_null().eq(me(actor))),
    )
}

type TeamOfCase = diesel::dsl::Filter<
    case_team::table,
    diesel::dsl::And<
        diesel::dsl::And<
            diesel::dsl::Eq<case_team::organisation_id, cases::organisation_id>,
            diesel::dsl::Eq<case_team::case_id, cases::id>,
        >,
        diesel::dsl::Eq<case_team::staff_id, Uid>,
    >,
>;

fn in_my_team(actor: &Actor) -> TeamOfCase {
    case_team::table.filter(
        case_team::organisation_id
            .eq(cases::organisation_id)
            .and(case_team::case_id.eq(cases::id))
            .and(case_team::staff_id.eq(me(actor))),
    )
}

/// People within the actor's right to `action`. In the own caseload: with a running case that is
/// mine or my team's, or registered at an own office and without an open case. In an own office:
/// registered there or with a case there, or in the own caseload where the right holds that too.
pub(crate) fn individuals_within(actor: &Actor, action: Action) -> Condition<individuals::table> {
    let of_person = || {
        cases::table.filter(
            cases::organisation_id
                .eq(individuals::organisation_id)
                .and(cases::individual_id.eq(individuals::id)),
        )
    };
    let followed = || {
        exists(
            of_person().filter(cases::status.ne("closed")).filter(
                cases::counsellor_id
                    .is_not_null()
                    .and(cases::counsellor_id.assume_not_null().eq(me(actor)))
                    .or(exists(in_my_team(actor))),
            ),
        )
    };
    let at_own_office = || {
        individuals::office_id.eq_any(own(actor)).or(exists(
            of_person().filter(cases::office_id.eq_any(own(actor))),
        ))
    };
    match actor.reach(action) {
        Reach::Never => Box::new(individuals::id.ne(individuals::id)),
        Reach::OwnCaseload => Box::new(
            followed().or(individuals::office_id
                .eq_any(own(actor))
                .and(not(exists(of_person().filter(cases::status.ne("closed")))))),
        ),
        Reach::OwnOffice if action.holds_caseload() => Box::new(at_own_office().or(followed())),
        Reach::OwnOffice => Box::new(at_own_office()),
        Reach::Organisation => Box::new(individuals::id.eq(individuals::id)),
    }
}
