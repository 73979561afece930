//! Where two sources disagree about a person.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use super::{Provenance, Recorded, Section, Sourced, Verification};
use crate::event::IndividualId;
use crate::kernel::Version;

/// What a section says, fact by fact: a JSON pointer into the content and the value there.
///
/// The value serves comparison alone and is never shown.
pub type Statements = BTreeMap<String, Value>;

/// An item of a list of a section.
#[derive(Clone, PartialEq, Eq)]
pub struct Item {
    /// Where it stands, as a JSON pointer into the content.
    pub pointer: String,
    /// The same for whoever speaks of it, such as `/items/it`.
    pub key: String,
    /// Whether several items of the list share the key, so that none is the same as another
    /// source's.
    pub shares_key: bool,
    /// Where it comes from, when it is not the source of the section.
    pub provenance: Option<Provenance>,
    /// What is said of it.
    pub value: Value,
}

impl Item {
    /// What it says, member by member: a source that leaves one out says nothing of it.
    pub(super) fn statements(self) -> impl Iterator<Item = (String, Value)> {
        let members = match self.value {
            Value::Object(members) => members,
            _ => serde_json::Map::new(),
        };
        let own = (!self.shares_key).then_some(self.key);
        let keyed = own.into_iter().flat_map(move |key| {
            let members = members.clone().into_iter();
            members.map(move |(member, value)| (format!("{key}/{member}"), value))
        });
        keyed.filter(|(_, value)| !value.is_array())
    }

    /// The item of which `key` tells a member, and that member with its slash.
    fn of<'a>(items: &'a [Self], key: &'a str) -> Option<(&'a Self, &'a str)> {
        items.iter().find_map(|item| {
            let member = key.strip_prefix(item.key.as_str())?;
            let is_its = !item.shares_key && member.starts_with('/');
            is_its.then_some((item, member))
        })
    }

    /// The list in which it stands.
    fn list(&self) -> &str {
        let end = self.pointer.rfind('/');
        end.map_or("", |end| &self.pointer[..end])
    }
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Item(***)")
    }
}

/// The items of a list, by what `key` makes of each. Of several items with one key none is the same
/// as another source's: which is meant cannot be known.
pub(super) fn items<T: Serialize>(
    list: &str,
    items: &[Sourced<T>],
    key: impl Fn(&T) -> String,
) -> Vec<Item> {
    let keys: Vec<String> = items.iter().map(|sourced| key(&sourced.item)).collect();
    let listed = items.iter().zip(&keys).enumerate();
    listed
        .map(|(at, (sourced, key))| Item {
            pointer: format!("{list}/{at}"),
            key: format!("{list}/{key}"),
            shares_key: keys.iter().filter(|other| *other == key).count() > 1,
            provenance: sourced.provenance,
            value: serde_json::to_value(&sourced.item).unwrap_or_default(),
        })
        .collect()
}

/// A fact of which another source says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Which fact, as a JSON pointer into the content as it stands.
    pub pointer: String,
    /// The record that keeps the version: the person's own, or one that was merged into it.
    pub record: IndividualId,
    /// The version in which the other source said it.
    pub version: Version,
    /// The other source, and how sure it was.
    pub provenance: Provenance,
}

/// The facts of `present` that other sources contradict, in the order of their pointers.
///
/// `others` are the last statements of each other source, in whichever of the person's records. One
/// contradicts when the fact does not change in the course of time, when it was verified and the
/// present one was not, or when it was observed on the same day or later; else things have changed
/// since. A source that says nothing of a fact does not contradict, nor does one that the present
/// verification has settled.
///
/// An item that was verified and of which a list that was not verified says nothing contradicts
/// that list, where what it tells of does not pass: the pointer is that of the list. So does one
/// that the same source has verified earlier, for which `others` has its earlier versions.
pub fn contradictions<S: Section>(
    present: &Recorded<S>,
    others: &[Recorded<S>],
) -> Vec<Contradiction> {
    let said = present.content.statements();
    let ours = present.content.items();
    let mut found = left_out(present, others);
    let is_another = |other: &&Recorded<S>| !is_of_one_source(present, other);
    for other in others.iter().filter(is_another) {
        let theirs = other.content.items();
        for (key, value) in other.content.statements() {
            if said.get(&key).is_none_or(|ours| *ours == value) {
                continue;
            }
            let (mine, other_one) = (Item::of(&ours, &key), Item::of(&theirs, &key));
            let source_of = |item: Option<(&Item, &str)>, of_section| {
                let own = item.and_then(|(item, _)| item.provenance);
                own.unwrap_or(of_section)
            };
            let provenance = source_of(other_one, other.provenance);
            if stands_against(source_of(mine, present.provenance), provenance, S::LASTING) {
                let at = |(item, member): (&Item, &str)| format!("{}{member}", item.pointer);
                found.push(Contradiction {
                    pointer: mine.map_or_else(|| key.clone(), at),
                    record: other.individual,
                    version: other.version,
                    provenance,
                });
            }
        }
    }
    found.sort_by(|a, b| (&a.pointer, a.version, a.record).cmp(&(&b.pointer, b.version, b.record)));
    found
}

