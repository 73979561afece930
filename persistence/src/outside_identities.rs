//! What the organisation's own provider calls the people who have an account here.

use std::collections::BTreeSet;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use domain::actor::{Actor, ActorKind, OfficeId, OutsideIdentityId, Role, StaffId};
use domain::kernel::{Changed, Refusal, Text};
use domain::outside_identities::{ClaimedRights, LinkedBy, OutsideIdentity};
use domain::staff::{Claimed, Email};

use crate::cached;
use crate::columns::parsed;
use crate::error::Error;
use crate::schema::{organisations, outside_identities, staff};
use crate::sql_types::{Instant, Uid};
use crate::staff::rights;
use crate::tx::Tx;

#[derive(Insertable)]
#[diesel(table_name = outside_identities, treat_none_as_default_value = false)]
struct NewRow {
    organisation_id: Uid,
    id: Uid,
    staff_id: Uid,
    issuer: String,
    subject: String,
    linked_by: String,
    linked_at: Instant,
    refused_until: Option<Instant>,
    linked_by_id: Option<Uid>,
    followed: Option<Instant>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outside_identities)]
struct Row {
    id: Uid,
    staff_id: Uid,
    issuer: String,
    subject: String,
    linked_by: String,
    linked_at: Instant,
    refused_until: Option<Instant>,
    linked_by_id: Option<Uid>,
    followed: Option<Instant>,
}

impl TryFrom<Row> for OutsideIdentity {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id.into(),
            staff: row.staff_id.into(),
            issuer: parsed(&row.issuer, "outside issuer")?,
            subject: parsed(&row.subject, "outside subject")?,
            how: parsed(&row.linked_by, "outside identity")?,
            by: row.linked_by_id.map(StaffId::from),
            linked_at: row.linked_at.0,
            refused_until: row.refused_until.map(|at| at.0),
            followed: row.followed.map(|at| at.0),
        })
    }
}

/// How far the clock of a provider may be ahead of ours.
const LEEWAY: TimeDelta = TimeDelta::seconds(5);

/// Whom a verified token of a provider presents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// The provider.
    pub issuer: Text<255>,
    /// What it calls the bearer.
    pub subject: Text<255>,
    /// When the token was issued, if it says so.
    pub issued_at: Option<DateTime<Utc>>,
    /// The bearer's address, if the provider is trusted to link by it and verified it.
    pub email: Option<Email>,
    /// The roles that the token grants, if the provider's roles count at all.
    pub roles: Option<BTreeSet<Role>>,
    /// The offices that the token grants, if the provider's offices count at all.
    pub offices: Option<BTreeSet<OfficeId>>,
    /// Whether the account follows what the token grants.
    pub rights: ClaimedRights,
}

/// What came of a presented token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// Somebody of the staff.
    Known(Actor),
    /// Nobody yet, but an account has the verified address and may be linked.
    Linkable,
    /// Somebody of the staff whose account has not followed this token yet.
    Behind,
}

/// The actor behind a token of a provider of the transaction's organisation, with the roles and
/// offices of this moment. What the token grants narrows what the account has. A token of nobody,
/// of a disabled account, or issued before its rights last changed, is refused.
pub fn identify(tx: &mut Tx<'_>, presented: &Presented) -> Result<Recognised, Error> {
    let Some(identity) = named(tx, presented)? else {
        return match account(tx, presented)? {
            Some(_) => Ok(Recognised::Linkable),
            None => Err(Error::SessionEnded),
        };
    };
    let actor = actor(tx, &identity, presented)?;
    if is_behind(&identity, presented) {
        return Ok(Recognised::Behind);
    }
    Ok(Recognised::Known(actor))
}

/// The link for this name at the provider, if there is one and the token is not refused.
fn named(tx: &mut Tx<'_>, presented: &Presented) -> Result<Option<OutsideIdentity>, Error> {
    let found: Option<Row> = outside_identities::table
        .filter(outside_identities::organisation_id.eq(tx.org()))
        .filter(outside_identities::issuer.eq(presented.issuer.as_str()))
        .filter(outside_identities::subject.eq(presented.subject.as_str()))
        .select(Row::as_select())
        .first(tx.conn())
        .optional()?;
    let Some(row) = found else { return Ok(None) };
    let identity = OutsideIdentity::try_from(row)?;
    let fresh = match (identity.refused_until, presented.issued_at) {
        (None, _) => true,
        (Some(until), Some(issued)) => issued > until + LEEWAY,
        // A token without a date cannot show that it is new.
        (Some(_), None) => false,
    };
    if !fresh {
        return Err(Error::SessionEnded);
    }
    Ok(Some(identity))
}

