//! Section *guardian*: who signs for the person. Acts with legal effects of a minor need the
//! holders of parental responsibility (art. 316 and 320 c.c.); of some people of full age they
//! need a guardian or a support administrator (art. 404 and 414 c.c.): by whose decision and why
//! is not told here.

use std::fmt;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantNames};

use super::contacts::{EmailAddress, Phone};
use super::section::at_most;
use super::{Context, Section, SectionName};
use crate::kernel::{Day, Fault, Faults, PersonName, Text, as_text, unknown_code};
use crate::rulebook::{Chain, Rulebook};
use crate::vocabulary;

/// As whom somebody signs; codes of the vocabulary `guardian-roles`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum HolderRole {
    Parent,
    Guardian,
    FosterCarer,
    SupportAdministrator,
}

impl HolderRole {
    /// Whether somebody signs so for a person of full age; for a minor otherwise.
    pub fn serves(self, full_age: bool) -> bool {
        let column = if full_age { "of_adults" } else { "of_minors" };
        let list = vocabulary::get("guardian-roles");
        list.and_then(|list| list.history(&self.to_string()).next().copied())
            .is_some_and(|role| role.extra(column) == Some("yes"))
    }
}

/// The document by which somebody has shown to be who signs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSeen {
    /// What it is: identity card, decree of the court.
    #[serde(with = "as_text")]
    pub title: Text<100>,
    /// On which day it was seen.
    pub seen_on: Day,
}

/// Somebody who signs for the person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// As whom.
    #[serde(with = "as_text")]
    pub role: HolderRole,
    /// Family name.
    #[serde(with = "as_text")]
    pub family_name: PersonName,
    /// Given name.
    #[serde(with = "as_text")]
    pub given_name: PersonName,
    /// Telephone number.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub phone: Option<Phone>,
    /// E-mail address.
    #[serde(
        with = "as_text::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub email: Option<EmailAddress>,
    /// The document that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentSeen>,
}

/// Who signs for the person, and whether a minor has been at school as long as the law wants.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Guardians {
    /// Who signs; nobody once the person is of full age and signs alone.
    #[serde(default)]
    pub holders: Vec<Holder>,
    /// Whether ten years of school are done (L. 296/2006, art. 1 c. 622); none when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schooling_duty_fulfilled: Option<bool>,
}

/// Whether somebody of these years is of full age on that day; none where the law is not told.
pub(super) fn is_of_full_age(age: u32, book: &Rulebook, chain: &Chain, day: Day) -> Option<bool> {
    let (years, _) = book.count("age.full", chain, day)?;
    Some(i64::from(age) >= years)
}

impl Guardians {
    /// How many people may sign.
    pub const MOST: usize = 5;

    /// Whether somebody signs as parent, guardian of a minor or foster carer alone: roles that end
    /// with the minority.
    pub fn ends_at_full_age(&self) -> bool {
        self.holders.iter().any(|holder| !holder.role.serves(true))
    }
}

impl Section for Guardians {
    const NAME: SectionName = SectionName::Guardian;

    /// Nobody of full age has a parent who signs, no minor a support administrator.
    fn check(&self, context: &Context<'_>, faults: &mut Faults) {
        at_most(Self::MOST, "/holders", &self.holders, faults);
        let (book, chain) = (context.book, context.chain);
        let full_age = context
            .age()
            .and_then(|age| is_of_full_age(age, book, chain, context.today));
        for (at, holder) in self.holders.iter().enumerate() {
            faults.below(&format!("/holders/{at}"), |faults| {
                if full_age.is_some_and(|full_age| !holder.role.serves(full_age)) {
                    faults.tell("/role", "role_does_not_fit_age");
                }
                let seen = holder.document.as_ref().map(|document| document.seen_on);
                context.lived("/document/seen_on", seen, faults);
                if self.holders[..at].contains(holder) {
                    faults.tell("/role", "duplicate_member");
                }
            });
        }
    }
}

/// It names a person: it never shows up in a debug print.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holder(***)")
    }
}

/// It tells of a person: it never shows up in a debug print.
impl fmt::Debug for DocumentSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DocumentSeen(***)")
    }
}

/// They name people: they never show up in a debug print.
impl fmt::Debug for Guardians {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guardians(***)")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::individuals::Identity;
    use crate::rulebook::{Chain, Rulebook};
    use crate::samples::{day, own_number};
    use crate::vocabulary::codes;

    #[test]
    fn the_codes_are_those_of_the_vocabulary() {
        assert_eq!(HolderRole::VARIANTS, codes("guardian-roles"));
    }

    #[test]
    fn parents_sign_for_minors_and_support_administrators_for_adults() {
        let roles = |full_age| {
            let all = HolderRole::VARIANTS
                .iter()
                .map(|role| role.parse().unwrap());
            let serving = all.filter(|role: &HolderRole| role.serves(full_age));
            serving.map(|role| role.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(roles(false), ["parent", "guardian", "foster_carer"]);
        assert_eq!(roles(true), ["guardian", "support_administrator"]);
    }

    #[test]
    fn who_may_sign_depends_on_the_full_age_of_the_organisation() {
        let parent = json!({ "holders": [{ "role": "parent", "family_name": "Verdi",
            "given_name": "Lucia" }] });
        let guardians: Guardians = serde_json::from_value(parent).unwrap();
        let identity = json!({ "family_name": "Verdi", "given_name": "Ugo", "sex": "M",
            "birth_date": "2007-01-01" });
        let identity: Identity = serde_json::from_value(identity).unwrap();
        let faults = |(book, chain): &(Rulebook, Chain)| {
            let context = Context {
                identity: Some(&identity),
                identifiers: None,
                minted: None,
                today: day("2026-03-02"),
                book,
                chain,
            };
            let mut faults = Faults::none();
            guardians.check(&context, &mut faults);
            faults.into_iter().count()
        };
        assert_eq!(faults(&(Rulebook::shipped(), Chain::italy())), 1);
        assert_eq!(faults(&own_number("age.full", "21")), 0);
    }
}