fn is_of_one_source<S>(one: &Recorded<S>, other: &Recorded<S>) -> bool {
    one.provenance.source == other.provenance.source
}

/// The lists that leave out what was verified, once for each statement that has it.
fn left_out<S: Section>(present: &Recorded<S>, others: &[Recorded<S>]) -> Vec<Contradiction> {
    if !S::LASTING_ITEMS || present.provenance.verification == Verification::Verified {
        return Vec::new();
    }
    let said = serde_json::to_value(&present.content).unwrap_or_default();
    let mut told: Vec<String> = present.content.items().into_iter().map(key).collect();
    let mut found: Vec<Contradiction> = Vec::new();
    let is_another = |other: &&Recorded<S>| !is_of_one_source(present, other);
    let another = others.iter().filter(is_another);
    let own = unsettled(present, others);
    for (other, is_own) in another
        .map(|other| (other, false))
        .chain(own.into_iter().map(|other| (other, true)))
    {
        for item in other.content.items() {
            let provenance = item.provenance.unwrap_or(other.provenance);
            // A list that is not there says nothing; one that is empty says that there is none.
            let is_told = said.pointer(item.list()).is_some();
            let is_here = told.contains(&item.key);
            let is_verified = provenance.verification == Verification::Verified;
            let stands = is_own || stands_against(present.provenance, provenance, true);
            let contradiction = Contradiction {
                pointer: item.list().to_owned(),
                record: other.individual,
                version: other.version,
                provenance,
            };
            if is_told && !is_here && is_verified && stands {
                if !found.contains(&contradiction) {
                    found.push(contradiction);
                }
                // Of the versions of one source the last that has it is enough.
                if is_own {
                    told.push(item.key);
                }
            }
        }
    }
    found
}

fn key(item: Item) -> String {
    item.key
}

/// The earlier versions of the present source, the latest first, as far as it has not verified the
/// whole since: that settles what came before.
fn unsettled<'a, S>(present: &Recorded<S>, others: &'a [Recorded<S>]) -> Vec<&'a Recorded<S>> {
    // Versions of two records do not compare.
    let place = |said: &Recorded<S>| (said.recorded_at, said.individual, said.version);
    let earlier = others.iter().filter(|other| place(other) < place(present));
    let mut own: Vec<_> = earlier
        .filter(|other| is_of_one_source(present, other))
        .collect();
    own.sort_by_key(|other| std::cmp::Reverse(place(other)));
    let whole = |other: &&Recorded<S>| other.provenance.verification == Verification::Verified;
    let settled = own.iter().position(whole);
    own.truncate(settled.map_or(own.len(), |at| at + 1));
    own
}

/// Whether a statement that differs from the present one stands against it.
fn stands_against(present: Provenance, other: Provenance, lasting: bool) -> bool {
    let verified = |statement: Provenance| statement.verification == Verification::Verified;
    if other.source == present.source || other.verification == Verification::Contradicted {
        return false;
    }
    match (verified(present), verified(other)) {
        (true, false) => false,
        (false, true) => true,
        // Of two checks the later one settles even what does not change.
        (true, true) => other.observed_on >= present.observed_on,
        (false, false) => lasting || other.observed_on >= present.observed_on,
    }
}

