//! Contacts at the desk, counted with or without a person.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::{Actor, OfficeId};
use crate::event::{About, Fact, IndividualId};
use crate::individuals::{KnownPerson, can_have_happened};
use crate::kernel::{Changed, Day, Fault, Faults, Id, Named, Refusal, Sex, unknown_code};
use crate::policy::Action;
use crate::rulebook::{Finding, Rule, Rulebook};

/// Marks identifiers of a desk contact.
#[derive(Debug)]
pub struct DeskContactTag;
/// Identifies a desk contact.
pub type DeskContactId = Id<DeskContactTag>;

/// What somebody came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum Topic {
    Work,
    JobSearch,
    Cv,
    UnemploymentRegistration,
    IncomeInformation,
    Study,
    Training,
    QualificationRecognition,
    Internships,
    PublicUtilityWork,
    TailoredPlacement,
    SelfEmployment,
    CivilService,
    Volunteering,
    Mobility,
    Housing,
    Culture,
    DigitalServices,
    Appointments,
    Other,
}

/// How old somebody is, as far as the desk can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum AgeBand {
    #[strum(serialize = "under_14")]
    Under14,
    #[strum(serialize = "14")]
    Fourteen,
    #[strum(serialize = "15-17")]
    From15To17,
    #[strum(serialize = "18-24")]
    From18To24,
    #[strum(serialize = "25-29")]
    From25To29,
    #[strum(serialize = "30-34")]
    From30To34,
    #[strum(serialize = "35-49")]
    From35To49,
    #[strum(serialize = "50-59")]
    From50To59,
    #[strum(serialize = "60_plus")]
    From60,
    Unknown,
}

/// How somebody was in touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
#[expect(missing_docs, reason = "the vocabulary labels each code")]
pub enum Channel {
    Desk,
    Phone,
    Email,
    CertifiedMail,
    Online,
    Home,
    Group,
    School,
}

/// Somebody was served at a desk: counted, and known by identity only where a personal service
/// began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskContact {
    /// The contact.
    pub id: DeskContactId,
    /// Where.
    pub office: OfficeId,
    /// On which day.
    pub on: Day,
    /// About what.
    pub topic: Topic,
    /// How old the person is.
    pub age_band: AgeBand,
    /// By which channel.
    pub channel: Channel,
    /// For how long, in minutes.
    pub minutes: u16,
    /// Which sex the person states, if that was asked.
    pub sex: Option<Sex>,
    /// Who it was, if that is known; `record` sets it.
    pub individual: Option<IndividualId>,
}

const LATE: Rule = Rule::warning("desk_contact.late", "Percorso: counts are taken on the day");
const LONG: Rule = Rule::warning(
    "desk_contact.long",
    "Percorso: counts are taken contact by contact",
);

/// Every rule about desk contacts; each has its text.
pub const RULES: &[&str] = &[LATE.id, LONG.id];

impl DeskContact {
    /// Counts the contact, with whoever is named, at an office where the actor works. A day to
    /// come is refused, and one before the person was born; a day long past, and a contact of
    /// many hours, ask for an acknowledgement.
    pub fn record(
        mut self,
        with: Option<Named<KnownPerson>>,
        actor: &Actor,
        book: &Rulebook,
        acknowledged: &[String],
        today: Day,
    ) -> Result<Changed<Self>, Refusal> {
        let mut faults = Faults::none();
        faults.gather(actor.may_at(Action::RecordDeskContact, self.office, "/office_id"))?;
        let person = with.and_then(|named| faults.known("/individual_id", named));
        can_have_happened("/on", self.on, person.as_ref(), today, &mut faults);
        faults.refuse()?;
        self.individual = person.map(|person| person.id);
        let acknowledged =
            Refusal::unless_acknowledged(self.findings(actor, book, today), acknowledged)?;
        let mut about = About::thing("desk_contact", self.id).at(self.office);
        if let Some(individual) = self.individual {
            about = about.of(individual);
        }
        let fact = Fact::DeskContactRecorded {
            topic: self.topic.to_string(),
            channel: self.channel.to_string(),
            acknowledged,
        };
        Ok(Changed::new(self, about.says(fact)))
    }

