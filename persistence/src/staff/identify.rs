//! Who stands behind an access token.

use std::fmt;
use std::str::FromStr;

use chrono_tz::Tz;
use diesel::prelude::*;
use domain::actor::{Actor, ActorKind, OrganisationId, SessionId, StaffId};

use super::rights::{offices, roles};
use crate::error::Error;
use crate::schema::{organisations, sessions, staff};
use crate::sql_types::{Instant, Uid};
use crate::tx::Tx;

/// What an access token claims about its bearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearer {
    /// The account.
    pub staff: StaffId,
    /// The organisation of the account.
    pub organisation: OrganisationId,
    /// The session that gave the token.
    pub session: SessionId,
    /// The account's epoch when the token was issued.
    pub epoch: i64,
}

/// Who stands behind an access token.
#[derive(Clone)]
pub struct Identified {
    /// Who acts, with the roles and offices of this moment.
    pub actor: Actor,
    /// Names the account at sign-in.
    pub email: String,
    /// Whether the owner of the session proved a second factor.
    pub second_factor: bool,
}

/// An address is personal data: it never shows up in a debug print.
impl fmt::Debug for Identified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identified")
            .field("actor", &self.actor)
            .field("second_factor", &self.second_factor)
            .finish_non_exhaustive()
    }
}

/// The actor behind a token, with the roles and offices of this moment. A token of an ended
/// session, of a disabled account or of an earlier epoch is refused.
pub fn identify(tx: &mut Tx<'_>, bearer: Bearer) -> Result<Identified, Error> {
    let org = Uid::from(bearer.organisation);
    let id = Uid::from(bearer.staff);
    let found: Option<(i64, bool, String, String)> = staff::table
        .inner_join(organisations::table.on(organisations::id.eq(staff::organisation_id)))
        .filter(staff::organisation_id.eq(org))
        .filter(staff::id.eq(id))
        .select((
            staff::epoch,
            staff::disabled,
            organisations::time_zone,
            staff::email,
        ))
        .first(tx.conn())
        .optional()?;
    let Some((epoch, false, zone, email)) = found else {
        return Err(Error::SessionEnded);
    };
    let session: Option<(Instant, Option<Instant>, bool)> = sessions::table
        .find((org, Uid::from(bearer.session)))
        .filter(sessions::staff_id.eq(id))
        .select((
            sessions::expires_at,
            sessions::ended_at,
            sessions::second_factor,
        ))
        .first(tx.conn())
        .optional()?;
    let live = session.filter(|(expires, ended, _)| ended.is_none() && expires.0 > tx.now());
    let Some((_, _, second_factor)) = live.filter(|_| epoch == bearer.epoch) else {
        return Err(Error::SessionEnded);
    };
    let actor = Actor {
        organisation: bearer.organisation,
        kind: ActorKind::Staff(bearer.staff, bearer.session),
        roles: roles(tx, org, id)?,
        offices: offices(tx, org, id)?,
        zone: Tz::from_str(&zone).map_err(|_| Error::Corrupt("time zone"))?,
    };
    Ok(Identified {
        actor,
        email,
        second_factor,
    })
}
