//! What practice says about cases.

use super::{Case, CaseState};
use crate::kernel::Day;
use crate::rulebook::{Chain, Finding, Rule, Rulebook};

const PRACTICE: &str = "practice of employment services; local decision";

/// A case ends for want of contact after enough attempts and enough time.
const NO_CONTACT: Rule = Rule::blocking("case.no_contact", PRACTICE).to_be_checked();
/// Somebody who is followed hears from the service now and then.
const SILENT: Rule = Rule::warning("case.silent", PRACTICE).to_be_checked();
const UNASSIGNED: Rule = Rule::warning("case.unassigned", PRACTICE);
/// Whoever is asked about the case must be there to answer.
const COUNSELLOR_NOT_ACTIVE: Rule = Rule::warning("case.counsellor_not_active", PRACTICE);
const SUSPENSION_OVER: Rule = Rule::warning("case.suspension_over", PRACTICE);
/// Every rule about cases; each has its text.
pub const RULES: &[&str] = &[
    NO_CONTACT.id,
    SILENT.id,
    UNASSIGNED.id,
    COUNSELLOR_NOT_ACTIVE.id,
    SUSPENSION_OVER.id,
];

/// How long, and against how many attempts, nobody reached the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Silence {
    /// Attempts without success since the person was last reached.
    pub attempts: i64,
}

impl Case {
    /// Since when nobody reached the person: the last contact, else the opening.
    pub fn silent_since(&self) -> Day {
        self.last_contact_on.unwrap_or(self.opened_on)
    }

    /// What stands against ending the case for want of contact on that day.
    pub fn no_contact_findings(
        &self,
        book: &Rulebook,
        chain: &Chain,
        silence: Silence,
        on: Day,
    ) -> Vec<Finding> {
        let wanted = book.count("case.no_contact_min_attempts", chain, on);
        let term = book.count("case.no_contact_days", chain, on);
        let days = self.silent_since().days_until(on);
        let few = wanted.filter(|(least, _)| silence.attempts < *least);
        let soon = term.filter(|(least, _)| days < *least);
        if few.is_none() && soon.is_none() {
            return Vec::new();
        }
        let used: Vec<_> = [wanted, term]
            .into_iter()
            .flatten()
            .map(|(_, parameter)| parameter)
            .collect();
        let finding = NO_CONTACT
            .finding(&used)
            .with("days", days)
            .with("attempts", silence.attempts);
        vec![finding]
    }

    /// What deserves attention on that day.
    pub fn warnings(&self, book: &Rulebook, chain: &Chain, today: Day) -> Vec<Finding> {
        let mut found = Vec::new();
        if let CaseState::Closed { .. } = self.state {
            return found;
        }
        if self.counsellor.is_none() {
            found.push(UNASSIGNED.finding(&[]));
        } else if self.counsellor_left {
            found.push(COUNSELLOR_NOT_ACTIVE.finding(&[]));
        }
        if let CaseState::Suspended {
            until: Some(until), ..
        } = self.state
            && until < today
        {
            found.push(SUSPENSION_OVER.finding(&[]).with("until", until));
        }
        let days = self.silent_since().days_until(today);
        if let Some((limit, parameter)) = book.count("case.no_contact_days", chain, today)
            && days >= limit
        {
            found.push(SILENT.finding(&[parameter]).with("days", days));
        }
        found
    }
}
