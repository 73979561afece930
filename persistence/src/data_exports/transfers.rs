//! Where the person's cases and data went, and how she stands months later.

use super::*;
use crate::schema::{
    cases, export_subjects, exports, follow_up_attempts, follow_ups, hand_overs, referrals,
};
use serde::Deserialize;

type HandedOver = (
    (Uid, Uid, Uid, Option<Uid>, Uid, Option<Uid>, Option<Uid>),
    (Option<NaiveDate>, String, Option<String>, String),
    (Option<String>, Option<String>, Option<String>),
    (Uid, Instant, Option<Instant>, Option<Instant>),
);

pub(super) fn hand_overs(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<Chapter, Error> {
    let rows: Vec<HandedOver> = hand_overs::table
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(hand_overs::organisation_id)
                .and(cases::id.eq(hand_overs::case_id))),
        )
        .filter(hand_overs::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order(hand_overs::id)
        .select((
            (
                hand_overs::id,
                hand_overs::case_id,
                hand_overs::from_office_id,
                hand_overs::from_counsellor_id,
                hand_overs::to_office_id,
                hand_overs::to_counsellor_id,
                hand_overs::taken_by,
            ),
            (
                hand_overs::until_on,
                hand_overs::reason,
                hand_overs::note,
                hand_overs::status,
            ),
            (
                hand_overs::refusal_reason,
                hand_overs::refusal_note,
                hand_overs::blocked,
            ),
            (
                hand_overs::proposed_by,
                hand_overs::proposed_at,
                hand_overs::answered_at,
                hand_overs::ended_at,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    Ok(Chapter::of(
        "hand_overs",
        rows.into_iter()
            .map(|row| handed_over(row, names))
            .collect(),
    ))
}

fn handed_over((parts, what, refused, when): HandedOver, names: &Names) -> Item {
    Made::default()
        .id("id", parts.0)
        .id("case_id", parts.1)
        .text("from_office", names.office(parts.2))
        .text("from_counsellor", names.staff(parts.3))
        .text("to_office", names.office(parts.4))
        .text("to_counsellor", names.staff(parts.5))
        .text("followed_by", names.staff(parts.6))
        .day("until", what.0)
        .text("hand_over_reason", what.1)
        .text("note", what.2)
        .text("status", what.3)
        .text("hand_over_refusal", refused.0)
        .text("answer_note", refused.1)
        .text("blocked", refused.2)
        .text("proposed_by", names.staff(Some(when.0)))
        .instant("proposed_at", when.1)
        .instant("answered_at", when.2)
        .instant("ended_at", when.3)
        .0
}

type Referred = (
    (Uid, Uid, Uid, Option<Uid>, Option<Uid>),
    (Option<String>, Option<String>, String, String, NaiveDate),
    (Uid, Instant, String, Option<String>, Option<String>),
    (Option<Uid>, Option<Instant>, Option<NaiveDate>),
    (Option<Uid>, Option<String>, Option<String>, Option<Instant>),
);

pub(super) fn referrals(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    let rows: Vec<Referred> = referrals::table
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(referrals::organisation_id)
                .and(cases::id.eq(referrals::case_id))),
        )
        .filter(referrals::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order(referrals::id)
        .select((
            (
                referrals::id,
                referrals::case_id,
                referrals::from_office_id,
                referrals::from_counsellor_id,
                referrals::to_office_id,
            ),
            (
                referrals::service_kind,
                referrals::service_name,
                referrals::reason,
                referrals::request,
                referrals::answer_by,
            ),
            (
                referrals::sent_by,
                referrals::sent_at,
                referrals::status,
                referrals::refusal_reason,
                referrals::answer_note,
            ),
            (
                referrals::answered_by,
                referrals::answered_at,
                referrals::outcome_by,
            ),
            (
                referrals::intake_id,
                referrals::outcome,
                referrals::outcome_note,
                referrals::ended_at,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    Ok(Chapter::of(
        "referrals",
        rows.into_iter().map(|row| referred(row, names)).collect(),
    ))
}

fn referred((parts, what, sent, answer, end): Referred, names: &Names) -> Item {
    Made::default()
        .id("id", parts.0)
        .id("case_id", parts.1)
        .text("from_office", names.office(parts.2))
        .text("from_counsellor", names.staff(parts.3))
        .text("to_office", parts.4.and_then(|office| names.office(office)))
        .text("service_kind", what.0)
        .text("service_name", what.1)
        .text("referral_reason", what.2)
        .text("request", what.3)
        .day("answer_by", what.4)
        .text("sent_by", names.staff(Some(sent.0)))
        .instant("sent_at", sent.1)
        .text("status", sent.2)
        .text("referral_refusal", sent.3)
        .text("answer_note", sent.4)
        .text("answered_by", names.staff(answer.0))
        .instant("answered_at", answer.1)
        .day("outcome_by", answer.2)
        .id("intake_id", end.0)
        .text("referral_outcome", end.1)
        .text("outcome_note", end.2)
        .instant("ended_at", end.3)
        .0
}

pub(super) fn follow_ups(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<Chapter, Error> {
    type Row = (
        (Uid, Uid, Uid, Option<Uid>, NaiveDate, NaiveDate),
        (String, Option<String>, Option<String>),
        (Option<NaiveDate>, Option<String>, Option<Instant>),
    );
    let rows: Vec<Row> = follow_ups::table
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(follow_ups::organisation_id)
                .and(cases::id.eq(follow_ups::case_id))),
        )
        .filter(follow_ups::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order((follow_ups::planned_for, follow_ups::id))
        .select((
            (
                follow_ups::id,
                follow_ups::case_id,
                follow_ups::office_id,
                follow_ups::counsellor_id,
                follow_ups::closed_on,
                follow_ups::planned_for,
            ),
            (
                follow_ups::status,
                follow_ups::outcome,
                follow_ups::work_kind,
            ),
            (
                follow_ups::outcome_on,
                follow_ups::cancellation_reason,
                follow_ups::ended_at,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(planned, found, ended): Row| {
        Made::default()
            .id("id", planned.0)
            .id("case_id", planned.1)
            .text("office", names.office(planned.2))
            .text("counsellor", names.staff(planned.3))
            .day("closed_on", planned.4)
            .day("planned_for", planned.5)
            .text("status", found.0)
            .text("follow_up_outcome", found.1)
            .text("work_kind", found.2)
            .day("outcome_on", ended.0)
            .text("cancellation_reason", ended.1)
            .instant("ended_at", ended.2)
            .0
    };
    Ok(Chapter::of(
        "follow_ups",
        rows.into_iter().map(item).collect(),
    ))
}

pub(super) fn follow_up_attempts(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<Chapter, Error> {
    type Row = (Uid, Uid, NaiveDate, String, String, Instant, Option<Uid>);
    let rows: Vec<Row> = follow_up_attempts::table
        .inner_join(
            follow_ups::table.on(follow_ups::organisation_id
                .eq(follow_up_attempts::organisation_id)
                .and(follow_ups::id.eq(follow_up_attempts::follow_up_id))),
        )
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(follow_ups::organisation_id)
                .and(cases::id.eq(follow_ups::case_id))),
        )
        .filter(follow_up_attempts::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order(follow_up_attempts::id)
        .select((
            follow_up_attempts::id,
            follow_up_attempts::follow_up_id,
            follow_up_attempts::attempted_on,
            follow_up_attempts::channel,
            follow_up_attempts::outcome,
            follow_up_attempts::recorded_at,
            follow_up_attempts::recorded_by,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(id, follow_up, on, channel, outcome, at, by): Row| {
        Made::default()
            .id("id", id)
            .id("follow_up_id", follow_up)
            .day("attempted_on", on)
            .text("channel", channel)
            .text("attempt_outcome", outcome)
            .instant("recorded_at", at)
            .text("recorded_by", names.staff(by))
            .0
    };
    Ok(Chapter::of(
        "follow_up_attempts",
        rows.into_iter().map(item).collect(),
    ))
}

/// What of a request for a file is told: the rest is not about the person.
#[derive(Deserialize)]
struct Request {
    purpose: String,
}

pub(super) fn exports(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (Uid, Uid, String, String, Instant, Option<Instant>);
    let rows: Vec<Row> = export_subjects::table
        .inner_join(
            exports::table.on(exports::organisation_id
                .eq(export_subjects::organisation_id)
                .and(exports::id.eq(export_subjects::export_id))),
        )
        .filter(export_subjects::organisation_id.eq(tx.org()))
        .filter(export_subjects::individual_id.eq_any(records))
        .order(exports::id)
        .select((
            exports::id,
            exports::requested_by,
            exports::request,
            exports::status,
            exports::created_at,
            exports::handed_out_at,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(id, by, request, status, at, handed_out): Row| {
        let request: Request =
            serde_json::from_str(&request).map_err(|_| Error::Corrupt("export"))?;
        Ok(Made::default()
            .id("id", id)
            .text("requested_by", names.staff(Some(by)))
            .text("purpose", request.purpose)
            .text("status", status)
            .instant("requested_at", at)
            .instant("handed_out_at", handed_out)
            .0)
    };
    Ok(Chapter::of(
        "exports",
        rows.into_iter().map(item).collect::<Result<_, Error>>()?,
    ))
}
