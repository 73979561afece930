//! What the offices did with the person.

use super::*;
use crate::schema::{
    case_team, cases, contact_attempts, desk_contacts, intakes, note_versions, notes,
};

type Interview = (
    (
        Uid,
        Uid,
        NaiveDate,
        Option<Uid>,
        String,
        Option<String>,
        Option<String>,
    ),
    (String, String, Option<String>, String, String, NaiveDate),
    (
        String,
        Option<String>,
        Option<NaiveDate>,
        Option<String>,
        Option<String>,
    ),
    (Option<NaiveDate>, Option<Uid>),
);

pub(super) fn intakes(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    let rows: Vec<Interview> = intakes::table
        .filter(intakes::organisation_id.eq(tx.org()))
        .filter(intakes::individual_id.eq_any(records))
        .order((intakes::held_on, intakes::id))
        .select((
            (
                intakes::id,
                intakes::office_id,
                intakes::held_on,
                intakes::taken_by,
                intakes::arrival,
                intakes::referral_from,
                intakes::referral_service,
            ),
            (
                intakes::urgency,
                intakes::needs,
                intakes::expectations,
                intakes::notice_version,
                intakes::notice_language,
                intakes::notice_on,
            ),
            (
                intakes::status,
                intakes::outcome,
                intakes::decided_on,
                intakes::referred_to,
                intakes::referred_service,
            ),
            (intakes::waiting_until, intakes::case_id),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    Ok(Chapter::of(
        "intakes",
        rows.into_iter().map(|row| interview(row, names)).collect(),
    ))
}

fn interview((held, told, ended, after): Interview, names: &Names) -> Item {
    let needs: Vec<Value> = told.1.split_whitespace().map(Value::from).collect();
    Made::default()
        .id("id", held.0)
        .text("office", names.office(held.1))
        .day("held_on", held.2)
        .text("taken_by", names.staff(held.3))
        .text("arrival", held.4)
        .text("referral_from", held.5)
        .text("referral_service", held.6)
        .text("urgency", told.0)
        .with("needs", Value::from(needs))
        .text("expectations", told.2)
        .text("notice_version", told.3)
        .text("notice_language", told.4)
        .day("notice_on", told.5)
        .text("status", ended.0)
        .text("intake_outcome", ended.1)
        .day("decided_on", ended.2)
        .text("referred_to", ended.3)
        .text("referred_service", ended.4)
        .day("waiting_until", after.0)
        .id("case_id", after.1)
        .0
}

type Followed = (
    (Uid, Uid, Option<Uid>, String, NaiveDate, String, NaiveDate),
    (
        Option<String>,
        Option<NaiveDate>,
        Option<String>,
        Option<String>,
        Option<NaiveDate>,
    ),
);

pub(super) fn cases(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    let rows: Vec<Followed> = cases::table
        .filter(cases::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order((cases::opened_on, cases::id))
        .select((
            (
                cases::id,
                cases::office_id,
                cases::counsellor_id,
                cases::status,
                cases::status_since,
                cases::reason,
                cases::opened_on,
            ),
            (
                cases::suspension_reason,
                cases::suspended_until,
                cases::outcome,
                cases::work_kind,
                cases::last_contact_on,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let ids: Vec<Uid> = rows.iter().map(|(open, _)| open.0).collect();
    let team: Vec<(Uid, Uid)> = case_team::table
        .filter(case_team::organisation_id.eq(tx.org()))
        .filter(case_team::case_id.eq_any(ids))
        .order((case_team::case_id, case_team::staff_id))
        .select((case_team::case_id, case_team::staff_id))
        .load(tx.conn())?;
    Ok(Chapter::of(
        "cases",
        rows.into_iter()
            .map(|row| followed(row, &team, names))
            .collect(),
    ))
}

fn followed((open, state): Followed, team: &[(Uid, Uid)], names: &Names) -> Item {
    let members = team.iter().filter(|(case, _)| *case == open.0);
    let members: Vec<Value> = members
        .filter_map(|(_, id)| names.staff(Some(*id)).map(Value::String))
        .collect();
    Made::default()
        .id("id", open.0)
        .text("office", names.office(open.1))
        .text("counsellor", names.staff(open.2))
        .with("team", Value::from(members))
        .text("status", open.3)
        .day("status_since", open.4)
        .text("reason", open.5)
        .day("opened_on", open.6)
        .text("suspension_reason", state.0)
        .day("suspended_until", state.1)
        .text("case_outcome", state.2)
        .text("work_kind", state.3)
        .day("last_contact_on", state.4)
        .0
}

pub(super) fn attempts(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (Uid, Uid, NaiveDate, String, String, Instant, Option<Uid>);
    let rows: Vec<Row> = contact_attempts::table
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(contact_attempts::organisation_id)
                .and(cases::id.eq(contact_attempts::case_id))),
        )
        .filter(contact_attempts::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order(contact_attempts::id)
        .select((
            contact_attempts::id,
            contact_attempts::case_id,
            contact_attempts::attempted_on,
            contact_attempts::channel,
            contact_attempts::outcome,
            contact_attempts::recorded_at,
            contact_attempts::recorded_by,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |(id, case, on, channel, outcome, at, by): Row| {
        Made::default()
            .id("id", id)
            .id("case_id", case)
            .day("attempted_on", on)
            .text("channel", channel)
            .text("attempt_outcome", outcome)
            .instant("recorded_at", at)
            .text("recorded_by", names.staff(by))
            .0
    };
    Ok(Chapter::of(
        "contact_attempts",
        rows.into_iter().map(item).collect(),
    ))
}

/// Every text that a note of a case has had, whoever may read it at the offices.
pub(super) fn notes(tx: &mut Tx<'_>, records: &[Uid], names: &Names) -> Result<Chapter, Error> {
    type Row = (
        (Uid, Uid, String),
        (i64, String, Option<String>, Instant, Option<Uid>),
    );
    let rows: Vec<Row> = notes::table
        .inner_join(
            cases::table.on(cases::organisation_id
                .eq(notes::organisation_id)
                .and(cases::id.eq(notes::case_id))),
        )
        .inner_join(
            note_versions::table.on(note_versions::organisation_id
                .eq(notes::organisation_id)
                .and(note_versions::note_id.eq(notes::id))),
        )
        .filter(notes::organisation_id.eq(tx.org()))
        .filter(cases::individual_id.eq_any(records))
        .order((notes::id, note_versions::version))
        .select((
            (notes::id, notes::case_id, notes::visibility),
            (
                note_versions::version,
                note_versions::body,
                note_versions::reason,
                note_versions::written_at,
                note_versions::written_by,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |((id, case, visibility), (version, body, reason, at, by)): Row| {
        Made::default()
            .id("id", id)
            .id("case_id", case)
            .text("visibility", visibility)
            .number("version", version)
            .text("text", body)
            .text("amended_because", reason)
            .instant("written_at", at)
            .text("written_by", names.staff(by))
            .0
    };
    Ok(Chapter::of("notes", rows.into_iter().map(item).collect()))
}

pub(super) fn desk_contacts(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<Chapter, Error> {
    type Row = (
        (Uid, Uid, NaiveDate, String, String, String, i32),
        (Option<String>, Instant, Option<Uid>),
    );
    let these: Vec<Option<Uid>> = records.iter().copied().map(Some).collect();
    let rows: Vec<Row> = desk_contacts::table
        .filter(desk_contacts::organisation_id.eq(tx.org()))
        .filter(desk_contacts::individual_id.eq_any(these))
        .order((desk_contacts::held_on, desk_contacts::id))
        .select((
            (
                desk_contacts::id,
                desk_contacts::office_id,
                desk_contacts::held_on,
                desk_contacts::topic,
                desk_contacts::age_band,
                desk_contacts::channel,
                desk_contacts::minutes,
            ),
            (
                desk_contacts::sex,
                desk_contacts::recorded_at,
                desk_contacts::recorded_by,
            ),
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let item = |((id, office, on, topic, band, channel, minutes), (sex, at, by)): Row| {
        Made::default()
            .id("id", id)
            .text("office", names.office(office))
            .day("held_on", on)
            .text("topic", topic)
            .text("age_band", band)
            .text("channel", channel)
            .number("minutes", minutes.into())
            .text("sex", sex)
            .instant("recorded_at", at)
            .text("recorded_by", names.staff(by))
            .0
    };
    Ok(Chapter::of(
        "desk_contacts",
        rows.into_iter().map(item).collect(),
    ))
}
