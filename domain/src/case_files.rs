//! The case file: what whoever opens it has to know first.

use strum::{Display, EnumString, VariantNames};

use crate::cases::{Case, CaseState};
use crate::individuals::employment_status::Benefit;
use crate::individuals::{Availability, EmploymentStatus, Record, SectionName};
use crate::kernel::{Day, Fault, unknown_code};
use crate::rulebook::{Chain, Finding, Rule, Rulebook};

/// A day to keep in mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum DateKind {
    /// The suspension is planned to end.
    SuspensionEnd,
    /// Without contact until then, the case may be closed for want of it.
    NoContactLimit,
    /// A benefit ends.
    BenefitEnd,
    /// The residence permit ends.
    PermitExpiry,
    /// The last day on which a renewal of the residence permit is asked for in time.
    PermitRenewalLimit,
    /// The person comes of age.
    FullAge,
}

/// When a section of the person's record was last confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// Which section.
    pub section: String,
    /// On which day its facts were observed.
    pub on: Day,
}

const STALE: Rule = Rule::warning(
    "file.stale_data",
    "art. 5 par. 1 let. d GDPR (accuracy); product default",
)
.to_be_checked();
const NO_RESIDENCE: Rule = Rule::warning(
    "file.no_residence",
    "Percorso: a record without residence names no competent office",
);
const NO_CONTACTS: Rule = Rule::warning(
    "file.no_contacts",
    "Percorso: nobody can be reached without an address",
);
const CONTRADICTED: Rule = Rule::warning(
    "file.contradicted",
    "art. 5 par. 1 let. d GDPR (accuracy); D.P.R. 445/2000, art. 71",
);

const BENEFIT_ENDING: Rule = Rule::warning(
    "file.benefit_ending",
    "Percorso: what is drawn next is asked for before; product default",
)
.to_be_checked();
const LICENCE_EXPIRED: Rule = Rule::warning("file.licence_expired", "D.Lgs. 285/1992 art. 126");

/// Every rule about case files; each has its text.
pub const RULES: &[&str] = &[
    STALE.id,
    NO_RESIDENCE.id,
    NO_CONTACTS.id,
    BENEFIT_ENDING.id,
    LICENCE_EXPIRED.id,
    CONTRADICTED.id,
];

/// What of the record bears on the work that somebody looks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Working {
    /// What the employment centre certifies, and what the person draws.
    pub status: Option<EmploymentStatus>,
    /// Which work the person looks for.
    pub availability: Option<Availability>,
}

impl Working {
    /// The benefits that are drawn on that day and have a last one.
    fn ending(&self, today: Day) -> impl Iterator<Item = (&Benefit, Day)> {
        let benefits = self.status.iter().flat_map(|status| &status.benefits);
        let items = benefits.flatten().map(|sourced| &sourced.item);
        items.filter_map(move |benefit| {
            let to = benefit.to?;
            (benefit.from <= today && today <= to).then_some((benefit, to))
        })
    }

    /// What deserves attention in it on that day: benefits that end soon, licences that have
    /// expired.
    pub fn warnings(&self, book: &Rulebook, chain: &Chain, today: Day) -> Vec<Finding> {
        let mut found = Vec::new();
        if let Some((days, parameter)) = book.count("case.benefit_ending_days", chain, today) {
            let soon = self
                .ending(today)
                .filter(|(_, to)| today.days_until(*to) <= days);
            found.extend(soon.map(|(benefit, to)| {
                BENEFIT_ENDING
                    .finding(&[parameter])
                    .with("benefit", benefit.kind)
                    .with("to", to)
            }));
        }
        let licences = self.availability.iter().flat_map(|looks| &looks.licences);
        let expired = licences.filter_map(|licence| {
            let last = licence.expires_on.filter(|last| *last < today)?;
            Some((licence.category, last))
        });
        found.extend(expired.map(|(category, last)| {
            LICENCE_EXPIRED
                .finding(&[])
                .with("category", category)
                .with("expired_on", last)
        }));
        found
    }

    /// The days on which a benefit ends.
    pub fn next_dates(&self, today: Day) -> Vec<(DateKind, Day)> {
        self.ending(today)
            .map(|(_, to)| (DateKind::BenefitEnd, to))
            .collect()
    }
}

/// What deserves attention in the record behind a case on that day. `reachable` is whether it
/// names a telephone number or an address to write to: the section alone may be empty.
pub fn record_warnings(
    sections: &[Observed],
    reachable: bool,
    book: &Rulebook,
    chain: &Chain,
    today: Day,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let has = |name: &str| sections.iter().any(|observed| observed.section == name);
    if !has("residence") {
        found.push(NO_RESIDENCE.finding(&[]));
    }
    if !reachable {
        found.push(NO_CONTACTS.finding(&[]));
    }
    if let Some((months, parameter)) = book.count("case.file_data_stale_months", chain, today) {
        let months = u32::try_from(months).unwrap_or(u32::MAX);
        for observed in sections {
            if observed.on.add_months(months).is_ok_and(|end| end < today) {
                found.push(
                    STALE
                        .finding(&[parameter])
                        .with("section", &observed.section)
                        .with("observed_on", observed.on),
                );
            }
        }
    }
    found
}

