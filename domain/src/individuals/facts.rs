//! Everything that is known of a person, fact by fact: what, from whom, since when, and how sure.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Contradiction, Provenance, Recorded, Section, SectionName, contradictions};
use crate::actor::StaffId;
use crate::kernel::{Day, Version};
use crate::rulebook::{Chain, Rulebook};

/// What is said of a fact: its members with their values. What lies deeper is named with its way,
/// such as `request.requested_on`.
pub type Said = BTreeMap<String, String>;

/// A fact, with all that tells how far to trust it.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownFact {
    /// Where it stands, as a JSON pointer into the content of the section.
    pub pointer: String,
    /// What is said.
    pub said: Said,
    /// The first day on which it holds, when it is known.
    pub valid_from: Option<Day>,
    /// The last day on which it holds, when there is one.
    pub valid_to: Option<Day>,
    /// Where it comes from, and how sure it is.
    pub provenance: Provenance,
    /// Who says something else.
    pub contradictions: Vec<Contradiction>,
    /// Whether it was observed so long ago that it needs confirmation.
    pub is_stale: bool,
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for KnownFact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KnownFact({} ***)", self.pointer)
    }
}

/// The facts of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSection {
    /// Which section.
    pub section: SectionName,
    /// How often it was written.
    pub version: Version,
    /// Where its facts come from.
    pub provenance: Provenance,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// By whom; none when the product did it itself.
    pub recorded_by: Option<StaffId>,
    /// Its facts, in the order of the content.
    pub facts: Vec<KnownFact>,
    /// Who has verified what its lists leave out.
    pub left_out: Vec<Contradiction>,
}

impl KnownSection {
    /// Whether another source says something else about any of its facts.
    pub fn is_contradicted(&self) -> bool {
        let mut facts = self.facts.iter();
        !self.left_out.is_empty() || facts.any(|fact| !fact.contradictions.is_empty())
    }
}

/// On which day facts are looked at, and by which rules.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The rules.
    pub book: &'a Rulebook,
    /// Where they hold.
    pub chain: &'a Chain,
    /// The day.
    pub today: Day,
}

impl Reader<'_> {
    fn is_stale(&self, observed_on: Day) -> bool {
        let months = self
            .book
            .count("case.file_data_stale_months", self.chain, self.today)
            .and_then(|(months, _)| u32::try_from(months).ok());
        months
            .and_then(|months| observed_on.add_months(months).ok())
            .is_some_and(|last| last < self.today)
    }
}

