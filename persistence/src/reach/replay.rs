//! What a replayed answer asks: whether whoever asks again may still do what was done.

use diesel::prelude::*;
use domain::actor::OfficeId;
use domain::event::{CaseId, IndividualId};
use domain::policy::{Action, Reach};

use super::{cases_to_show, cases_within, emergencies_within, individuals_within, of};
use crate::error::Error;
use crate::schema::{cases, emergency_accesses, individuals};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// Whether the actor may (still) do `action` there, or to this person or case: what a replayed
/// answer asks.
pub(crate) fn recheck(
    tx: &mut Tx<'_>,
    action: Action,
    office: Option<OfficeId>,
    individual: Option<IndividualId>,
    case: Option<CaseId>,
) -> Result<(), Error> {
    let reach = of(tx, action)?;
    if reach == Reach::Organisation {
        return Ok(());
    }
    // Whom a search showed may be served at an own office, beyond that person's record: there the
    // office alone decides.
    let at_the_desk = match action {
        Action::RegisterIndividual | Action::TakeIntake | Action::RecordDeskContact => true,
        // A desk belongs to an office; a team, to its case.
        Action::OpenCase | Action::AssignCase => case.is_none(),
        // An import belongs to an office; how files are read, to the organisation. Hours belong to
        // an office; an absence, to a colleague.
        Action::ImportIndividuals | Action::ManageAvailability => office.is_some(),
        _ => false,
    };
    if at_the_desk {
        let own = office.is_some_and(|office| tx.actor().works_in(office));
        return if own { Ok(()) } else { Err(Error::NotFound) };
    }
    if let (Action::HandOverCases, Some(case)) = (action, case) {
        // Whoever was asked to take a case over reaches the hand-over, and not the case.
        return crate::hand_overs::recheck(tx, case);
    }
    if let (Action::AnswerReferrals, Some(case)) = (action, case) {
        // An office that is asked reaches the referral, and not the case.
        return crate::referrals::recheck(tx, case);
    }
    let expects = [Action::BookAppointments, Action::HoldAppointments].contains(&action);
    if let Some(person) = individual.filter(|_| expects) {
        // Whoever receives somebody reaches the appointment, and not the record.
        return crate::appointments::recheck(tx, action, person, (office, case));
    }
    let found: Option<Uid> = if matches!(action, Action::EndEmergency | Action::ReviewEmergency) {
        let of = emergency_accesses::individual_id.nullable();
        emergency_accesses::table
            .filter(emergency_accesses::organisation_id.eq(tx.org()))
            .filter(of.eq(individual.map(Uid::from)))
            .select(emergency_accesses::id)
            .into_boxed()
            .filter(emergencies_within(tx.actor(), action))
            .first(tx.conn())
            .optional()?
    } else if let Some(case) = case {
        // Whoever opened or took a case may have lost it to a colleague since.
        let within = match action {
            Action::OpenCase | Action::TakeCase => cases_to_show(tx.actor()),
            _ => cases_within(tx.actor(), action),
        };
        cases::table
            .find((tx.org(), Uid::from(case)))
            .select(cases::id)
            .into_boxed()
            .filter(within)
            .first(tx.conn())
            .optional()?
    } else if let Some(individual) = individual {
        let within = individuals_within(tx.actor(), action);
        let answering = crate::individuals::survivor(tx, individual)?.ok_or(Error::NotFound)?;
        individuals::table
            .find((tx.org(), Uid::from(answering)))
            .select(individuals::id)
            .into_boxed()
            .filter(within)
            .first(tx.conn())
            .optional()?
    } else {
        return Ok(());
    };
    found.map(|_| ()).ok_or(Error::NotFound)
}
