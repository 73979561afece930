//! What the employment centre says became of a declaration, beside what follows from the facts.

use crate::employment_status::rules;
use crate::employment_status::{Outcome, State};
use crate::individuals::employment_status::{
    AvailabilityDeclaration, DeclarationState, EmploymentStatus,
};
use crate::individuals::items::source_of;
use crate::individuals::{Provenance, Recorded, Sourced};
use crate::kernel::Day;
use crate::rulebook::Finding;

/// The two states where they differ. They are compared on the day on which the state was seen: of
/// other days, and of what is unknown on that one, it says nothing.
pub(super) fn differing(status: &Recorded<EmploymentStatus>, outcome: &Outcome) -> Option<Finding> {
    let declared = status.content.declarations.iter();
    let last = declared
        .filter(|declared| declared.item.declared_on <= outcome.reference)
        .max_by_key(|declared| declared.item.declared_on)?;
    let on = seen_on(last, status.provenance);
    let certified = last.item.state?;
    if on > outcome.reference {
        return None;
    }
    let period = outcome.periods.iter().find(|period| period.contains(on))?;
    let computed = *period.state.value()?;
    (!agree(certified, computed)).then(|| {
        let finding = rules::MIRROR_DIFFERS.finding(&[]).with("on", on);
        finding
            .with("certified", certified)
            .with("computed", computed)
    })
}

/// The day on which the state held; an end that was foreseen holds from its own day on.
fn seen_on(declared: &Sourced<AvailabilityDeclaration>, section: Provenance) -> Day {
    let on = source_of(declared, section).observed_on;
    let on = on.max(declared.item.declared_on);
    declared.item.loss.map_or(on, |loss| loss.on.max(on))
}

/// Whether they say the same. A declaration that was entered or confirmed says only that there is
/// a status.
fn agree(certified: DeclarationState, computed: State) -> bool {
    match certified {
        DeclarationState::Entered | DeclarationState::Confirmed => matches!(
            computed,
            State::Active | State::Suspended | State::Conserved
        ),
        DeclarationState::Suspended => computed == State::Suspended,
        DeclarationState::Conserved => computed == State::Conserved,
        DeclarationState::Ended => matches!(computed, State::Lost | State::NotRegistered),
    }
}
