//! When groups meet.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::actor::{Actor, OfficeId, StaffId};
use domain::appointments::{ChangeReason, Resource};
use domain::groups::{
    Group, GroupId, GroupKind, GroupSession, GroupSessionId, SessionMode, SessionStatus, Where,
};
use domain::kernel::{Changed, Text};
use domain::policy::{Action, Reach};
use domain::rooms::RoomId;

use super::hours::{holder, people, person};
use super::row::{SessionChanges, SessionRow};
use super::{hold, own};
use crate::cached::{self, filled};
use crate::columns::parsed;
use crate::error::Error;
use crate::keyset::{Page, Paged};
use crate::names::{self, StaffName};
use crate::occupancy::{self, Taken};
use crate::on_each;
use crate::reach::{self, Condition};
use crate::schema::{group_activities, group_sessions, occupancy as taken};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;
use crate::{cases, rooms};

/// Where a group is to meet, as a request names it.
#[derive(Debug, Clone)]
pub struct Meet {
    /// How.
    pub mode: SessionMode,
    /// In which room of the office.
    pub room: Option<RoomId>,
    /// Where else.
    pub place: Option<Text<200>>,
    /// Through which link.
    pub link: Option<Text<500>>,
    /// Who leads it.
    pub facilitator: Option<StaffId>,
}

/// Which sessions; all within reach when nothing is said.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of this group.
    pub group: Option<GroupId>,
    /// At this office.
    pub office: Option<OfficeId>,
    /// That this colleague leads.
    pub facilitator: Option<StaffId>,
    /// In this room.
    pub room: Option<RoomId>,
    /// That stand so.
    pub status: Option<SessionStatus>,
    /// That begin at this instant or later.
    pub from: Option<DateTime<Utc>>,
    /// That begin before this instant.
    pub before: Option<DateTime<Utc>>,
}

/// The place of a session in a list: when it begins, itself.
pub type Key = (DateTime<Utc>, GroupSessionId);

/// The place of this session in a list.
pub fn key(session: &GroupSession) -> Key {
    (session.meeting.span.starts(), session.id)
}

/// A session with what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The session.
    pub session: GroupSession,
    /// What the group is called.
    pub title: String,
    /// What it meets for.
    pub kind: GroupKind,
    /// Who leads it.
    pub facilitator: Option<StaffName>,
    /// What the room is called.
    pub room: Option<String>,
}

impl Meet {
    /// The same with all that it names looked up.
    pub fn named(self, tx: &mut Tx<'_>) -> Result<Where, Error> {
        let room = self.room.map(|room| rooms::named(tx, room)).transpose()?;
        let facilitator = self.facilitator.map(|staff| cases::colleague(tx, staff));
        Ok(Where {
            mode: self.mode,
            room,
            place: self.place,
            link: self.link,
            facilitator: facilitator.transpose()?,
        })
    }
}

fn within(actor: &Actor, action: Action) -> Condition<group_sessions::table> {
    match actor.reach(action) {
        Reach::Never => Box::new(group_sessions::id.ne(group_sessions::id)),
        Reach::OwnCaseload | Reach::OwnOffice => {
            Box::new(group_sessions::office_id.eq_any(own(actor)))
        }
        Reach::Organisation => Box::new(group_sessions::id.eq(group_sessions::id)),
    }
}

/// The session, if the actor's right to `action` reaches its office.
pub fn session(tx: &mut Tx<'_>, id: GroupSessionId, action: Action) -> Result<GroupSession, Error> {
    reach::of(tx, action)?;
    let within = within(tx.actor(), action);
    let row: SessionRow = group_sessions::table
        .find((tx.org(), Uid::from(id)))
        .select(SessionRow::as_select())
        .into_boxed()
        .filter(within)
        .first(tx.conn())?;
    row.session()
}

/// The same with its group, which is held until the end of the transaction.
pub fn lock_session(
    tx: &mut Tx<'_>,
    id: GroupSessionId,
    action: Action,
) -> Result<(Group, GroupSession), Error> {
    let seen = session(tx, id, action)?;
    hold(tx, &[seen.group.into()])?;
    let group = super::get(tx, seen.group, action)?;
    Ok((group, session(tx, id, action)?))
}

/// A page of the sessions within reach, by the hour at which they begin.
pub fn sessions(tx: &mut Tx<'_>, filter: &Filter, page: &Page<Key>) -> Result<Paged<Item>, Error> {
    reach::of(tx, Action::ReadGroups)?;
    let mut rows = Vec::new();
    // One query for each office, which an index has in the order of its hours.
    for way in ways(tx.actor(), filter) {
        rows.extend(of_way(tx, way, filter, page)?);
    }
    let order = |row: &SessionRow| Reverse((row.changes.starts_at.0, row.id));
    let page = page.merge(rows, order);
    let sessions: Result<Vec<_>, Error> = page.items.iter().map(SessionRow::session).collect();
    Ok(Paged {
        items: named(tx, sessions?)?,
        more: page.more,
    })
}

