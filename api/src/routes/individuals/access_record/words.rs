//! Who saw or changed a record, in sentences.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::access_records::{Line, Part, Seen, Told as What};
use domain::individuals::SectionName;
use persistence::access_records::{Colleague, Told, Who};

use crate::routes::individuals::timeline;
use crate::texts::{Language, label, text, written_day};

/// In whose words, and in whose time.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// The language of the reader.
    pub language: Language,
    /// The time zone of the organisation.
    pub zone: Tz,
}

impl Reader {
    /// A text with its placeholders filled.
    pub fn says(self, key: &str, facts: &[(&str, String)]) -> String {
        let facts: Vec<(String, String)> = facts
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        text(self.language, key, None, &facts).unwrap_or_else(|| key.to_owned())
    }

    /// A day.
    pub fn day(self, day: NaiveDate) -> String {
        written_day(day, self.language)
    }

    /// A day and an hour.
    pub fn instant(self, at: DateTime<Utc>) -> String {
        let at = at.with_timezone(&self.zone);
        format!("{}, {}", self.day(at.date_naive()), at.format("%H:%M"))
    }

    /// Before when reads are not told any more, where some are not kept.
    pub fn reads_since(self, since: Option<DateTime<Utc>>) -> Option<String> {
        let day = since?.with_timezone(&self.zone).date_naive();
        Some(self.says("access-record-since", &[("day", self.day(day))]))
    }

    /// From when to when: one instant where both are of one minute, one day where both are of one.
    fn span(self, since: DateTime<Utc>, at: DateTime<Utc>) -> String {
        let (from, to) = (
            since.with_timezone(&self.zone),
            at.with_timezone(&self.zone),
        );
        let first = self.instant(since);
        if self.instant(at) == first {
            first
        } else if from.date_naive() == to.date_naive() {
            format!("{first}–{}", to.format("%H:%M"))
        } else {
            format!("{first} – {}", self.instant(at))
        }
    }

    /// What a section is called.
    pub fn section(self, section: SectionName) -> String {
        self.says(&format!("section-{section}"), &[])
    }

    /// What a part of the record is called.
    pub fn part(self, seen: Seen) -> String {
        let key = match (seen.part, seen.section) {
            // Which section it was is not known of what was read before that was written down.
            (Part::IndividualSection | Part::SectionHistory, None) => "part-some_section".into(),
            (part, _) => format!("part-{part}"),
        };
        let section = seen.section.map_or_else(String::new, |s| self.section(s));
        self.says(&key, &[("section", section)])
    }

    /// Who did something: a colleague with roles and offices, a program by its name.
    pub fn who(self, who: &Who) -> String {
        match who {
            Who::Staff(colleague) => self.colleague(colleague),
            Who::Program(_, label) => self.says("who-program", &[("label", label.clone())]),
            Who::System => self.says("who-system", &[]),
            Who::Unknown => self.says("who-unknown", &[]),
        }
    }

    fn colleague(self, colleague: &Colleague) -> String {
        let name = format!(
            "{} {}",
            colleague.name.given_name, colleague.name.family_name
        );
        let roles = colleague.roles.iter();
        let roles = roles.map(|role| label(self.language, "roles", &role.to_string()));
        let offices = colleague.offices.iter().map(|(_, label)| label.clone());
        let about: Vec<String> = roles.chain(offices).collect();
        if about.is_empty() {
            name
        } else {
            format!("{name} ({})", about.join(", "))
        }
    }

    fn parts(self, parts: &[(Seen, u32)]) -> String {
        let each = parts.iter().map(|(seen, times)| match times {
            1 => self.part(*seen),
            _ => self.says(
                "access-record-times",
                &[("part", self.part(*seen)), ("count", times.to_string())],
            ),
        });
        each.collect::<Vec<_>>().join("; ")
    }

    fn taken(self, key: &str, [when, who]: [(&str, String); 2], line: &Line) -> String {
        let code = line.purpose.as_deref().unwrap_or_default();
        let purpose = label(self.language, "access-purposes", code);
        self.says(key, &[when, who, ("purpose", purpose)])
    }

    /// A line of an access record as a sentence.
    pub fn sentence(self, told: &Told) -> String {
        let line = &told.line;
        let when = ("when", self.span(line.since, line.at));
        let who = ("who", self.who(&told.who));
        match &line.told {
            What::Read(parts) => {
                let code = line.purpose.as_deref().unwrap_or_default();
                let key = match (line.is_emergency(), code) {
                    (true, _) => "access-record-read-in-emergency",
                    (false, "") => "access-record-read-without-purpose",
                    (false, _) => "access-record-read",
                };
                let purpose = label(self.language, "access-purposes", code);
                self.says(
                    key,
                    &[
                        when,
                        who,
                        ("parts", self.parts(parts)),
                        ("purpose", purpose),
                    ],
                )
            }
            What::Changed(fact) => {
                let deed = timeline::told(fact, self.language);
                self.says("access-record-changed", &[when, who, ("deed", deed)])
            }
            What::Imported(reason) => {
                let reason = label(self.language, "import-reasons", &reason.to_string());
                self.says("access-record-imported", &[when, who, ("reason", reason)])
            }
            What::AskedFor => self.taken("access-record-asked_for", [when, who], line),
            What::Exported => self.taken("access-record-exported", [when, who], line),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use strum::IntoEnumIterator;

    use super::*;

    const LANGUAGES: [Language; 2] = [Language::Italian, Language::English];

    fn reader(language: Language) -> Reader {
        Reader {
            language,
            zone: Tz::Europe__Rome,
        }
    }

    #[test]
    fn every_part_and_section_has_its_words_in_both_languages() {
        for language in LANGUAGES {
            let has = |key: &str| assert!(text(language, key, None, &[]).is_some(), "{key}");
            Part::iter().for_each(|part| has(&format!("part-{part}")));
            SectionName::iter().for_each(|section| has(&format!("section-{section}")));
            for key in [
                "part-some_section",
                "who-program",
                "who-system",
                "who-unknown",
                "access-record-times",
                "access-record-read",
                "access-record-read-in-emergency",
                "access-record-read-without-purpose",
                "access-record-changed",
                "access-record-imported",
                "access-record-asked_for",
                "access-record-exported",
                "access-record-note",
            ] {
                has(key);
            }
        }
    }

    #[test]
    fn a_sitting_is_told_by_its_day_and_its_hours() {
        let at = DateTime::from_timestamp(1_772_442_000, 0).unwrap();
        let later = at + TimeDelta::minutes(25);
        let italian = reader(Language::Italian);
        assert_eq!(italian.span(at, at), "02/03/2026, 10:00");
        assert_eq!(italian.span(at, later), "02/03/2026, 10:00–10:25");
        let english = reader(Language::English);
        let tomorrow = at + TimeDelta::days(1);
        assert_eq!(
            english.span(at, tomorrow),
            "2 Mar 2026, 10:00 – 3 Mar 2026, 10:00"
        );
    }

    #[test]
    fn the_section_is_named_where_it_is_known() {
        let seen = |section| Seen {
            part: Part::IndividualSection,
            section,
        };
        let english = reader(Language::English);
        assert_eq!(
            english.part(seen(Some(SectionName::Residence))),
            "the section “residence”"
        );
        assert_eq!(english.part(seen(None)), "a section of the record");
    }
}
