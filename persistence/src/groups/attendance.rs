//! Who came to a session, and how much of a group somebody attended.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use diesel::dsl::sum;
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::groups::{
    Amended, Attendance, Attended, Enrolment, EnrolmentId, GroupId, GroupSession, SessionStatus,
    Share,
};
use domain::kernel::Changed;

use super::row::{self, AttendanceRow, EnrolmentRow, VersionRow};
use super::sessions;
use crate::cached::filled;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::names::{self, PersonCard, StaffName};
use crate::on_each;
use crate::schema::{attendance_versions, attendances, enrolments, group_sessions};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// What counts for somebody, with whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// What counts.
    pub attended: Attended,
    /// Who.
    pub person: PersonCard,
    /// Whose turn it was.
    pub ticket: i64,
    /// How often somebody said so.
    pub records: i64,
}

/// What somebody said of somebody's attendance once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What counted since then.
    pub attended: Attended,
    /// Which time it was, counted from 1.
    pub number: i64,
    /// Why it was said otherwise.
    pub because: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Option<StaffName>,
}

/// Who of a group may have had a place when it met: those who got one before it was over.
pub fn in_session(tx: &mut Tx<'_>, session: &GroupSession) -> Result<Vec<Enrolment>, Error> {
    let ends = Instant::from(session.meeting.span.ends());
    let rows: Vec<EnrolmentRow> = enrolments::table
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::group_id.eq(Uid::from(session.group)))
        .filter(enrolments::placed_at.lt(Some(ends)))
        .order(enrolments::ticket)
        .select(EnrolmentRow::as_select())
        .load(tx.conn())?;
    rows.iter().map(EnrolmentRow::enrolment).collect()
}

/// Saves who came: the session, what counts, and that it was said.
pub fn record(tx: &mut Tx<'_>, changed: Changed<Attendance>) -> Result<GroupSession, Error> {
    let attendance = tx.record(changed);
    let (counts, said) = row::of_attendance(&attendance, tx.org())?;
    let session = sessions::store(tx, attendance.session)?;
    if !counts.is_empty() {
        let conn = tx.conn();
        // Multi-row inserts exist on the concrete engines only.
        on_each!(conn, |c| diesel::insert_into(attendances::table)
            .values(&counts)
            .execute(c))?;
        on_each!(conn, |c| diesel::insert_into(attendance_versions::table)
            .values(&said)
            .execute(c))?;
    }
    Ok(session)
}

/// The enrolment of a session of which somebody said whether the person came, with how often.
pub fn of_enrolment(
    tx: &mut Tx<'_>,
    session: &GroupSession,
    id: EnrolmentId,
) -> Result<Option<(Enrolment, i64)>, Error> {
    let found: Option<(EnrolmentRow, i64)> = attendances::table
        .inner_join(
            enrolments::table.on(enrolments::organisation_id
                .eq(attendances::organisation_id)
                .and(enrolments::id.eq(attendances::enrolment_id))),
        )
        .filter(attendances::organisation_id.eq(tx.org()))
        .filter(attendances::session_id.eq(Uid::from(session.id)))
        .filter(attendances::enrolment_id.eq(Uid::from(id)))
        .select((EnrolmentRow::as_select(), attendances::records))
        .first(tx.conn())
        .optional()?;
    found
        .map(|(row, records)| Ok((row.enrolment()?, records)))
        .transpose()
}

/// Saves what is said otherwise, with the session whose attendance it changes.
pub fn amend(
    tx: &mut Tx<'_>,
    (session, records): (GroupSession, i64),
    changed: Changed<Amended>,
) -> Result<GroupSession, Error> {
    let amended = tx.record(changed);
    let (counts, said) = row::of_amended(&amended, records + 1, tx.org())?;
    let session = sessions::store(tx, session)?;
    let key = (tx.org(), counts.session_id, counts.enrolment_id);
    diesel::update(attendances::table.find(key))
        .set((
            attendances::minutes.eq(counts.minutes),
            attendances::credited.eq(counts.credited),
            attendances::absence_reason.eq(counts.absence_reason),
            attendances::records.eq(counts.records),
        ))
        .execute(tx.conn())?;
    diesel::insert_into(attendance_versions::table)
        .values(&said)
        .execute(tx.conn())?;
    Ok(session)
}