fn is_behind(identity: &OutsideIdentity, presented: &Presented) -> bool {
    presented.rights == ClaimedRights::Follow && identity.is_behind(presented.issued_at)
}

/// The enabled account of the organisation that has the verified address and no name at this
/// provider yet.
fn account(tx: &mut Tx<'_>, presented: &Presented) -> Result<Option<StaffId>, Error> {
    let Some(email) = &presented.email else {
        return Ok(None);
    };
    let found: Option<Uid> = staff::table
        .filter(staff::organisation_id.eq(tx.org()))
        .filter(staff::email.eq(email.as_str()))
        .filter(staff::disabled.eq(false))
        .select(staff::id)
        .first(tx.conn())
        .optional()?;
    let Some(id) = found else { return Ok(None) };
    let other: Option<Uid> = outside_identities::table
        .filter(outside_identities::organisation_id.eq(tx.org()))
        .filter(outside_identities::staff_id.eq(id))
        .filter(outside_identities::issuer.eq(presented.issuer.as_str()))
        .select(outside_identities::id)
        .first(tx.conn())
        .optional()?;
    Ok(other.is_none().then(|| id.into()))
}

/// Links the account that has the verified address, and lets an account follow a newer token; of
/// two such tokens at once one does, and both are let in.
pub fn recognise(tx: &mut Tx<'_>, presented: &Presented) -> Result<Actor, Error> {
    let identity = match named(tx, presented)? {
        Some(identity) => identity,
        None => match account(tx, presented)? {
            Some(staff) => link(tx, presented, staff)?,
            // Another first token may have been faster between the two looks.
            None => named(tx, presented)?.ok_or(Error::SessionEnded)?,
        },
    };
    if is_behind(&identity, presented) {
        follow(tx, &identity, presented)?;
    }
    actor(tx, &identity, presented)
}

fn link(tx: &mut Tx<'_>, presented: &Presented, staff: StaffId) -> Result<OutsideIdentity, Error> {
    let link = OutsideIdentity::recognise(OutsideIdentity {
        id: tx.new_id(),
        staff,
        issuer: presented.issuer.clone(),
        subject: presented.subject.clone(),
        how: LinkedBy::VerifiedEmail,
        by: None,
        linked_at: tx.now(),
        refused_until: None,
        followed: None,
    });
    insert(tx, link)
}

/// Lets the account follow the token, and remembers how new that is also where nothing differs: an
/// older token that comes later must not bring back what this one no longer says.
fn follow(tx: &mut Tx<'_>, identity: &OutsideIdentity, presented: &Presented) -> Result<(), Error> {
    let member = crate::staff::get(tx, identity.staff)?;
    let claimed = Claimed {
        roles: presented.roles.clone(),
        offices: match &presented.offices {
            Some(offices) => Some(rights::known_offices(tx, offices)?),
            None => None,
        },
    };
    if let Some(changed) = member.follow(&claimed, identity.id) {
        crate::staff::save_followed(tx, changed, identity.id)?;
    }
    let issued = presented.issued_at.map(Instant);
    let older = outside_identities::followed.lt(issued);
    let older = outside_identities::followed.is_null().or(older);
    let link = outside_identities::table.find((tx.org(), Uid::from(identity.id)));
    let update = diesel::update(link.filter(older))
        .set(outside_identities::followed.eq(issued))
        .returning(outside_identities::id);
    cached::still::<_, Uid>(update, tx.conn())?;
    Ok(())
}

fn actor(
    tx: &mut Tx<'_>,
    identity: &OutsideIdentity,
    presented: &Presented,
) -> Result<Actor, Error> {
    let (org, id) = (tx.org(), Uid::from(identity.staff));
    let found: Option<(bool, String)> = staff::table
        .inner_join(organisations::table.on(organisations::id.eq(staff::organisation_id)))
        .filter(staff::organisation_id.eq(org))
        .filter(staff::id.eq(id))
        .select((staff::disabled, organisations::time_zone))
        .first(tx.conn())
        .optional()?;
    let Some((false, zone)) = found else {
        return Err(Error::SessionEnded);
    };
    let mut roles = rights::roles(tx, org, id)?;
    let mut offices = rights::offices(tx, org, id)?;
    if let Some(granted) = &presented.roles {
        roles.retain(|role| granted.contains(role));
    }
    if let Some(granted) = &presented.offices {
        offices.retain(|office| granted.contains(office));
    }
    Ok(Actor {
        organisation: tx.organisation(),
        kind: ActorKind::Federated(identity.staff, identity.id),
        roles,
        offices,
        zone: Tz::from_str(&zone).map_err(|_| Error::Corrupt("time zone"))?,
    })
}

