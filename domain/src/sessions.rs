//! Sessions: one sign-in with all the refreshes that follow from it.

use chrono::{DateTime, TimeDelta, Utc};
use strum::{Display, EnumString};

use crate::actor::{SessionId, StaffId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Fault, unknown_code};

/// After how long a session ends, however often it is refreshed: one working day.
pub const LONGEST: TimeDelta = TimeDelta::hours(12);
/// For how long an access token is good.
pub const ACCESS: TimeDelta = TimeDelta::minutes(10);
/// For how long a used refresh token may be repeated: a client that lost the answer, or two
/// windows of one client that refresh at once, are no thieves.
pub const GRACE: TimeDelta = TimeDelta::seconds(2);

/// For how long where it was answered that nobody knows what came of its use: as long as whoever was
/// told so may take to try again.
pub const UNANSWERED: TimeDelta = TimeDelta::minutes(1);

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum EndReason {
    /// Its owner signed out.
    SignOut,
    /// A refresh token was used that had been used before: somebody has a copy.
    Reuse,
    /// The password was changed in another session.
    PasswordChanged,
    /// The account was disabled.
    Disabled,
    /// The second factor of the account came into force or was removed.
    SecondFactorChanged,
    /// The operator ended all sessions, such as after an older copy of the data took their place.
    Operator,
}

/// One sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Whose it is.
    pub staff: StaffId,
    /// Since when.
    pub opened_at: DateTime<Utc>,
    /// Until when at the latest.
    pub expires_at: DateTime<Utc>,
    /// Whether its owner proved a second factor.
    pub second_factor: bool,
    /// When and why it ended, if it did before its time.
    pub ended: Option<(DateTime<Utc>, EndReason)>,
}

impl Session {
    /// A session that begins now.
    pub fn open(id: SessionId, staff: StaffId, now: DateTime<Utc>) -> Changed<Self> {
        Self::begin(id, staff, now, false)
    }

    /// The same for somebody who proved a second factor too.
    pub fn open_proven(id: SessionId, staff: StaffId, now: DateTime<Utc>) -> Changed<Self> {
        Self::begin(id, staff, now, true)
    }

    fn begin(
        id: SessionId,
        staff: StaffId,
        now: DateTime<Utc>,
        second_factor: bool,
    ) -> Changed<Self> {
        let session = Self {
            id,
            staff,
            opened_at: now,
            expires_at: now + LONGEST,
            second_factor,
            ended: None,
        };
        Changed::new(
            session,
            About::thing("session", id).says(Fact::SessionOpened {}),
        )
    }

    /// Whether it still holds.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.ended.is_none() && now < self.expires_at
    }

    /// Until when an access token that is issued now is good.
    pub fn access_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.expires_at.min(now + ACCESS)
    }

    /// The session, ended now.
    pub fn end(mut self, reason: EndReason, now: DateTime<Utc>) -> Changed<Self> {
        self.ended = Some((now, reason));
        let fact = Fact::SessionEnded {
            reason: reason.to_string(),
        };
        let event = About::thing("session", self.id).says(fact);
        Changed::new(self, event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Id;
    use uuid::Uuid;

    #[test]
    fn a_session_lasts_twelve_hours_and_its_last_token_no_longer() {
        let begun = DateTime::UNIX_EPOCH;
        let id = Id::new(Uuid::from_u128(1));
        let session = Session::open(id, Id::new(Uuid::from_u128(2)), begun)
            .into_parts()
            .0;
        let at = |minutes| begun + TimeDelta::minutes(minutes);
        assert!(session.is_live(at(719)));
        assert!(!session.is_live(at(720)));
        assert_eq!(session.access_until(at(100)), at(110));
        assert_eq!(session.access_until(at(715)), at(720));
        let ended = session.end(EndReason::SignOut, at(3)).into_parts().0;
        assert!(!ended.is_live(at(4)));
    }
}
