//! Who takes over what of a desk.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::{Desk, Distribution, Term};
use crate::actor::{OfficeId, StaffId};
use crate::cases::Colleague;
use crate::event::CaseId;
use crate::follow_ups::FollowUpId;
use crate::kernel::{Faults, Named};

/// For each case and each follow-up that goes, to whom.
#[derive(Debug, Default)]
pub(super) struct Shares {
    pub(super) cases: BTreeMap<CaseId, StaffId>,
    pub(super) follow_ups: BTreeMap<FollowUpId, StaffId>,
}

/// Somebody who takes over cases of the office, in place of whoever is away from it.
fn suitable(
    named: Named<Colleague>,
    pointer: String,
    (office, away): (OfficeId, Option<StaffId>),
    faults: &mut Faults,
) -> Option<StaffId> {
    let to = faults.known(pointer.as_str(), named)?;
    to.answers_at(office, &pointer, faults);
    if away == Some(to.staff) {
        faults.tell(pointer, "already_there");
    }
    Some(to.staff)
}

/// Gives these things to somebody, each once.
fn give<T: Ord + Copy>(
    shares: &mut BTreeMap<T, StaffId>,
    (wanted, theirs): (Vec<T>, &BTreeSet<T>),
    to: Option<StaffId>,
    at: &str,
    faults: &mut Faults,
) {
    for (n, thing) in wanted.into_iter().enumerate() {
        let pointer = format!("{at}/{n}");
        if !theirs.contains(&thing) {
            faults.tell(pointer, "unknown_reference");
            continue;
        }
        match (shares.entry(thing), to) {
            (Entry::Occupied(_), _) => faults.tell(pointer, "duplicate_member"),
            (Entry::Vacant(free), Some(to)) => {
                free.insert(to);
            }
            (Entry::Vacant(_), None) => {}
        }
    }
}

impl Shares {
    /// Shares a desk out for such a term. By turns goes everything of which somebody has to think
    /// within the term: of the follow-ups those for a day of it.
    pub(super) fn of(
        distribution: Distribution,
        away: Option<StaffId>,
        desk: &Desk,
        term: Term,
        faults: &mut Faults,
    ) -> Self {
        let place = (desk.office, away);
        let mut shares = Self::default();
        match distribution {
            Distribution::Even { among } => {
                let among: Vec<_> = among
                    .into_iter()
                    .enumerate()
                    .filter_map(|(n, named)| {
                        let pointer = format!("/distribution/counsellor_ids/{n}");
                        suitable(named, pointer, place, faults)
                    })
                    .collect();
                let mut turns = among.iter().cycle().copied();
                shares.cases = desk
                    .cases
                    .iter()
                    .map(|case| case.id)
                    .zip(turns.by_ref())
                    .collect();
                let last = term.until();
                let falls_due = desk
                    .follow_ups
                    .iter()
                    .filter(|one| last.is_none_or(|last| one.planned_for <= last));
                shares.follow_ups = falls_due.map(|one| one.id).zip(turns).collect();
            }
            Distribution::Listed { parts } => {
                let cases = desk.cases.iter().map(|case| case.id).collect();
                let follow_ups = desk.follow_ups.iter().map(|one| one.id).collect();
                for (n, part) in parts.into_iter().enumerate() {
                    let at = format!("/distribution/parts/{n}");
                    let pointer = format!("{at}/counsellor_id");
                    let to = suitable(part.to, pointer, place, faults);
                    let wanted = (part.cases, &cases);
                    give(
                        &mut shares.cases,
                        wanted,
                        to,
                        &format!("{at}/case_ids"),
                        faults,
                    );
                    let wanted = (part.follow_ups, &follow_ups);
                    let at = format!("{at}/follow_up_ids");
                    give(&mut shares.follow_ups, wanted, to, &at, faults);
                }
            }
        }
        shares
    }
}