/// Who typed what a provider calls the owner of this account.
pub(crate) fn linkers(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<StaffId>, Error> {
    let by: Vec<Option<Uid>> = outside_identities::table
        .filter(outside_identities::organisation_id.eq(tx.org()))
        .filter(outside_identities::staff_id.eq(Uid::from(staff)))
        .filter(outside_identities::linked_by_id.is_not_null())
        .select(outside_identities::linked_by_id)
        .load(tx.conn())?;
    Ok(by.into_iter().flatten().map(StaffId::from).collect())
}

/// Saves a new link. An account that has one at this provider already, or a name that is
/// another's, is refused.
pub fn insert(
    tx: &mut Tx<'_>,
    changed: Changed<OutsideIdentity>,
) -> Result<OutsideIdentity, Error> {
    let identity = tx.record(changed);
    let row = NewRow {
        organisation_id: tx.org(),
        id: identity.id.into(),
        staff_id: identity.staff.into(),
        issuer: identity.issuer.to_string(),
        subject: identity.subject.to_string(),
        linked_by: identity.how.to_string(),
        linked_at: identity.linked_at.into(),
        refused_until: identity.refused_until.map(Instant),
        linked_by_id: identity.by.map(Uid::from),
        followed: identity.followed.map(Instant),
    };
    diesel::insert_into(outside_identities::table)
        .values(&row)
        .execute(tx.conn())
        .map_err(|error| Error::from(error).taken(Refusal::IdentityTaken {}))?;
    Ok(identity)
}

/// The links of an account: one per provider, so few that they need no pages.
pub fn of_staff(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<OutsideIdentity>, Error> {
    let rows: Vec<Row> = outside_identities::table
        .filter(outside_identities::organisation_id.eq(tx.org()))
        .filter(outside_identities::staff_id.eq(Uid::from(staff)))
        .order(outside_identities::issuer)
        .limit(100)
        .select(Row::as_select())
        .load(tx.conn())?;
    rows.into_iter().map(OutsideIdentity::try_from).collect()
}

/// One link of an account.
pub fn get(
    tx: &mut Tx<'_>,
    staff: StaffId,
    id: OutsideIdentityId,
) -> Result<OutsideIdentity, Error> {
    let row: Row = outside_identities::table
        .find((tx.org(), Uid::from(id)))
        .filter(outside_identities::staff_id.eq(Uid::from(staff)))
        .select(Row::as_select())
        .first(tx.conn())?;
    row.try_into()
}

/// Takes a link away.
pub fn remove(tx: &mut Tx<'_>, changed: Changed<OutsideIdentity>) -> Result<(), Error> {
    let identity = tx.record(changed);
    diesel::delete(outside_identities::table.find((tx.org(), Uid::from(identity.id))))
        .execute(tx.conn())?;
    Ok(())
}

/// Saves that the tokens issued until now are refused.
pub fn save(tx: &mut Tx<'_>, changed: Changed<OutsideIdentity>) -> Result<(), Error> {
    let identity = tx.record(changed);
    diesel::update(outside_identities::table.find((tx.org(), Uid::from(identity.id))))
        .set(outside_identities::refused_until.eq(identity.refused_until.map(Instant)))
        .execute(tx.conn())?;
    Ok(())
}

/// Refuses the tokens that providers issued for this account until now: its rights changed. Those
/// of the provider that changed them go on; older ones than the one that did narrow what is so now.
pub(crate) fn end_tokens(
    tx: &mut Tx<'_>,
    staff: StaffId,
    but: Option<OutsideIdentityId>,
) -> Result<(), Error> {
    let now = Instant(tx.now());
    // No link has the identifier of nothing.
    let but = but.map_or(Uid(uuid::Uuid::nil()), Uid::from);
    diesel::update(
        outside_identities::table
            .filter(outside_identities::organisation_id.eq(tx.org()))
            .filter(outside_identities::staff_id.eq(Uid::from(staff)))
            .filter(outside_identities::id.ne(but)),
    )
    .set(outside_identities::refused_until.eq(Some(now)))
    .execute(tx.conn())?;
    Ok(())
}