    fn findings(&self, actor: &Actor, book: &Rulebook, today: Day) -> Vec<Finding> {
        let number = |key| book.count(key, &actor.chain(), today);
        let mut findings = Vec::new();
        if let Some((days, parameter)) = number("desk.max_days_back")
            && self.on.days_until(today) > days
        {
            let late = self.on.days_until(today);
            findings.push(LATE.finding(&[parameter]).with("days", late));
        }
        if let Some((minutes, parameter)) = number("desk.max_minutes")
            && i64::from(self.minutes) > minutes
        {
            findings.push(LONG.finding(&[parameter]).with("minutes", self.minutes));
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use crate::samples::{day, id, staff};
    use crate::vocabulary::codes;

    fn contact(on: &str, minutes: u16) -> DeskContact {
        DeskContact {
            id: id(1),
            office: id(7),
            on: day(on),
            topic: Topic::Cv,
            age_band: AgeBand::From25To29,
            channel: Channel::Desk,
            minutes,
            sex: None,
            individual: None,
        }
    }

    fn refusal(contact: DeskContact, acknowledged: &[&str]) -> Option<&'static str> {
        let acknowledged: Vec<String> = acknowledged.iter().map(ToString::to_string).collect();
        let actor = staff(2, &[Role::DeskOperator], &[7]);
        contact
            .record(
                None,
                &actor,
                &Rulebook::shipped(),
                &acknowledged,
                day("2026-05-20"),
            )
            .err()
            .map(|refusal| refusal.code())
    }

    #[test]
    fn the_codes_are_those_of_the_vocabularies() {
        assert_eq!(Topic::VARIANTS, codes("desk-topics"));
        assert_eq!(AgeBand::VARIANTS, codes("age-bands"));
        assert_eq!(Channel::VARIANTS, codes("contact-channels"));
    }

    #[test]
    fn a_contact_is_counted_on_its_day_or_within_the_month_after() {
        assert_eq!(refusal(contact("2026-05-20", 10), &[]), None);
        assert_eq!(refusal(contact("2026-04-19", 10), &[]), None);
        assert_eq!(refusal(contact("2026-04-18", 10), &[]), Some("rules"));
        assert_eq!(
            refusal(contact("2026-04-18", 10), &["desk_contact.late"]),
            None
        );
        assert_eq!(refusal(contact("2026-05-21", 10), &[]), Some("invalid"));
    }

    #[test]
    fn a_contact_of_more_than_four_hours_asks_whether_that_is_meant() {
        assert_eq!(refusal(contact("2026-05-20", 240), &[]), None);
        assert_eq!(refusal(contact("2026-05-20", 241), &[]), Some("rules"));
        assert_eq!(
            refusal(contact("2026-05-20", 241), &["desk_contact.long"]),
            None
        );
    }

    #[test]
    fn only_the_rules_that_were_passed_over_are_written_down() {
        let written = |on: &str| {
            let sent = ["desk_contact.late", "Anna Rossi"].map(ToOwned::to_owned);
            let actor = staff(2, &[Role::DeskOperator], &[7]);
            let counted = contact(on, 10).record(
                None,
                &actor,
                &Rulebook::shipped(),
                &sent,
                day("2026-05-20"),
            );
            match &counted.unwrap().events()[0].fact {
                Fact::DeskContactRecorded { acknowledged, .. } => acknowledged.clone(),
                other => vec![other.kind().to_owned()],
            }
        };
        assert!(written("2026-05-20").is_empty());
        assert_eq!(written("2026-04-18"), ["desk_contact.late"]);
    }

    #[test]
    fn every_fault_of_a_contact_is_told_at_once() {
        let lucia = KnownPerson {
            id: id(3),
            birth_date: day("1990-01-01"),
        };
        let told = |on: &str, with| {
            let mut elsewhere = contact(on, 10);
            elsewhere.office = id(8);
            let actor = staff(2, &[Role::DeskOperator], &[7]);
            let book = Rulebook::shipped();
            let refused = elsewhere.record(Some(with), &actor, &book, &[], day("2026-05-20"));
            refused.unwrap_err().to_string()
        };
        assert_eq!(
            told("1989-12-31", Named::Known(lucia)),
            "invalid: /office_id unknown_reference, /on before_birth"
        );
        assert_eq!(
            told("2026-05-21", Named::Unknown),
            "invalid: /office_id unknown_reference, /individual_id unknown_reference, \
             /on in_the_future"
        );
    }

    #[test]
    fn nobody_counts_at_an_office_of_others() {
        let mut elsewhere = contact("2026-05-20", 10);
        elsewhere.office = id(8);
        assert_eq!(refusal(elsewhere, &[]), Some("invalid"));
    }
}
