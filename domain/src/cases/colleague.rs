//! Who can follow a case.

use crate::actor::{OfficeId, Role, StaffId};
use crate::kernel::Faults;

/// A member of the staff whom a request names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub staff: StaffId,
    /// What they are.
    pub roles: Vec<Role>,
    /// Where they work.
    pub offices: Vec<OfficeId>,
    /// Whether the account is disabled.
    pub disabled: bool,
}

/// The roles that follow people.
pub const FOLLOWING: [Role; 3] = [
    Role::Counsellor,
    Role::TargetedPlacementOfficer,
    Role::Coordinator,
];

impl Colleague {
    /// Whether they may follow people at all.
    fn follows_people(&self) -> bool {
        !self.disabled && self.roles.iter().any(|role| FOLLOWING.contains(role))
    }

    /// Whether they can answer for a case of `office`.
    pub(crate) fn can_answer_at(&self, office: OfficeId) -> bool {
        self.follows_people() && self.offices.contains(&office)
    }

    /// Tells of whoever cannot answer for a case of `office`.
    pub(crate) fn answers_at(&self, office: OfficeId, pointer: &str, faults: &mut Faults) {
        if !self.can_answer_at(office) {
            faults.tell(pointer, "unsuitable_colleague");
        }
    }

    /// Tells of whoever cannot work on a case. A team may reach across offices.
    pub(super) fn joins(&self, pointer: &str, faults: &mut Faults) {
        if !self.follows_people() {
            faults.tell(pointer, "unsuitable_colleague");
        }
    }
}
