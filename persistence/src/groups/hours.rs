//! When a group meets, and who of those who wait can come then.

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use domain::actor::StaffId;
use domain::groups::{
    Around, Enrolment, EnrolmentStatus, Group, GroupId, GroupSessionId, Hours, SessionStatus, Turn,
};
use domain::kernel::{Calendar, Changed, Day, Refusal, Span};
use domain::rooms::RoomId;

use super::HOLDER;
use super::row::EnrolmentRow;
use crate::cached::filled;
use crate::columns::parsed;
use crate::error::Error;
use crate::occupancy::{self, Holder, Taken};
use crate::schema::{enrolments, group_sessions};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::{closures, organisations};

/// How many of those who wait are looked at together.
const PIECE: i64 = 200;

/// A session that takes place or took place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meets {
    id: Uid,
    span: Span,
    status: SessionStatus,
}

impl Meets {
    /// What takes its hours.
    pub(super) const fn holder(&self) -> (Holder, Span) {
        (holder(self.id), self.span)
    }
}

pub(super) const fn holder(id: Uid) -> Holder {
    Holder { kind: HOLDER, id }
}

/// The sessions of a group that were not called off.
pub(super) fn meets(tx: &mut Tx<'_>, group: GroupId) -> Result<Vec<Meets>, Error> {
    let rows: Vec<(Uid, Instant, Instant, String)> = group_sessions::table
        .filter(group_sessions::organisation_id.eq(tx.org()))
        .filter(group_sessions::group_id.eq(Uid::from(group)))
        .filter(group_sessions::status.ne(SessionStatus::Cancelled.to_string()))
        .order((group_sessions::starts_at, group_sessions::id))
        .select((
            group_sessions::id,
            group_sessions::starts_at,
            group_sessions::ends_at,
            group_sessions::status,
        ))
        .load(tx.conn())?;
    let meets = rows.into_iter().map(|(id, starts, ends, status)| {
        let span = Span::new(starts.into(), ends.into());
        Ok(Meets {
            id,
            span: span.map_err(|_| Error::Corrupt("span"))?,
            status: parsed(&status, "session status")?,
        })
    });
    meets.collect()
}

/// Those of them that are not over and of which nobody has said who came.
pub(super) fn to_come(tx: &Tx<'_>, meets: &[Meets]) -> Vec<Meets> {
    let now = tx.now();
    let open = meets.iter().copied();
    open.filter(|one| one.status == SessionStatus::Planned && one.span.ends() > now)
        .collect()
}

/// When the group meets, as far as it matters for who is in it.
pub fn hours(tx: &mut Tx<'_>, group: &Group) -> Result<Hours, Error> {
    let meets = meets(tx, group.id)?;
    Ok(Hours {
        sessions: meets.len(),
        to_come: to_come(tx, &meets).len(),
    })
}

/// Who has a place in the group.
pub(super) fn people(tx: &mut Tx<'_>, group: GroupId) -> Result<Vec<Uid>, Error> {
    Ok(enrolments::table
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::group_id.eq(Uid::from(group)))
        .filter(enrolments::status.eq(EnrolmentStatus::Enrolled.to_string()))
        .order(enrolments::ticket)
        .select(enrolments::individual_id)
        .load(tx.conn())?)
}

/// What is known of the hours at which the group, which is held, is to meet; but for the session
/// that is moved there.
pub fn around(
    tx: &mut Tx<'_>,
    group: &Group,
    spans: &[Span],
    moved: Option<GroupSessionId>,
) -> Result<Around, Error> {
    let people = people(tx, group.id)?;
    let ahead: Vec<Span> = spans
        .iter()
        .copied()
        .filter(|span| span.ends() > tx.now())
        .collect();
    let busy = occupancy::busy(tx, &people, &ahead, moved.map(Uid::from))?.len();
    let zone = tx.actor().zone;
    let days = spans
        .iter()
        .filter_map(|span| Day::at(span.starts(), zone).ok());
    let days: Vec<Day> = days.collect();
    let closures = match (days.iter().min(), days.iter().max()) {
        (Some(from), Some(to)) => closures::within(tx, &[group.office], *from, *to)?,
        _ => Vec::new(),
    };
    let others = meets(tx, group.id)?.into_iter();
    let others = others.filter(|one| Some(one.id) != moved.map(Uid::from));
    Ok(Around {
        calendar: Calendar::with_patron(organisations::get(tx)?.patron),
        closures,
        busy,
        others: others.map(|one| one.span).collect(),
    })
}

/// The group, which is held, once those who wait have got what is free: they are saved, the group is
/// for the caller to save.
pub fn refilled(tx: &mut Tx<'_>, mut group: Group) -> Result<Group, Error> {
    let meets = meets(tx, group.id)?;
    let ahead = to_come(tx, &meets);
    let hours = Hours {
        sessions: meets.len(),
        to_come: ahead.len(),
    };
    let mut after = 0;
    while group.refills(hours) {
        let queue = waiting_behind(tx, group.id, after)?;
        let Some(last) = queue.last() else { break };
        after = last.ticket;
        let promoted = promoted(tx, &mut group, queue, &ahead)?;
        place(tx, promoted, &ahead)?;
    }
    Ok(group)
}

/// The next ones who wait, in the order of their tickets.
fn waiting_behind(tx: &mut Tx<'_>, group: GroupId, after: i64) -> Result<Vec<Enrolment>, Error> {
    let rows: Vec<EnrolmentRow> = enrolments::table
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::group_id.eq(Uid::from(group)))
        .filter(enrolments::status.eq(EnrolmentStatus::Waiting.to_string()))
        .filter(enrolments::ticket.gt(after))
        .order(enrolments::ticket)
        .limit(PIECE)
        .select(EnrolmentRow::as_select())
        .load(tx.conn())?;
    rows.iter().map(EnrolmentRow::enrolment).collect()
}