/// The top-level members of a content, lists excepted: a list that names more, or less, than
/// another does not contradict it.
pub(super) fn members<S: Section>(content: &S) -> Statements {
    match serde_json::to_value(content) {
        Ok(Value::Object(members)) => members
            .into_iter()
            .filter(|(_, value)| !value.is_array())
            .map(|(member, value)| (format!("/{member}"), value))
            .collect(),
        _ => Statements::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::individuals::{
        Citizenships, Contacts, Education, EmploymentStatus, EvidenceSource, Identity, Jobs,
        Languages, ResidencePermits,
    };
    use crate::kernel::Id;
    use crate::samples::day;
    use chrono::DateTime;
    use serde_json::json;

    fn said<S: Section>(
        version: i64,
        (source, on, verification): (EvidenceSource, &str, Verification),
        content: Value,
    ) -> Recorded<S> {
        Recorded {
            individual: Id::new(uuid::Uuid::nil()),
            content: serde_json::from_value(content).unwrap(),
            provenance: Provenance {
                source,
                observed_on: day(on),
                verification,
            },
            version: Version(version),
            recorded_at: DateTime::UNIX_EPOCH,
            recorded_by: None,
        }
    }

    fn born(on: &str) -> Value {
        json!({ "family_name": "Verdi", "given_name": "Lucia", "sex": "F", "birth_date": on })
    }

    fn likes(channel: &str) -> Value {
        json!({ "phones": [], "emails": [], "preferred_channel": channel })
    }

    fn pointers<S: Section>(present: &Recorded<S>, other: Recorded<S>) -> Vec<String> {
        let found = contradictions(present, &[other]);
        found.into_iter().map(|found| found.pointer).collect()
    }

    const SELF: EvidenceSource = EvidenceSource::SelfDeclared;
    const PAPER: EvidenceSource = EvidenceSource::Document;

    #[test]
    fn a_fact_that_does_not_change_is_contradicted_by_whatever_was_said_before() {
        let present: Recorded<Identity> = said(
            2,
            (SELF, "2026-05-01", Verification::None),
            born("1990-01-01"),
        );
        let before = (PAPER, "2020-05-01", Verification::None);
        let same = said(1, before, born("1990-01-01"));
        assert_eq!(pointers(&present, same), [""; 0]);
        let other = said(1, before, born("1991-01-01"));
        assert_eq!(pointers(&present, other), ["/birth_date"]);
    }

    #[test]
    fn what_changes_is_contradicted_by_the_same_day_and_later_ones_only() {
        let present: Recorded<Contacts> =
            said(2, (SELF, "2026-05-02", Verification::None), likes("desk"));
        for (on, contradicts) in [
            ("2026-05-01", false),
            ("2026-05-02", true),
            ("2026-05-03", true),
        ] {
            let other = said(1, (PAPER, on, Verification::None), likes("online"));
            assert_eq!(!pointers(&present, other).is_empty(), contradicts, "{on}");
        }
    }

    #[test]
    fn a_verified_statement_stands_against_an_unverified_one_and_never_the_other_way_round() {
        let (old, new) = ("2020-01-01", "2026-05-02");
        let present: Recorded<Contacts> = said(2, (SELF, new, Verification::None), likes("desk"));
        let verified = said(1, (PAPER, old, Verification::Verified), likes("online"));
        assert_eq!(pointers(&present, verified.clone()), ["/preferred_channel"]);
        assert_eq!(pointers(&verified, present), [""; 0]);
    }

    fn left_out_of<S: Section>(verified: Value, now: Value) -> Vec<String> {
        let before = (PAPER, "2024-06-01", Verification::Verified);
        let present: Recorded<S> = said(2, (SELF, "2026-05-02", Verification::None), now);
        pointers(&present, said(1, before, verified))
    }

    #[test]
    fn what_was_verified_contradicts_a_list_that_leaves_it_out() {
        let none = || json!({ "items": [] });
        let citizen = |code: &str| json!({ "items": [{ "code": code }] });
        let found = left_out_of::<Citizenships>(citizen("201"), citizen("100"));
        assert_eq!(found, ["/items"]);
        let both = json!({ "items": [{ "code": "100" }, { "code": "201" }] });
        assert_eq!(left_out_of::<Citizenships>(citizen("201"), both), [""; 0]);
        let job = |from: &str| json!({ "kind": "employee_fixed", "from": from });
        let two = json!({ "items": [job("2020-01-01"), job("2021-01-01")] });
        assert_eq!(left_out_of::<Jobs>(two.clone(), none()), ["/items"]);
        assert_eq!(left_out_of::<Jobs>(none(), two), [""; 0]);
        let studied = json!({ "items": [{ "level": "6", "state": "completed" }] });
        assert_eq!(left_out_of::<Education>(studied, none()), ["/items"]);
        let permit = json!({ "items": [{ "kind": "visa", "expires_on": "2026-01-01" }] });
        assert_eq!(left_out_of::<ResidencePermits>(permit, none()), ["/items"]);
        // Other lists may say less than others do.
        let speaks = json!({ "items": [{ "language": "it", "mother_tongue": true }] });
        assert_eq!(left_out_of::<Languages>(speaks, none()), [""; 0]);
    }

    #[test]
    fn what_a_source_has_verified_contradicts_its_own_later_list_that_leaves_it_out() {
        let job = |from: &str| json!({ "kind": "employee_fixed", "from": from });
        let (one, other) = (job("2020-01-01"), job("2021-01-01"));
        let list = |items: &[&Value]| json!({ "items": items });
        let (plain, verified) = (Verification::None, Verification::Verified);
        let told = |history: &[(Verification, Value)]| {
            let versions = (1_i64..).zip(history).map(|(version, (sure, content))| {
                let on = "2026-05-02";
                said::<Jobs>(version, (PAPER, on, *sure), content.clone())
            });
            let mut versions: Vec<_> = versions.collect();
            let present = versions.pop().unwrap();
            let found = contradictions(&present, &versions).into_iter();
            let found = found.map(|found| (found.pointer, found.version.0));
            found.collect::<Vec<_>>()
        };
        let at = |version| ("/items".to_owned(), version);
        let both = list(&[&one, &other]);
        assert_eq!(
            told(&[(verified, both.clone()), (plain, list(&[&one]))]),
            [at(1)]
        );
        assert_eq!(told(&[(verified, both.clone()), (plain, both.clone())]), []);
        assert_eq!(told(&[(plain, both.clone()), (plain, list(&[&one]))]), []);
        assert_eq!(
            told(&[(verified, both.clone()), (verified, list(&[&one]))]),
            []
        );
        // What was verified as a whole since has settled it, and an item is told once.
        let since = [
            (verified, both),
            (verified, list(&[&one])),
            (plain, list(&[])),
        ];
        assert_eq!(told(&since), [at(2)]);
        // An item may have been verified by itself.
        let mut seen = other.clone();
        seen["provenance"] = json!({ "source": "cpi_certificate", "observed_on": "2026-05-01",
            "verification": "verified" });
        let own = list(&[&one, &seen]);
        let history = [(plain, own.clone()), (plain, own), (plain, list(&[&one]))];
        assert_eq!(told(&history), [at(2)]);
    }

    #[test]
    fn a_list_that_is_not_told_leaves_nothing_out() {
        let verified = json!({ "declarations": [{ "declared_on": "2024-06-01" }],
            "benefits": [{ "kind": "naspi", "from": "2024-06-08" }] });
        let found = |now| left_out_of::<EmploymentStatus>(verified.clone(), now);
        assert_eq!(found(json!({ "declarations": [] })), ["/declarations"]);
        assert_eq!(
            found(json!({ "declarations": [], "benefits": [] })),
            ["/benefits", "/declarations"]
        );
    }

    #[test]
    fn only_what_was_verified_contradicts_a_list_and_only_one_that_was_not() {
        let declared = || json!({ "declarations": [{ "declared_on": "2024-06-01" }] });
        let none = || json!({ "declarations": [] });
        let found = |before, now| {
            let present: Recorded<EmploymentStatus> = said(2, (SELF, "2026-05-02", now), none());
            pointers(&present, said(1, (PAPER, "2024-06-01", before), declared()))
        };
        let (verified, plain) = (Verification::Verified, Verification::None);
        assert_eq!(found(verified, plain), ["/declarations"]);
        assert_eq!(found(plain, plain), [""; 0]);
        assert_eq!(found(verified, verified), [""; 0]);
        // Two of one key are known by it all the same.
        let visa = || json!({ "kind": "visa", "expires_on": "2026-01-01" });
        let one = json!({ "items": [visa()] });
        let two = json!({ "items": [visa(), visa()] });
        assert_eq!(left_out_of::<ResidencePermits>(one, two), [""; 0]);
    }

    #[test]
    fn nobody_is_contradicted_by_the_own_source_nor_by_what_a_check_has_refuted() {
        let present: Recorded<Identity> = said(
            2,
            (SELF, "2026-05-01", Verification::None),
            born("1990-01-01"),
        );
        let own = said(
            1,
            (SELF, "2026-05-01", Verification::None),
            born("1991-01-01"),
        );
        let refuted = (PAPER, "2026-05-01", Verification::Contradicted);
        assert_eq!(pointers(&present, own), [""; 0]);
        assert_eq!(
            pointers(&present, said(1, refuted, born("1991-01-01"))),
            [""; 0]
        );
    }
}
