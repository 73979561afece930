//! Calendar addresses: a secret address at which the calendar program of a colleague finds the hours
//! at which people are expected. It shows nobody's name; whoever loses it has it replaced.

use chrono::{DateTime, Utc};

use crate::actor::{Actor, StaffId};
use crate::availabilities::keeps;
use crate::cases::Colleague;
use crate::event::{About, Fact};
use crate::kernel::{Changed, Refusal, Version};
use crate::policy::{Action, Reach};

/// For how many days back a calendar shows what was. It is a habit of the product, not of the law.
pub const DAYS_BACK: u32 = 30;
/// For how many days ahead a calendar shows what is to come.
pub const DAYS_AHEAD: u32 = 180;

/// The address of a colleague's calendar; the secret in it is kept as a digest only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarAddress {
    /// Whose calendar.
    pub staff: StaffId,
    /// Since when the address is good.
    pub issued_at: DateTime<Utc>,
    /// When a program last asked there, to the day.
    pub used_at: Option<DateTime<Utc>>,
    /// How often it was issued or revoked.
    pub version: Version,
}

impl CalendarAddress {
    /// A new address in the place of the one before. The colleague alone gets one: whoever else saw
    /// the secret could follow somebody's days unnoticed.
    pub fn issue(
        colleague: &Colleague,
        before: Option<Version>,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Changed<Self>, Refusal> {
        let receives = actor.reach(Action::ManageAvailability) != Reach::Never;
        if !receives || actor.staff() != Some(colleague.staff) {
            return Err(Refusal::NotPermitted {});
        }
        let address = Self {
            staff: colleague.staff,
            issued_at: now,
            used_at: None,
            version: before.unwrap_or(Version::FIRST),
        };
        let event = About::thing("staff", colleague.staff).says(Fact::CalendarAddressIssued {});
        Ok(Changed::new(address, event))
    }

    /// The address, good no more: the own one, or that of a colleague whose hours the actor keeps.
    pub fn revoke(self, colleague: &Colleague, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        if !keeps(actor, colleague) {
            return Err(Refusal::NotPermitted {});
        }
        let event = About::thing("staff", self.staff).says(Fact::CalendarAddressRevoked {});
        Ok(Changed::new(self, event))
    }
}