fn promoted(
    tx: &mut Tx<'_>,
    group: &mut Group,
    queue: Vec<Enrolment>,
    ahead: &[Meets],
) -> Result<Vec<Enrolment>, Error> {
    let people: Vec<Uid> = queue.iter().map(|one| one.individual.into()).collect();
    let spans: Vec<Span> = ahead.iter().map(|one| one.span).collect();
    let busy = occupancy::busy(tx, &people, &spans, None)?;
    let queue = queue.into_iter().map(|one| {
        let is_busy = busy.contains(&Uid::from(one.individual));
        let turn = if is_busy { Turn::IsTaken } else { Turn::Comes };
        (one, turn)
    });
    let queue = queue.collect();
    let changed: Vec<Changed<Enrolment>> = tx.decide(|_, moment| group.refill(queue, moment))?;
    Ok(changed.into_iter().map(|one| tx.record(one)).collect())
}

/// Saves that these have a place, with the hours that they are taken for: few statements, however
/// many they are.
fn place(tx: &mut Tx<'_>, promoted: Vec<Enrolment>, ahead: &[Meets]) -> Result<(), Error> {
    if promoted.is_empty() {
        return Ok(());
    }
    let ids = promoted.iter().map(|one| Uid::from(one.id));
    let now = Instant::from(tx.now());
    let these = enrolments::table
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::id.eq_any(filled(ids)));
    diesel::update(these)
        .set((
            enrolments::status.eq(EnrolmentStatus::Enrolled.to_string()),
            enrolments::state_at.eq(now),
            enrolments::placed_at.eq(Some(now)),
            enrolments::version.eq(enrolments::version + 1),
        ))
        .execute(tx.conn())?;
    let people = promoted.iter().map(|one| person(one.individual.into()));
    let people: Vec<Taken> = people.collect();
    let holders: Vec<_> = ahead.iter().map(Meets::holder).collect();
    occupancy::take_each(tx, &holders, &people).map_err(|error| match error {
        // Somebody booked one of them for another thing since it was looked up.
        Error::Refused(Refusal::SlotTaken { .. }) => Error::Overtaken,
        other => other,
    })
}

pub(super) const fn person(id: Uid) -> Taken {
    Taken {
        id,
        resource: domain::appointments::Resource::Person,
    }
}

/// When these colleagues lead a group that begins between two instants.
pub(crate) fn led_by(
    tx: &mut Tx<'_>,
    staff: &[StaffId],
    (begin, end): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(StaffId, Span)>, Error> {
    let staff = filled(staff.iter().copied().map(Uid::from));
    let rows: Vec<(Uid, Instant, Instant)> = group_sessions::table
        .filter(group_sessions::organisation_id.eq(tx.org()))
        .filter(group_sessions::facilitator_id.eq_any(staff))
        .filter(group_sessions::starts_at.ge(Instant::from(begin)))
        .filter(group_sessions::starts_at.lt(Instant::from(end)))
        .filter(group_sessions::status.ne(SessionStatus::Cancelled.to_string()))
        .select((
            group_sessions::facilitator_id,
            group_sessions::starts_at,
            group_sessions::ends_at,
        ))
        .load(tx.conn())?;
    let spans = rows.into_iter().map(|(who, starts, ends)| {
        let span = Span::new(starts.into(), ends.into());
        Ok((who.into(), span.map_err(|_| Error::Corrupt("span"))?))
    });
    spans.collect()
}

/// When a group that begins between two instants meets in these rooms.
pub(crate) fn held_in(
    tx: &mut Tx<'_>,
    rooms: impl IntoIterator<Item = RoomId>,
    (begin, end): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(RoomId, Span)>, Error> {
    let rooms = filled(rooms.into_iter().map(|room| Some(Uid::from(room))));
    let rows: Vec<(Option<Uid>, Instant, Instant)> = group_sessions::table
        .filter(group_sessions::organisation_id.eq(tx.org()))
        .filter(group_sessions::room_id.eq_any(rooms))
        .filter(group_sessions::starts_at.ge(Instant::from(begin)))
        .filter(group_sessions::starts_at.lt(Instant::from(end)))
        .filter(group_sessions::status.ne(SessionStatus::Cancelled.to_string()))
        .select((
            group_sessions::room_id,
            group_sessions::starts_at,
            group_sessions::ends_at,
        ))
        .load(tx.conn())?;
    let rows = rows.into_iter();
    let spans = rows.filter_map(|(room, starts, ends)| Some((room?, starts, ends)));
    let spans = spans.map(|(room, starts, ends)| {
        let span = Span::new(starts.into(), ends.into());
        Ok((room.into(), span.map_err(|_| Error::Corrupt("span"))?))
    });
    spans.collect()
}

/// How many wait for a place before this one.
pub fn waiting(tx: &mut Tx<'_>, enrolment: &Enrolment) -> Result<Option<i64>, Error> {
    if enrolment.status() != EnrolmentStatus::Waiting {
        return Ok(None);
    }
    let before: i64 = enrolments::table
        .filter(enrolments::organisation_id.eq(tx.org()))
        .filter(enrolments::group_id.eq(Uid::from(enrolment.group)))
        .filter(enrolments::status.eq(EnrolmentStatus::Waiting.to_string()))
        .filter(enrolments::ticket.lt(enrolment.ticket))
        .select(count_star())
        .first(tx.conn())?;
    Ok(Some(before))
}
