//! What emergency accesses open, and who sees them.

use diesel::dsl::exists;
use diesel::prelude::*;
use domain::actor::Actor;
use domain::policy::{Action, Reach};

use super::{Condition, me, own};
use crate::schema::{cases, emergency_accesses, individuals, staff_offices};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// Whether an emergency access of the actor opens this record now, for `action`.
pub(crate) fn opened_in_emergency(tx: &Tx<'_>, action: Action) -> Condition<individuals::table> {
    match running(tx, action) {
        None => Box::new(individuals::id.ne(individuals::id)),
        Some(running) => Box::new(exists(
            emergency_accesses::table
                .filter(running.and(emergency_accesses::individual_id.eq(individuals::id))),
        )),
    }
}

/// Whether an emergency access of the actor opens the record behind this case now, for `action`.
pub(crate) fn case_opened_in_emergency(tx: &Tx<'_>, action: Action) -> Condition<cases::table> {
    match running(tx, action) {
        None => Box::new(cases::id.ne(cases::id)),
        Some(running) => Box::new(exists(
            emergency_accesses::table
                .filter(running.and(emergency_accesses::individual_id.eq(cases::individual_id))),
        )),
    }
}

/// The running emergency accesses of the actor, where one opens `action` at all: its time ends it,
/// whether anybody has written that down or not.
fn running(tx: &Tx<'_>, action: Action) -> Option<Running> {
    let staff = tx.actor().staff().filter(|_| action.opens_in_emergency())?;
    // Whoever may open nothing any more reads under nothing that is open.
    let may = |right| tx.actor().reach(right) != Reach::Never;
    (may(action) && may(Action::OpenInEmergency)).then(|| {
        emergency_accesses::organisation_id
            .eq(tx.org())
            .and(emergency_accesses::staff_id.eq(Uid::from(staff)))
            .and(emergency_accesses::ended_at.is_null())
            .and(emergency_accesses::ends_at.gt(Instant::from(tx.now())))
    })
}

type Running = diesel::dsl::And<
    diesel::dsl::And<
        diesel::dsl::And<
            diesel::dsl::Eq<emergency_accesses::organisation_id, Uid>,
            diesel::dsl::Eq<emergency_accesses::staff_id, Uid>,
        >,
        diesel::dsl::IsNull<emergency_accesses::ended_at>,
    >,
    diesel::dsl::Gt<emergency_accesses::ends_at, Instant>,
>;

/// Emergency accesses within the actor's right to `action`: the own ones; of an office, also those
/// of whoever works there and those to the record of whoever is registered or followed there.
pub(crate) fn emergencies_within(
    actor: &Actor,
    action: Action,
) -> Condition<emergency_accesses::table> {
    let mine = emergency_accesses::staff_id.eq(me(actor));
    let by_ours = staff_offices::table.filter(
        staff_offices::organisation_id
            .eq(emergency_accesses::organisation_id)
            .and(staff_offices::staff_id.eq(emergency_accesses::staff_id))
            .and(staff_offices::office_id.eq_any(own(actor))),
    );
    let registered_here = individuals::table.filter(
        individuals::organisation_id
            .eq(emergency_accesses::organisation_id)
            .and(individuals::id.eq(emergency_accesses::individual_id))
            .and(individuals::office_id.eq_any(own(actor))),
    );
    let followed_here = cases::table.filter(
        cases::organisation_id
            .eq(emergency_accesses::organisation_id)
            .and(cases::individual_id.eq(emergency_accesses::individual_id))
            .and(cases::office_id.eq_any(own(actor))),
    );
    // A merge of records took the cases along, and left the emergency access where it was.
    let followed_since = individuals::table
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(individuals::organisation_id)
                .and(cases::individual_id.nullable().eq(individuals::survivor_id))),
        )
        .filter(individuals::organisation_id.eq(emergency_accesses::organisation_id))
        .filter(individuals::id.eq(emergency_accesses::individual_id))
        .filter(cases::office_id.eq_any(own(actor)));
    match actor.reach(action) {
        Reach::Never => Box::new(emergency_accesses::id.ne(emergency_accesses::id)),
        Reach::OwnCaseload => Box::new(mine),
        Reach::OwnOffice => Box::new(
            mine.or(exists(by_ours))
                .or(exists(registered_here))
                .or(exists(followed_here))
                .or(exists(followed_since)),
        ),
        Reach::Organisation => Box::new(emergency_accesses::id.eq(emergency_accesses::id)),
    }
}
