//! The words of messages, as an organisation writes them.

use std::collections::BTreeSet;

use super::MessageKind;
use crate::actor::Actor;
use crate::documents::DocumentLanguage;
use crate::event::{About, Fact};
use crate::kernel::{Changed, Faults, Refusal, Text, Version};
use crate::policy::Action;

/// What a text may name, each between braces: `{day}`.
pub const PLACEHOLDERS: [&str; 9] = [
    "given_name",
    "family_name",
    "service",
    "day",
    "time",
    "place",
    "counsellor",
    "organisation",
    "contact",
];

/// The longest text: three text messages.
pub type MessageText = Text<1000>;

/// In which language people are told something.
pub type MessageLanguage = DocumentLanguage;

/// The organisation's own words of a kind, in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnText {
    /// Of what.
    pub kind: MessageKind,
    /// In which language.
    pub language: MessageLanguage,
    /// The text.
    pub template: Template,
    /// How often it was saved.
    pub version: Version,
}

impl OwnText {
    /// Writes the words of a kind, for the first time or otherwise. What was sent stays as it was.
    pub fn write(
        before: Option<&Self>,
        (kind, language): (MessageKind, MessageLanguage),
        template: Template,
        actor: &Actor,
    ) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::ManageServices)?;
        let mut faults = Faults::none();
        template.check(kind, &mut faults);
        faults.refuse()?;
        let version = before.map_or(Version::FIRST, |before| before.version.next());
        let fact = Fact::MessageTextReplaced {
            of: kind.to_string(),
            language: language.to_string(),
            version: version.0,
        };
        let about = About::thing("organisation", actor.organisation);
        let text = Self {
            kind,
            language,
            template,
            version,
        };
        Ok(Changed::new(text, about.says(fact)))
    }
}

/// A text with its placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The subject of a mail.
    pub subject: Text<150>,
    /// What is told.
    pub body: MessageText,
}

/// The placeholders of a text, or nothing where its braces do not pair.
fn named(text: &str) -> Option<BTreeSet<&str>> {
    let mut named = BTreeSet::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let inner = rest.get(open..)?.strip_prefix('{')?;
        let end = inner.find(['{', '}'])?;
        let (name, after) = inner.split_at_checked(end)?;
        rest = after.strip_prefix('}')?;
        named.insert(name);
    }
    Some(named)
}

impl Template {
    /// Tells of braces that do not pair, of placeholders that there are not, and of those without
    /// which nobody knows what is meant.
    pub fn check(&self, kind: MessageKind, faults: &mut Faults) {
        let (subject, body) = (self.subject.to_string(), self.body.to_string());
        for (pointer, text) in [("/subject", &subject), ("/body", &body)] {
            match named(text) {
                None => faults.tell(pointer, "unpaired_braces"),
                Some(named) => {
                    if named.iter().any(|name| !PLACEHOLDERS.contains(name)) {
                        faults.tell(pointer, "unknown_placeholder");
                    }
                }
            }
        }
        let body = named(&body).unwrap_or_default();
        if kind != MessageKind::Correction
            && !["day", "time"].iter().all(|must| body.contains(must))
        {
            faults.tell("/body", "missing_placeholder");
        }
    }

    /// The text with everything in its place. What is not known is left out.
    pub fn filled(text: &str, with: impl Fn(&str) -> Option<String>) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                filled.push('{');
                rest = after;
                continue;
            };
            filled.push_str(&with(name).unwrap_or_default());
            rest = behind;
        }
        filled.push_str(rest);
        filled
    }
}