/// The ways into what the filter means, each of which an index serves.
fn ways(actor: &Actor, filter: &Filter) -> Vec<Condition<group_sessions::table>> {
    let reached = || within(actor, Action::ReadGroups);
    let leads_to_few =
        filter.group.is_some() || filter.facilitator.is_some() || filter.room.is_some();
    if leads_to_few || actor.reach(Action::ReadGroups) == Reach::Organisation {
        return vec![reached()];
    }
    let here = actor.offices.iter().copied();
    let here = here.filter(|office| filter.office.is_none_or(|asked| asked == *office));
    here.map(|office| -> Condition<group_sessions::table> {
        Box::new(group_sessions::office_id.eq(Uid::from(office)))
    })
    .collect()
}

fn of_way(
    tx: &mut Tx<'_>,
    way: Condition<group_sessions::table>,
    filter: &Filter,
    page: &Page<Key>,
) -> Result<Vec<SessionRow>, Error> {
    let mut query = group_sessions::table
        .filter(group_sessions::organisation_id.eq(tx.org()))
        .select(SessionRow::as_select())
        .into_boxed()
        .filter(way);
    if let Some(group) = filter.group {
        query = query.filter(group_sessions::group_id.eq(Uid::from(group)));
    }
    if let Some(office) = filter.office {
        query = query.filter(group_sessions::office_id.eq(Uid::from(office)));
    }
    if let Some(who) = filter.facilitator {
        query = query.filter(group_sessions::facilitator_id.eq(Uid::from(who)));
    }
    if let Some(room) = filter.room {
        query = query.filter(group_sessions::room_id.eq(Some(Uid::from(room))));
    }
    if let Some(status) = filter.status {
        query = query.filter(group_sessions::status.eq(status.to_string()));
    }
    if let Some(from) = filter.from {
        query = query.filter(group_sessions::starts_at.ge(Instant::from(from)));
    }
    if let Some(before) = filter.before {
        query = query.filter(group_sessions::starts_at.lt(Instant::from(before)));
    }
    if let Some((starts, id)) = page.after {
        let starts = Instant::from(starts);
        let same = group_sessions::starts_at
            .eq(starts)
            .and(group_sessions::id.gt(Uid::from(id)));
        query = query
            .filter(group_sessions::starts_at.ge(starts))
            .filter(group_sessions::starts_at.gt(starts).or(same));
    }
    Ok(query
        .order((group_sessions::starts_at, group_sessions::id))
        .limit(page.probe())
        .load(tx.conn())?)
}

/// The same sessions with all that they name, in a few statements.
pub fn named(tx: &mut Tx<'_>, all: Vec<GroupSession>) -> Result<Vec<Item>, Error> {
    let staff: Vec<StaffId> = all.iter().map(|one| one.facilitator).collect();
    let staff = names::of_staff(tx, &staff)?;
    let rooms = rooms::labels(tx, all.iter().filter_map(|one| one.meeting.room))?;
    let groups = titles(tx, all.iter().map(|one| one.group))?;
    let items = all.into_iter().map(|session| {
        let (title, kind) = groups
            .get(&session.group)
            .cloned()
            .ok_or(Error::Corrupt("session without group"))?;
        Ok(Item {
            title,
            kind,
            facilitator: staff.get(&session.facilitator).cloned(),
            room: { session.meeting.room }.and_then(|room| rooms.get(&room).cloned()),
            session,
        })
    });
    items.collect()
}

/// What these groups are called, and meet for.
pub(super) fn titles(
    tx: &mut Tx<'_>,
    groups: impl IntoIterator<Item = GroupId>,
) -> Result<BTreeMap<GroupId, (String, GroupKind)>, Error> {
    let ids: std::collections::BTreeSet<Uid> = groups.into_iter().map(Uid::from).collect();
    let rows: Vec<(Uid, String, String)> = group_activities::table
        .filter(group_activities::organisation_id.eq(tx.org()))
        .filter(group_activities::id.eq_any(filled(ids)))
        .select((
            group_activities::id,
            group_activities::title,
            group_activities::kind,
        ))
        .load(tx.conn())?;
    let titles = rows.into_iter().map(|(id, title, kind)| {
        let kind = parsed(&kind, "group kind")?;
        Ok((id.into(), (title, kind)))
    });
    titles.collect()
}