/// A page of who came to a session that was loaded within reach, in the order of their tickets.
pub fn attended(
    tx: &mut Tx<'_>,
    session: &GroupSession,
    page: &Page<i64>,
) -> Result<Paged<Shared>, Error> {
    let rows: Vec<(AttendanceRow, i64, Uid)> = attendances::table
        .inner_join(
            enrolments::table.on(enrolments::organisation_id
                .eq(attendances::organisation_id)
                .and(enrolments::id.eq(attendances::enrolment_id))),
        )
        .filter(attendances::organisation_id.eq(tx.org()))
        .filter(attendances::session_id.eq(Uid::from(session.id)))
        .filter(enrolments::ticket.gt(page.after.unwrap_or(0)))
        .order(enrolments::ticket)
        .limit(page.probe())
        .select((
            AttendanceRow::as_select(),
            enrolments::ticket,
            enrolments::individual_id,
        ))
        .load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let people: Vec<_> = items
        .iter()
        .map(|(_, _, person)| (*person).into())
        .collect();
    let people = names::of_people(tx, &people)?;
    let items = items.into_iter().map(|(row, ticket, person)| {
        let person = people.get(&person.into()).cloned();
        Ok(Shared {
            attended: row.attended()?,
            person: person.ok_or(Error::Corrupt("enrolment without person"))?,
            ticket,
            records: row.records,
        })
    });
    let items: Result<Vec<_>, Error> = items.collect();
    Ok(Paged {
        items: items?,
        more,
    })
}

/// A page of what was said of a session that was loaded within reach: of each of the enrolled the
/// first time first.
pub fn said(
    tx: &mut Tx<'_>,
    session: &GroupSession,
    page: &Page<(EnrolmentId, i64)>,
) -> Result<Paged<Said>, Error> {
    let mut query = attendance_versions::table
        .filter(attendance_versions::organisation_id.eq(tx.org()))
        .filter(attendance_versions::session_id.eq(Uid::from(session.id)))
        .order((
            attendance_versions::enrolment_id,
            attendance_versions::number,
        ))
        .limit(page.probe())
        .select(VersionRow::as_select())
        .into_boxed();
    if let Some((enrolment, number)) = page.after {
        let enrolment = Uid::from(enrolment);
        let same = attendance_versions::enrolment_id
            .eq(enrolment)
            .and(attendance_versions::number.gt(number));
        query = query
            .filter(attendance_versions::enrolment_id.ge(enrolment))
            .filter(attendance_versions::enrolment_id.gt(enrolment).or(same));
    }
    let rows: Vec<VersionRow> = query.load(tx.conn())?;
    let Paged { items, more } = page.cut(rows);
    let staff: Vec<StaffId> = items.iter().map(|row| row.recorded_by.into()).collect();
    let staff = names::of_staff(tx, &staff)?;
    let items = items.into_iter().map(|row| {
        let counts = (row.minutes, row.credited, row.absence_reason.as_deref());
        Ok(Said {
            attended: row::attended(row.enrolment_id, counts)?,
            number: row.number,
            by: staff.get(&row.recorded_by.into()).cloned(),
            because: row.because,
            at: row.recorded_at.into(),
        })
    });
    let items: Result<Vec<_>, Error> = items.collect();
    Ok(Paged {
        items: items?,
        more,
    })
}

/// How much of their groups some people attended.
#[derive(Debug, Clone, Default)]
pub struct Shares {
    credited: BTreeMap<Uid, i64>,
    whole: BTreeMap<GroupId, i64>,
}

impl Shares {
    /// Of one of them.
    pub fn of(&self, enrolment: &Enrolment) -> Share {
        let credited = self.credited.get(&Uid::from(enrolment.id));
        Share {
            credited: credited.copied().unwrap_or(0),
            whole: self.whole.get(&enrolment.group).copied().unwrap_or(0),
        }
    }
}

/// How much of their groups these attended, in two statements.
pub fn shares(tx: &mut Tx<'_>, all: &[Enrolment]) -> Result<Shares, Error> {
    if all.is_empty() {
        return Ok(Shares::default());
    }
    let ids = all.iter().map(|one| Uid::from(one.id));
    let credited: Vec<(Uid, Option<i64>)> = attendances::table
        .filter(attendances::organisation_id.eq(tx.org()))
        .filter(attendances::enrolment_id.eq_any(filled(ids)))
        .group_by(attendances::enrolment_id)
        .select((attendances::enrolment_id, sum(attendances::credited)))
        .load(tx.conn())?;
    let groups: BTreeSet<Uid> = all.iter().map(|one| one.group.into()).collect();
    let whole: Vec<(Uid, Option<i64>)> = group_sessions::table
        .filter(group_sessions::organisation_id.eq(tx.org()))
        .filter(group_sessions::group_id.eq_any(filled(groups)))
        .filter(group_sessions::status.ne(SessionStatus::Cancelled.to_string()))
        .group_by(group_sessions::group_id)
        .select((group_sessions::group_id, sum(group_sessions::minutes)))
        .load(tx.conn())?;
    let of = |all: Vec<(Uid, Option<i64>)>| {
        let all = all.into_iter();
        all.map(|(id, minutes)| (id, minutes.unwrap_or(0)))
    };
    Ok(Shares {
        credited: of(credited).collect(),
        whole: of(whole)
            .map(|(id, minutes)| (id.into(), minutes))
            .collect(),
    })
}
