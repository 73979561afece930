//! Words for people, in Italian and English, from `api/texts`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

/// A language that the product speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Italian, unless somebody asks for something else.
    #[default]
    Italian,
    /// English.
    English,
}

impl Language {
    /// The language tag: `it`, `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Italian => "it",
            Self::English => "en",
        }
    }

    /// The best of our languages for an `Accept-Language` header.
    pub fn negotiate(header: Option<&str>) -> Self {
        let mut best = (0.0_f32, Self::default());
        for choice in header.unwrap_or("").split(',') {
            let (range, quality) = choice.split_once(';').unwrap_or((choice, "q=1"));
            let quality = quality
                .trim()
                .strip_prefix("q=")
                .and_then(|q| q.parse().ok())
                .unwrap_or(0.0);
            let language = match range
                .trim()
                .get(..2)
                .map(str::to_ascii_lowercase)
                .as_deref()
            {
                Some("it") => Self::Italian,
                Some("en") => Self::English,
                _ => continue,
            };
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }
}

type Bundle = FluentBundle<FluentResource>;

static ITALIAN: LazyLock<Bundle> = LazyLock::new(|| bundle("it", include_str!("../texts/it.ftl")));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle("en", include_str!("../texts/en.ftl")));

/// A test reads both files whole, so that a fault in them never reaches a running server.
fn bundle(tag: &str, source: &str) -> Bundle {
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    let mut bundle = Bundle::new_concurrent(tag.parse().into_iter().collect());
    bundle.set_use_isolating(false);
    bundle.add_resource_overriding(resource);
    bundle
}

/// The text with this key, its placeholders filled from `facts`; nothing when there is none.
pub fn text(
    language: Language,
    key: &str,
    attribute: Option<&str>,
    facts: &[(String, String)],
) -> Option<String> {
    let bundle: &Bundle = match language {
        Language::Italian => &ITALIAN,
        Language::English => &ENGLISH,
    };
    let message = bundle.get_message(key)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    let args: FluentArgs<'_> = facts
        .iter()
        .map(|(key, value)| (key.as_str(), quoted(value)))
        .collect();
    let mut errors = Vec::new();
    Some(
        bundle
            .format_pattern(pattern, Some(&args), &mut errors)
            .into_owned(),
    )
}

/// A fact as a text quotes it. A count is a number, so that a text says one day and two days; what
/// only looks like one, an identifier that begins with a zero, stays as it was written.
fn quoted(value: &str) -> FluentValue<'_> {
    match value.parse::<u32>() {
        Ok(count) if count.to_string() == value => FluentValue::from(count),
        _ => FluentValue::from(value),
    }
}

/// A day, as people write it.
pub fn written_day(day: NaiveDate, language: Language) -> String {
    let form = match language {
        Language::Italian => "%d/%m/%Y",
        Language::English => "%-d %b %Y",
    };
    day.format(form).to_string()
}

/// What a code of a vocabulary is called; the code itself where it has no label. A label that is
/// missing in English is given in Italian.
pub fn label(language: Language, vocabulary: &str, code: &str) -> String {
    let concept = domain::vocabulary::get(vocabulary)
        .and_then(|list| list.concepts.iter().find(|concept| concept.code == code));
    let label = concept.map(|concept| match language {
        Language::English => concept.label_en.unwrap_or(concept.label_it),
        Language::Italian => concept.label_it,
    });
    label.unwrap_or(code).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reader_chooses_the_language_and_italian_is_the_default() {
        assert_eq!(Language::negotiate(None), Language::Italian);
        assert_eq!(
            Language::negotiate(Some("en-GB,en;q=0.9,it;q=0.8")),
            Language::English
        );
        assert_eq!(
            Language::negotiate(Some("fr, en;q=0.2, it;q=0.5")),
            Language::Italian
        );
        assert_eq!(Language::negotiate(Some("de")), Language::Italian);
        assert_eq!(Language::negotiate(Some("en;q=0")), Language::Italian);
    }

    #[test]
    fn both_files_hold_the_same_keys_and_no_fault() {
        let keys = |source: &str| {
            let resource =
                FluentResource::try_new(source.to_owned()).expect("a text file is broken");
            let mut keys: Vec<String> = resource
                .entries()
                .filter_map(|entry| match entry {
                    fluent_syntax::ast::Entry::Message(message) => {
                        let attributes: Vec<_> =
                            message.attributes.iter().map(|a| a.id.name).collect();
                        Some(format!("{} {attributes:?}", message.id.name))
                    }
                    _ => None,
                })
                .collect();
            keys.sort();
            keys
        };
        assert_eq!(
            keys(include_str!("../texts/it.ftl")),
            keys(include_str!("../texts/en.ftl"))
        );
    }

    #[test]
    fn one_day_is_said_otherwise_than_two() {
        let said = |language, key: &str, name: &str, number: &str| {
            let facts = [(name.to_owned(), number.to_owned())];
            text(language, key, None, &facts).unwrap()
        };
        let (it, en) = (Language::Italian, Language::English);
        for (key, name, one, two, one_en, two_en) in [
            (
                "rule-appointment-late_notice",
                "days",
                " un giorno ",
                " 2 giorni ",
                " one day ",
                " 2 days ",
            ),
            (
                "rule-appointment-late_move",
                "hours",
                " un'ora ",
                " 2 ore ",
                " one hour ",
                " 2 hours ",
            ),
        ] {
            assert!(said(it, key, name, "1").contains(one), "{key}");
            assert!(said(it, key, name, "2").contains(two), "{key}");
            assert!(said(en, key, name, "1").contains(one_en), "{key}");
            assert!(said(en, key, name, "2").contains(two_en), "{key}");
        }
        assert!(said(it, "rule-appointment-closed", "day", "0012").contains("0012"));
    }

    #[test]
    fn every_rule_has_its_words_in_both_languages() {
        let rules = [
            domain::cases::RULES,
            domain::hand_overs::RULES,
            domain::referrals::RULES,
            domain::agreements::RULES,
            domain::appointments::RULES,
            domain::follow_ups::RULES,
            domain::case_files::RULES,
            domain::desk_contacts::RULES,
            domain::individuals::RULES,
            domain::employment_status::RULES,
            domain::steps::RULES,
            domain::individuals::merging::RULES,
            domain::erasures::RULES,
            domain::disposals::RULES,
        ];
        for rule in rules.concat() {
            let key = format!("rule-{}", rule.replace('.', "-"));
            for language in [Language::Italian, Language::English] {
                assert!(text(language, &key, None, &[]).is_some(), "{key}");
            }
        }
    }
}