/// Stores new sessions of a group that is held, with what they take: of who leads them, of the room,
/// and of everybody who is in it and has nothing else. What is over takes nothing.
pub fn plan(
    tx: &mut Tx<'_>,
    changed: Vec<Changed<GroupSession>>,
) -> Result<Vec<GroupSession>, Error> {
    let sessions: Vec<GroupSession> = changed.into_iter().map(|one| tx.record(one)).collect();
    let org = tx.org();
    let rows: Result<Vec<_>, Error> = sessions
        .iter()
        .map(|one| SessionRow::of(one, org))
        .collect();
    let rows = rows?;
    let conn = tx.conn();
    // Multi-row inserts exist on the concrete engines only.
    on_each!(conn, |c| diesel::insert_into(group_sessions::table)
        .values(&rows)
        .execute(c))?;
    occupy(tx, &sessions)?;
    Ok(sessions)
}

/// Takes what these sessions of one group take, which one colleague leads in one room.
fn occupy(tx: &mut Tx<'_>, sessions: &[GroupSession]) -> Result<(), Error> {
    let now = tx.now();
    let ahead = sessions.iter().filter(|one| one.meeting.span.ends() > now);
    let ahead: Vec<&GroupSession> = ahead.collect();
    let Some(first) = ahead.first() else {
        return Ok(());
    };
    let leads = Taken {
        id: first.facilitator.into(),
        resource: Resource::Counsellor,
    };
    let room = first.meeting.room.map(|room| Taken {
        id: room.into(),
        resource: Resource::Room,
    });
    let both: Vec<Taken> = [leads].into_iter().chain(room).collect();
    let holders = ahead
        .iter()
        .map(|one| (holder(one.id.into()), one.meeting.span));
    let holders: Vec<_> = holders.collect();
    occupancy::take_each(tx, &holders, &both)?;
    let people: Vec<Taken> = people(tx, first.group)?.into_iter().map(person).collect();
    occupancy::take_free_each(tx, &holders, &people)
}

/// Saves that a session is at another hour or place. The old hours are given back first: a move by a
/// quarter of an hour overlaps itself.
pub fn shift(tx: &mut Tx<'_>, changed: Changed<GroupSession>) -> Result<GroupSession, Error> {
    let session = tx.record(changed);
    let session = store(tx, session)?;
    occupancy::free(tx, session.id.into())?;
    occupy(tx, std::slice::from_ref(&session))?;
    Ok(session)
}

/// Saves that a session is called off.
pub fn call_off(tx: &mut Tx<'_>, changed: Changed<GroupSession>) -> Result<GroupSession, Error> {
    let session = tx.record(changed);
    let session = store(tx, session)?;
    occupancy::free(tx, session.id.into())?;
    Ok(session)
}

/// Saves a session as it is by now; stale when it is no longer the one that was loaded.
pub(super) fn store(tx: &mut Tx<'_>, mut session: GroupSession) -> Result<GroupSession, Error> {
    let stored = group_sessions::table
        .find((tx.org(), Uid::from(session.id)))
        .filter(group_sessions::version.eq(session.version.0));
    session.version = session.version.next();
    let update = diesel::update(stored)
        .set(SessionChanges::of(&session)?)
        .returning(group_sessions::version);
    cached::still::<_, i64>(update, tx.conn())?;
    Ok(session)
}

/// Calls off what is to come of a group that does not take place, for its reason. The fact of the
/// group tells of it.
pub(super) fn fall_away(tx: &mut Tx<'_>, group: &Group) -> Result<(), Error> {
    let Some(reason): Option<ChangeReason> = group.reason else {
        return Ok(());
    };
    let ahead: Vec<Uid> = group_sessions::table
        .filter(group_sessions::organisation_id.eq(tx.org()))
        .filter(group_sessions::group_id.eq(Uid::from(group.id)))
        .filter(group_sessions::status.eq(SessionStatus::Planned.to_string()))
        .filter(group_sessions::starts_at.gt(Instant::from(tx.now())))
        .select(group_sessions::id)
        .load(tx.conn())?;
    let these = group_sessions::table
        .filter(group_sessions::organisation_id.eq(tx.org()))
        .filter(group_sessions::id.eq_any(filled(ahead.iter().copied())));
    diesel::update(these)
        .set((
            group_sessions::status.eq(SessionStatus::Cancelled.to_string()),
            group_sessions::reason.eq(Some(reason.to_string())),
            group_sessions::sequence.eq(group_sessions::sequence + 1),
            group_sessions::version.eq(group_sessions::version + 1),
        ))
        .execute(tx.conn())?;
    let own = taken::table
        .filter(taken::organisation_id.eq(tx.org()))
        .filter(taken::holder_id.eq_any(filled(ahead)));
    diesel::delete(own).execute(tx.conn())?;
    Ok(())
}
