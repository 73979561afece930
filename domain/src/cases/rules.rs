//! What practice says about cases.

use super::{Case, CaseState};
use crate::kernel::Day;
use crate::rulebook::{Chain, Confidence, Finding, Rule, Rulebook, Severity};

const PRACTICE: &str = "practice of employment services; local decision";

/// A case ends for want of contact after enough attempts and enough time.
const NO_CONTACT: Rule = Rule {
    id: "case.no_contact",
    severity: Severity::Block,
    confidence: Confidence::Check,
    source: PRACTICE,
};
/// Somebody who is followed hears from the service now and then.
const SILENT: Rule = Rule {
    id: "case.silent",
    severity: Severity::Warn,
    confidence: Confidence::Check,
    source: PRACTICE,
};
const UNASSIGNED: Rule = Rule {
    id: "case.unassigned",
    severity: Severity::Warn,
    confidence: Confidence::Sure,
    source: PRACTICE,
};
/// Whoever is asked about the case must be there to answer.
const COUNSELLOR_NOT_ACTIVE: Rule = Rule {
    id: "case.counsellor_not_active",
    severity: Severity::Warn,
    confidence: Confidence::Sure,
    source: PRACTICE,
};
const SUSPENSION_OVER: Rule = Rule {
    id: "case.suspension_over",
    severity: Severity::Warn,
    confidence: Confidence::Sure,
    source: PRACTICE,
};
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