/// The facts of a section as it stands. `others` are the last statements of each source.
pub fn known<S: Section>(
    present: &Recorded<S>,
    others: &[Recorded<S>],
    reader: &Reader<'_>,
) -> KnownSection {
    let disagreeing = contradictions(present, others);
    let items = present.content.items();
    let is_of = |fact: &str, contradiction: &Contradiction| {
        let rest = contradiction.pointer.strip_prefix(fact);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let facts = told(&present.content).into_iter().map(|(pointer, value)| {
        let item = items.iter().find(|item| item.pointer == pointer);
        let provenance = item
            .and_then(|item| item.provenance)
            .unwrap_or(present.provenance);
        let day = |member: &str| value.get(member)?.as_str()?.parse().ok();
        let about = |contradiction: &&Contradiction| is_of(&pointer, contradiction);
        KnownFact {
            valid_from: day("valid_from"),
            valid_to: day("valid_to"),
            said: said(&pointer, &value),
            provenance,
            contradictions: disagreeing.iter().filter(about).cloned().collect(),
            is_stale: reader.is_stale(provenance.observed_on),
            pointer,
        }
    });
    let facts: Vec<KnownFact> = facts.collect();
    let of_none = |contradiction: &&Contradiction| {
        let mut facts = facts.iter();
        !facts.any(|fact| is_of(&fact.pointer, contradiction))
    };
    KnownSection {
        left_out: disagreeing.iter().filter(of_none).cloned().collect(),
        section: S::NAME,
        version: present.version,
        provenance: present.provenance,
        recorded_at: present.recorded_at,
        recorded_by: present.recorded_by,
        facts,
    }
}

/// The top-level members of a content and the items of its lists, with their pointers.
fn told<S: Section>(content: &S) -> Vec<(String, Value)> {
    let Ok(Value::Object(members)) = serde_json::to_value(content) else {
        return Vec::new();
    };
    let mut told = Vec::new();
    for (member, value) in members {
        match value {
            Value::Array(items) => {
                let items = items.into_iter().enumerate();
                told.extend(items.map(|(at, item)| (format!("/{member}/{at}"), item)));
            }
            value => told.push((format!("/{member}"), value)),
        }
    }
    told
}

fn said(pointer: &str, value: &Value) -> Said {
    let member = pointer.split('/').nth(1).unwrap_or_default();
    let mut said = Said::new();
    match value {
        Value::Object(members) => {
            let own = members.iter().filter(|(name, _)| *name != "provenance");
            own.for_each(|(name, value)| flatten(name, value, &mut said));
        }
        value => flatten(member, value, &mut said),
    }
    said
}

fn flatten(way: &str, value: &Value, said: &mut Said) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                flatten(&format!("{way}.{name}"), value, said);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                flatten(&format!("{way}.{at}"), value, said);
            }
        }
        Value::String(text) => {
            said.insert(way.to_owned(), text.clone());
        }
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) => {
            said.insert(way.to_owned(), value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;

    use super::*;
    use crate::individuals::{Citizenships, EvidenceSource, Languages, Residence, Verification};
    use crate::kernel::Id;
    use crate::samples::day;

    fn said_by<S: Section>(source: EvidenceSource, on: &str, content: Value) -> Recorded<S> {
        Recorded {
            individual: Id::new(uuid::Uuid::nil()),
            content: serde_json::from_value(content).unwrap(),
            provenance: Provenance {
                source,
                observed_on: day(on),
                verification: Verification::None,
            },
            version: Version(1),
            recorded_at: DateTime::UNIX_EPOCH,
            recorded_by: None,
        }
    }

    fn facts<S: Section>(present: &Recorded<S>, others: &[Recorded<S>]) -> Vec<KnownFact> {
        let (book, chain) = (Rulebook::shipped(), Chain::italy());
        let reader = Reader {
            book: &book,
            chain: &chain,
            today: day("2026-05-20"),
        };
        known(present, others, &reader).facts
    }

    #[test]
    fn what_a_list_leaves_out_is_told_of_the_section() {
        let citizen = |code: &str| json!({ "items": [{ "code": code }] });
        let present: Recorded<Citizenships> =
            said_by(EvidenceSource::SelfDeclared, "2026-05-10", citizen("100"));
        let mut other = said_by(EvidenceSource::Document, "2026-05-01", citizen("201"));
        other.provenance.verification = Verification::Verified;
        let (book, chain) = (Rulebook::shipped(), Chain::italy());
        let today = day("2026-05-20");
        let reader = Reader {
            book: &book,
            chain: &chain,
            today,
        };
        let found = known(&present, &[other], &reader);
        assert_eq!(found.left_out[0].pointer, "/items");
        assert_eq!(found.facts[0].contradictions, []);
        assert!(found.is_contradicted());
        assert!(!known(&present, &[], &reader).is_contradicted());
    }

    #[test]
    fn a_member_is_a_fact_with_all_that_lies_below_it() {
        let lives = json!({ "residence": {
            "place_code": "L219", "street": "Via delle Prove", "valid_from": "2020-02-01",
        } });
        let section: Recorded<Residence> = said_by(EvidenceSource::Document, "2025-05-19", lives);
        let found = facts(&section, &[]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].pointer, "/residence");
        assert_eq!(found[0].said["street"], "Via delle Prove");
        assert_eq!(found[0].valid_from, Some(day("2020-02-01")));
        assert!(found[0].is_stale);
    }

    #[test]
    fn an_item_is_a_fact_with_its_own_source_and_with_who_contradicts_it() {
        let speaks = |level: &str| {
            let own = json!({ "source": "document", "observed_on": "2026-05-01",
                "verification": "verified" });
            json!({ "items": [
                { "language": "it", "speaking": level },
                { "language": "ro", "mother_tongue": true, "provenance": own },
            ] })
        };
        let present: Recorded<Languages> =
            said_by(EvidenceSource::SelfDeclared, "2026-05-10", speaks("b2"));
        let mut other = speaks("a1");
        other["items"].as_array_mut().unwrap().reverse();
        let other = said_by(EvidenceSource::OperatorObservation, "2026-05-10", other);
        let found = facts(&present, &[other]);
        assert_eq!(found[0].pointer, "/items/0");
        assert_eq!(found[0].said["speaking"], "b2");
        assert_eq!(found[0].contradictions.len(), 1);
        assert_eq!(found[0].contradictions[0].pointer, "/items/0/speaking");
        assert_eq!(found[1].provenance.source, EvidenceSource::Document);
        assert_eq!(found[1].contradictions, []);
        assert!(!found[1].said.contains_key("provenance.source"));
    }
}