/// The sections on which sources disagree, as warnings.
pub fn contradictions(sections: &[SectionName]) -> Vec<Finding> {
    let sections = sections.iter();
    sections
        .map(|section| CONTRADICTED.finding(&[]).with("section", section))
        .collect()
}

/// The days to keep in mind, the nearest first; those of the record too, where it is within reach.
pub fn next_dates(
    case: &Case,
    record: Option<&Record>,
    book: &Rulebook,
    chain: &Chain,
    today: Day,
) -> Vec<(DateKind, Day)> {
    let mut dates = Vec::new();
    let until = match case.state {
        CaseState::Closed { .. } => return dates,
        CaseState::Open {} => None,
        CaseState::Suspended { until, .. } => until,
    };
    dates.extend(until.map(|day| (DateKind::SuspensionEnd, day)));
    let limit = book
        .count("case.no_contact_days", chain, today)
        .and_then(|(days, _)| u32::try_from(days).ok())
        .and_then(|days| case.silent_since().add_days(days).ok());
    dates.extend(limit.map(|day| (DateKind::NoContactLimit, day)));
    if let Some(record) = record {
        dates.extend(record_dates(record, book, chain, today));
    }
    dates.sort_by_key(|(_, day)| *day);
    dates
}

/// The days to keep in mind of a record: of a permit that ends, while nobody has asked for its
/// renewal, and of the full age of a minor.
fn record_dates(
    record: &Record,
    book: &Rulebook,
    chain: &Chain,
    today: Day,
) -> Vec<(DateKind, Day)> {
    let permit = record.permit(book, chain, today);
    let dates = [
        (DateKind::PermitExpiry, permit.expires_on),
        (DateKind::PermitRenewalLimit, permit.renewal_by),
        (DateKind::FullAge, record.full_age_on(book, chain, today)),
    ];
    let to_come = dates.into_iter().filter_map(|(kind, on)| Some((kind, on?)));
    to_come.filter(|(_, on)| today <= *on).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::day;

    fn rules(sections: &[(&str, &str)], reachable: bool, today: &str) -> Vec<&'static str> {
        let sections: Vec<Observed> = sections
            .iter()
            .map(|(section, on)| Observed {
                section: (*section).to_owned(),
                on: day(on),
            })
            .collect();
        let (book, chain) = (Rulebook::shipped(), Chain::italy());
        record_warnings(&sections, reachable, &book, &chain, day(today))
            .iter()
            .map(|finding| finding.rule)
            .collect()
    }

    #[test]
    fn facts_grow_stale_on_the_day_after_twelve_months() {
        let sections = [("residence", "2025-05-20"), ("contacts", "2026-01-01")];
        assert!(rules(&sections, true, "2026-05-20").is_empty());
        assert_eq!(rules(&sections, true, "2026-05-21"), ["file.stale_data"]);
    }

    #[test]
    fn a_benefit_that_ends_soon_and_a_licence_that_has_expired_are_told() {
        let status = serde_json::json!({ "declarations": [], "benefits": [
            { "kind": "naspi", "from": "2026-01-01", "to": "2026-06-30" },
            { "kind": "adi", "from": "2026-01-01" },
            { "kind": "sfl", "from": "2025-01-01", "to": "2025-12-31" } ] });
        let looks = serde_json::json!({ "licences": [
            { "category": "B", "expires_on": "2026-04-30" }, { "category": "AM" } ] });
        let working = Working {
            status: serde_json::from_value(status).unwrap(),
            availability: serde_json::from_value(looks).unwrap(),
        };
        let (book, chain) = (Rulebook::shipped(), Chain::italy());
        let told = |today: &str| -> Vec<&'static str> {
            let found = working.warnings(&book, &chain, day(today));
            found.iter().map(|finding| finding.rule).collect()
        };
        assert!(told("2026-04-30").is_empty());
        assert_eq!(told("2026-05-30"), ["file.licence_expired"]);
        let both = ["file.benefit_ending", "file.licence_expired"];
        assert_eq!(told("2026-05-31"), both);
        assert_eq!(told("2026-06-30"), both);
        assert_eq!(told("2026-07-01"), ["file.licence_expired"]);
        let dates = working.next_dates(day("2026-05-31"));
        assert_eq!(dates, [(DateKind::BenefitEnd, day("2026-06-30"))]);
    }

    #[test]
    fn a_record_without_residence_and_contacts_says_so() {
        assert_eq!(
            rules(&[], false, "2026-05-20"),
            ["file.no_residence", "file.no_contacts"]
        );
    }
    #[test]
    fn contacts_that_lead_nowhere_are_none() {
        let sections = [("residence", "2026-01-01"), ("contacts", "2026-01-01")];
        assert_eq!(rules(&sections, false, "2026-05-20"), ["file.no_contacts"]);
    }
}
