//! The tables that tell of people, each with how it is cleared of somebody.

use diesel::prelude::*;
use domain::groups::EnrolmentStatus;

use super::scope::Scope;
use super::waiting_rows;
use crate::schema::{
    agreement_action_outcomes, agreement_editions, agreement_reviews, agreements,
    appointment_versions, appointments, attendance_versions, attendances, case_team, cases,
    contact_attempts, desk_contacts, document_files, documents, due_items, emergency_accesses,
    enrolments, follow_up_attempts, follow_ups, group_activities, hand_overs, holds,
    idempotency_keys, import_rows, individual_keys, individual_section_versions,
    individual_sections, individuals, intakes, merge_counts, merge_moves, merge_sections,
    merge_written, merges, message_pauses, messages, note_versions, notes, occupancy, referrals,
};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// Clears a table of what tells of a person.
type Clear = fn(&mut Tx<'_>, &Scope) -> QueryResult<usize>;

/// Every table that tells of people, in the order in which it is cleared: what refers to another
/// row goes before that one. Whatever comes later is one line more; the test of the catalogue asks
/// for it.
pub(super) const PLACES: [(&str, Clear); 39] = [
    ("merge_sections", clear_merge_sections),
    ("merge_written", clear_merge_written),
    ("merge_moves", clear_merge_moves),
    ("merge_counts", clear_merge_counts),
    ("merges", clear_merges),
    ("note_versions", clear_note_versions),
    ("notes", clear_notes),
    ("contact_attempts", clear_contact_attempts),
    ("messages", clear_messages),
    ("message_pauses", clear_message_pauses),
    ("document_files", clear_document_files),
    ("documents", clear_documents),
    ("agreement_action_outcomes", clear_agreement_action_outcomes),
    ("agreement_reviews", clear_agreement_reviews),
    ("agreement_editions", clear_agreement_editions),
    ("agreements", clear_agreements),
    ("case_team", clear_case_team),
    ("attendance_versions", clear_attendance_versions),
    ("attendances", clear_attendances),
    ("occupancy", clear_occupancy),
    ("enrolments", clear_enrolments),
    ("appointment_versions", clear_appointment_versions),
    ("appointments", clear_appointments),
    ("due_items", clear_due_items),
    ("follow_up_attempts", clear_follow_up_attempts),
    ("follow_ups", clear_follow_ups),
    ("hand_overs", clear_hand_overs),
    ("referrals", clear_referrals),
    ("intakes", clear_intakes),
    ("cases", clear_cases),
    ("emergency_accesses", clear_emergency_accesses),
    ("holds", clear_holds),
    ("desk_contacts", clear_desk_contacts),
    ("import_rows", clear_import_rows),
    ("idempotency_keys", clear_idempotency_keys),
    ("individual_keys", clear_individual_keys),
    ("individual_sections", clear_individual_sections),
    (
        "individual_section_versions",
        clear_individual_section_versions,
    ),
    ("individuals", clear_individuals),
];

fn clear_merge_sections(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = merge_sections::table
        .filter(merge_sections::organisation_id.eq(scope.org))
        .filter(merge_sections::merge_id.eq_any(&scope.merges));
    diesel::delete(own).execute(tx.conn())
}

fn clear_merge_written(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = merge_written::table
        .filter(merge_written::organisation_id.eq(scope.org))
        .filter(merge_written::merge_id.eq_any(&scope.merges));
    diesel::delete(own).execute(tx.conn())
}

fn clear_merge_moves(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = merge_moves::table
        .filter(merge_moves::organisation_id.eq(scope.org))
        .filter(merge_moves::merge_id.eq_any(&scope.merges));
    diesel::delete(own).execute(tx.conn())
}

fn clear_merge_counts(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = merge_counts::table
        .filter(merge_counts::organisation_id.eq(scope.org))
        .filter(merge_counts::merge_id.eq_any(&scope.merges));
    diesel::delete(own).execute(tx.conn())
}

fn clear_merges(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = merges::table
        .filter(merges::organisation_id.eq(scope.org))
        .filter(merges::id.eq_any(&scope.merges));
    diesel::delete(own).execute(tx.conn())
}

fn clear_note_versions(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = note_versions::table
        .filter(note_versions::organisation_id.eq(scope.org))
        .filter(note_versions::note_id.eq_any(&scope.notes));
    diesel::delete(own).execute(tx.conn())
}

fn clear_notes(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = notes::table
        .filter(notes::organisation_id.eq(scope.org))
        .filter(notes::id.eq_any(&scope.notes));
    diesel::delete(own).execute(tx.conn())
}

fn clear_contact_attempts(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = contact_attempts::table
        .filter(contact_attempts::organisation_id.eq(scope.org))
        .filter(contact_attempts::case_id.eq_any(&scope.cases));
    diesel::delete(own).execute(tx.conn())
}

fn clear_messages(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = messages::table
        .filter(messages::organisation_id.eq(scope.org))
        .filter(messages::appointment_id.eq_any(&scope.appointments));
    diesel::delete(own).execute(tx.conn())
}

fn clear_message_pauses(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = message_pauses::table
        .filter(message_pauses::organisation_id.eq(scope.org))
        .filter(message_pauses::individual_id.eq_any(&scope.records));
    diesel::delete(own).execute(tx.conn())
}

fn clear_document_files(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = document_files::table
        .filter(document_files::organisation_id.eq(scope.org))
        .filter(document_files::document_id.eq_any(&scope.documents));
    diesel::delete(own).execute(tx.conn())
}

/// Their numbers are not given to others: a year that leaves one out tells of nobody.
fn clear_documents(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = documents::table
        .filter(documents::organisation_id.eq(scope.org))
        .filter(documents::id.eq_any(&scope.documents));
    diesel::delete(own).execute(tx.conn())
}

fn clear_agreement_action_outcomes(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = agreement_action_outcomes::table
        .filter(agreement_action_outcomes::organisation_id.eq(scope.org))
        .filter(agreement_action_outcomes::agreement_id.eq_any(&scope.agreements));
    diesel::delete(own).execute(tx.conn())
}

fn clear_agreement_reviews(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = agreement_reviews::table
        .filter(agreement_reviews::organisation_id.eq(scope.org))
        .filter(agreement_reviews::agreement_id.eq_any(&scope.agreements));
    diesel::delete(own).execute(tx.conn())
}

fn clear_agreement_editions(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = agreement_editions::table
        .filter(agreement_editions::organisation_id.eq(scope.org))
        .filter(agreement_editions::agreement_id.eq_any(&scope.agreements));
    diesel::delete(own).execute(tx.conn())
}

fn clear_agreements(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = agreements::table
        .filter(agreements::organisation_id.eq(scope.org))
        .filter(agreements::id.eq_any(&scope.agreements));
    diesel::delete(own).execute(tx.conn())
}

fn clear_case_team(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = case_team::table
        .filter(case_team::organisation_id.eq(scope.org))
        .filter(case_team::case_id.eq_any(&scope.cases));
    diesel::delete(own).execute(tx.conn())
}

/// The hour is free for somebody else.
fn clear_occupancy(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    // Of a session the person is taken, and others are who go on coming.
    let of_person = occupancy::resource_id.eq_any(&scope.records);
    let own = occupancy::table
        .filter(occupancy::organisation_id.eq(scope.org))
        .filter(
            occupancy::holder_id
                .eq_any(&scope.appointments)
                .or(of_person),
        );
    diesel::delete(own).execute(tx.conn())
}

fn clear_attendance_versions(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = attendance_versions::table
        .filter(attendance_versions::organisation_id.eq(scope.org))
        .filter(attendance_versions::enrolment_id.eq_any(&scope.enrolments));
    diesel::delete(own).execute(tx.conn())
}

fn clear_attendances(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = attendances::table
        .filter(attendances::organisation_id.eq(scope.org))
        .filter(attendances::enrolment_id.eq_any(&scope.enrolments));
    diesel::delete(own).execute(tx.conn())
}

/// The place of the person is free again: a group has one of each at the most.
fn clear_enrolments(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let placed = enrolments::table
        .filter(enrolments::organisation_id.eq(scope.org))
        .filter(enrolments::id.eq_any(&scope.enrolments))
        .filter(enrolments::status.eq(EnrolmentStatus::Enrolled.to_string()))
        .select(enrolments::group_id);
    let left = group_activities::table
        .filter(group_activities::organisation_id.eq(scope.org))
        .filter(group_activities::id.eq_any(placed));
    diesel::update(left)
        .set((
            group_activities::enrolled.eq(group_activities::enrolled - 1),
            group_activities::version.eq(group_activities::version + 1),
        ))
        .execute(tx.conn())?;
    let own = enrolments::table
        .filter(enrolments::organisation_id.eq(scope.org))
        .filter(enrolments::id.eq_any(&scope.enrolments));
    diesel::delete(own).execute(tx.conn())
}

fn clear_appointment_versions(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = appointment_versions::table
        .filter(appointment_versions::organisation_id.eq(scope.org))
        .filter(appointment_versions::appointment_id.eq_any(&scope.appointments));
    diesel::delete(own).execute(tx.conn())
}

/// The appointment of somebody else may say that it took the place of one of these, where a merge was
/// undone in between; and it may be in a case of this person.
fn clear_appointments(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let ids: Vec<Option<Uid>> = scope.appointments.iter().copied().map(Some).collect();
    let next = appointments::table
        .filter(appointments::organisation_id.eq(scope.org))
        .filter(appointments::previous_id.eq_any(ids));
    diesel::update(next)
        .set(appointments::previous_id.eq(None::<Uid>))
        .execute(tx.conn())?;
    let cases: Vec<Option<Uid>> = scope.cases.iter().copied().map(Some).collect();
    let in_case = appointments::table
        .filter(appointments::organisation_id.eq(scope.org))
        .filter(appointments::case_id.eq_any(cases));
    diesel::update(in_case)
        .set(appointments::case_id.eq(None::<Uid>))
        .execute(tx.conn())?;
    let own = appointments::table
        .filter(appointments::organisation_id.eq(scope.org))
        .filter(appointments::id.eq_any(&scope.appointments));
    diesel::delete(own).execute(tx.conn())
}

fn clear_due_items(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = due_items::table
        .filter(due_items::organisation_id.eq(scope.org))
        .filter(due_items::subject_id.eq_any(scope.subjects().collect::<Vec<_>>()));
    diesel::delete(own).execute(tx.conn())
}

fn clear_follow_up_attempts(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = follow_up_attempts::table
        .filter(follow_up_attempts::organisation_id.eq(scope.org))
        .filter(follow_up_attempts::follow_up_id.eq_any(&scope.follow_ups));
    diesel::delete(own).execute(tx.conn())
}

fn clear_follow_ups(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = follow_ups::table
        .filter(follow_ups::organisation_id.eq(scope.org))
        .filter(follow_ups::id.eq_any(&scope.follow_ups));
    diesel::delete(own).execute(tx.conn())
}

fn clear_hand_overs(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = hand_overs::table
        .filter(hand_overs::organisation_id.eq(scope.org))
        .filter(hand_overs::id.eq_any(&scope.hand_overs));
    diesel::delete(own).execute(tx.conn())
}

fn clear_referrals(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = referrals::table
        .filter(referrals::organisation_id.eq(scope.org))
        .filter(referrals::id.eq_any(&scope.referrals));
    diesel::delete(own).execute(tx.conn())
}

fn clear_emergency_accesses(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = emergency_accesses::table
        .filter(emergency_accesses::organisation_id.eq(scope.org))
        .filter(emergency_accesses::individual_id.eq_any(&scope.records));
    diesel::delete(own).execute(tx.conn())
}

/// The referral of somebody else may say that it was answered by one of these interviews, where a
/// merge was undone in between.
fn clear_intakes(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let ids: Vec<Option<Uid>> = scope.intakes.iter().copied().map(Some).collect();
    let answered = referrals::table
        .filter(referrals::organisation_id.eq(scope.org))
        .filter(referrals::intake_id.eq_any(ids));
    diesel::update(answered)
        .set(referrals::intake_id.eq(None::<Uid>))
        .execute(tx.conn())?;
    let own = intakes::table
        .filter(intakes::organisation_id.eq(scope.org))
        .filter(intakes::id.eq_any(&scope.intakes));
    diesel::delete(own).execute(tx.conn())
}

fn clear_cases(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = cases::table
        .filter(cases::organisation_id.eq(scope.org))
        .filter(cases::id.eq_any(&scope.cases));
    diesel::delete(own).execute(tx.conn())
}

fn clear_holds(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = holds::table
        .filter(holds::organisation_id.eq(scope.org))
        .filter(holds::individual_id.eq_any(&scope.records));
    diesel::delete(own).execute(tx.conn())
}

/// Contacts at the desk go on being counted, as those of people whom nobody asked for a name.
fn clear_desk_contacts(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = desk_contacts::table
        .filter(desk_contacts::organisation_id.eq(scope.org))
        .filter(desk_contacts::individual_id.eq_any(scope.maybe_records()));
    diesel::update(own)
        .set(desk_contacts::individual_id.eq(None::<Uid>))
        .execute(tx.conn())
}

/// The report of an import goes on telling how many rows had which outcome.
fn clear_import_rows(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    waiting_rows::refuse(tx, scope)?;
    let own = import_rows::table
        .filter(import_rows::organisation_id.eq(scope.org))
        .filter(import_rows::individual_id.eq_any(scope.maybe_records()));
    diesel::update(own)
        .set((
            import_rows::individual_id.eq(None::<Uid>),
            import_rows::told.eq("{}"),
            import_rows::content.eq(None::<Vec<u8>>),
            import_rows::decision.eq(None::<String>),
            import_rows::decided_by.eq(None::<Uid>),
            import_rows::decided_at.eq(None::<Instant>),
        ))
        .execute(tx.conn())
}

/// The key stays used: a retry finds nothing, and does nothing a second time.
fn clear_idempotency_keys(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let cases = scope.cases.iter().copied().map(Some);
    let about = idempotency_keys::individual_id
        .eq_any(scope.maybe_records())
        .or(idempotency_keys::case_id.eq_any(cases));
    let own = idempotency_keys::table
        .filter(idempotency_keys::organisation_id.eq(scope.org))
        .filter(about);
    diesel::update(own)
        .set((
            idempotency_keys::fingerprint.eq(Vec::<u8>::new()),
            idempotency_keys::etag.eq(None::<String>),
            idempotency_keys::location.eq(None::<String>),
            idempotency_keys::body.eq(None::<Vec<u8>>),
        ))
        .execute(tx.conn())
}

fn clear_individual_keys(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = individual_keys::table
        .filter(individual_keys::organisation_id.eq(scope.org))
        .filter(individual_keys::individual_id.eq_any(&scope.records));
    diesel::delete(own).execute(tx.conn())
}

fn clear_individual_sections(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = individual_sections::table
        .filter(individual_sections::organisation_id.eq(scope.org))
        .filter(individual_sections::individual_id.eq_any(&scope.records));
    diesel::delete(own).execute(tx.conn())
}

fn clear_individual_section_versions(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = individual_section_versions::table
        .filter(individual_section_versions::organisation_id.eq(scope.org))
        .filter(individual_section_versions::individual_id.eq_any(&scope.records));
    diesel::delete(own).execute(tx.conn())
}

/// An older copy of the data may know a merge that was undone later: whoever answers through an
/// erased record answers alone again.
fn clear_individuals(tx: &mut Tx<'_>, scope: &Scope) -> QueryResult<usize> {
    let own = individuals::table
        .filter(individuals::organisation_id.eq(scope.org))
        .filter(individuals::id.eq_any(&scope.records));
    let deleted = diesel::delete(own).execute(tx.conn())?;
    let through = individuals::table
        .filter(individuals::organisation_id.eq(scope.org))
        .filter(individuals::survivor_id.eq_any(scope.maybe_records()));
    diesel::update(through)
        .set(individuals::survivor_id.eq(None::<Uid>))
        .execute(tx.conn())?;
    Ok(deleted)
}
