//! The groups that the person is or was in, and to which sessions the person came.

use domain::groups::EnrolmentState;

use super::*;
use crate::groups::{AttendanceRow, EnrolmentRow};
use crate::schema::{
    attendance_versions, attendances, enrolments, group_activities, group_sessions,
};

pub(super) fn enrolments(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<Chapter, Error> {
    let rows: Vec<(EnrolmentRow, String, String)> = enrolments::table
        .inner_join(
            group_activities::table.on(group_activities::organisation_id
                .eq(enrolments::organisation_id)
                .and(group_activities::id.eq(enrolments::group_id))),
        )
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::individual_id.eq_any(records))
        .order(enrolments::id)
        .select((
            EnrolmentRow::as_select(),
            group_activities::title,
            group_activities::kind,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let items = rows.into_iter().map(|(row, title, kind)| {
        let one = row.enrolment()?;
        let reason = match one.state {
            EnrolmentState::Enrolled | EnrolmentState::Waiting => None,
            EnrolmentState::Withdrawn { reason, .. } => Some(reason.to_string()),
        };
        let overbooked = one.overbooked.as_ref().map(ToString::to_string);
        Ok(Made::default()
            .id("id", Uid::from(one.id))
            .id("case_id", one.case.map(Uid::from))
            .text("office", names.office(one.office.into()))
            .text("title", title)
            .text("group_kind", kind)
            .text("status", one.status().to_string())
            .instant("status_at", Instant::from(one.state_at))
            .text("change_reason", reason)
            .number("ticket", one.ticket)
            .text("overbooked", overbooked)
            .text("asked_by", names.staff(Some(one.asked_by.into())))
            .instant("asked_at", Instant::from(one.asked_at))
            .instant("got_place_at", one.placed_at.map(Instant::from))
            .0)
    });
    let items: Result<Vec<Item>, Error> = items.collect();
    Ok(Chapter::of("enrolments", items?))
}

pub(super) fn attendances(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<Chapter, Error> {
    type Row = (AttendanceRow, Instant, Instant, String, Uid);
    let rows: Vec<Row> = attendances::table
        .inner_join(
            enrolments::table.on(enrolments::organisation_id
                .eq(attendances::organisation_id)
                .and(enrolments::id.eq(attendances::enrolment_id))),
        )
        .inner_join(
            group_sessions::table.on(group_sessions::organisation_id
                .eq(attendances::organisation_id)
                .and(group_sessions::id.eq(attendances::session_id))),
        )
        .filter(attendances::organisation_id.eq(tx.org()))
        .filter(enrolments::individual_id.eq_any(records))
        .order((group_sessions::starts_at, group_sessions::id))
        .select((
            AttendanceRow::as_select(),
            group_sessions::starts_at,
            group_sessions::ends_at,
            group_sessions::mode,
            group_sessions::facilitator_id,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let items = rows.into_iter().map(|(row, starts, ends, mode, by)| {
        Made::default()
            .id("enrolment_id", row.enrolment_id)
            .instant("starts_at", starts)
            .instant("ends_at", ends)
            .text("session_mode", mode)
            .text("facilitator", names.staff(Some(by)))
            .number("minutes", row.minutes.into())
            .number("credited_minutes", row.credited.into())
            .text("absence_reason", row.absence_reason)
            .0
    });
    Ok(Chapter::of("attendances", items.collect()))
}

pub(super) fn attendance_versions(
    tx: &mut Tx<'_>,
    records: &[Uid],
    names: &Names,
) -> Result<Chapter, Error> {
    type Row = (
        Uid,
        Uid,
        i64,
        i32,
        i32,
        Option<String>,
        Option<String>,
        Instant,
        Uid,
    );
    let rows: Vec<Row> = attendance_versions::table
        .inner_join(
            enrolments::table.on(enrolments::organisation_id
                .eq(attendance_versions::organisation_id)
                .and(enrolments::id.eq(attendance_versions::enrolment_id))),
        )
        .filter(attendance_versions::organisation_id.eq(tx.org()))
        .filter(enrolments::individual_id.eq_any(records))
        .order((
            attendance_versions::enrolment_id,
            attendance_versions::session_id,
            attendance_versions::number,
        ))
        .select((
            attendance_versions::enrolment_id,
            attendance_versions::session_id,
            attendance_versions::number,
            attendance_versions::minutes,
            attendance_versions::credited,
            attendance_versions::absence_reason,
            attendance_versions::because,
            attendance_versions::recorded_at,
            attendance_versions::recorded_by,
        ))
        .limit(MOST + 1)
        .load(tx.conn())?;
    let items = rows.into_iter().map(|row| {
        Made::default()
            .id("enrolment_id", row.0)
            .id("session_id", row.1)
            .number("number", row.2)
            .number("minutes", row.3.into())
            .number("credited_minutes", row.4.into())
            .text("absence_reason", row.5)
            .text("because", row.6)
            .instant("recorded_at", row.7)
            .text("recorded_by", names.staff(Some(row.8)))
            .0
    });
    Ok(Chapter::of("attendance_versions", items.collect()))
}
