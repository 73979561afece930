//! What the desk writes down about a person beside names and addresses, in every situation that the
//! product knows.

use domain::event::IndividualId;
use domain::individuals::contacts::LanguageCode;
use domain::individuals::{
    CefrLevel, Citizenship, CitizenshipCode, Citizenships, DocumentSeen, EvidenceSource, Guardians,
    Holder, HolderRole, LanguageSkill, Languages, NoticeWay, Permit, PermitKind, PermitReason,
    PermitRequest, PrivacyNotice, Proposal, Provenance, ResidencePermits, Section, ServiceNeed,
    ServiceNeedKind, ServiceNeeds, Sourced, Verification,
};
use domain::intakes::NoticeLanguage;
use domain::kernel::{Day, Fault, LeapBirthday};
use domain::policy::Action;
use persistence::individuals::sections;
use persistence::{Error, Tx};

use super::people::Fictional;

/// Somebody about whom more is written down.
pub(super) struct Told<'a> {
    pub(super) number: usize,
    pub(super) id: IndividualId,
    pub(super) fictional: &'a Fictional,
    pub(super) provenance: Provenance,
}

/// A value of ours that is none: a mistake of ours.
fn ours(_: Fault) -> Error {
    Error::Corrupt("record of the demonstration")
}

/// The languages that are spoken where a citizenship is from, the one of childhood first.
fn languages_of(citizenship: &str) -> (&'static str, &'static str) {
    match citizenship {
        "235" => ("ro", "en"),
        "436" => ("ar", "fr"),
        "201" => ("sq", "en"),
        "615" => ("es", "en"),
        "443" => ("en", "ig"),
        "419" => ("ar", "en"),
        "314" => ("zh", "en"),
        "243" => ("uk", "ru"),
        "450" => ("wo", "fr"),
        "305" => ("bn", "en"),
        "301" => ("fa", "ps"),
        "271" => ("ro", "ru"),
        _ => ("it", "en"),
    }
}

impl Told<'_> {
    /// Writes everything down that the desk has heard.
    pub(super) fn tell(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let today = tx.day()?;
        if let Some(citizenships) = self.citizenships().map_err(ours)? {
            self.write(tx, citizenships)?;
        }
        if let Some(permits) = self.permits(today).map_err(ours)? {
            self.write(tx, permits)?;
        }
        self.speak(tx)?;
        if let Some(needs) = self.needs().map_err(ours)? {
            self.write(tx, needs)?;
        }
        if let Some(guardians) = self.guardians(today).map_err(ours)? {
            self.write(tx, guardians)?;
        }
        if self.number.is_multiple_of(3) {
            self.write(tx, self.notice(today).map_err(ours)?)?;
        }
        Ok(())
    }

    fn write<S: Section>(&self, tx: &mut Tx<'_>, content: S) -> Result<(), Error> {
        self.write_from(tx, content, self.provenance)
    }

    fn write_from<S: Section>(
        &self,
        tx: &mut Tx<'_>,
        content: S,
        provenance: Provenance,
    ) -> Result<(), Error> {
        let person = sections::all(tx, self.id, Action::EditIndividual)?;
        let proposal = Proposal {
            content,
            provenance,
            acknowledged: Vec::new(),
        };
        let changed = person.replace(tx, proposal)?;
        sections::replace(tx, changed)?;
        Ok(())
    }

    fn citizenship(&self) -> &'static str {
        let citizenship = self.fictional.person.citizenship.as_ref();
        citizenship.map_or("100", CitizenshipCode::as_str)
    }

    /// Of one in seventeen nobody asked.
    fn citizenships(&self) -> Result<Option<Citizenships>, Fault> {
        if self.number % 17 == 16 {
            return Ok(None);
        }
        let mut codes = vec![self.citizenship()];
        if self.number % 31 == 4 && self.citizenship() != "100" {
            codes.push("100");
        }
        let items: Result<Vec<_>, Fault> = codes
            .into_iter()
            .map(|code| {
                Ok(Sourced::plain(Citizenship {
                    code: code.parse()?,
                    valid_from: None,
                    valid_to: None,
                }))
            })
            .collect();
        Ok(Some(Citizenships { items: items? }))
    }

    /// The permits of whoever needs one: of every kind, in every state.
    fn permits(&self, today: Day) -> Result<Option<ResidencePermits>, Fault> {
        use PermitKind as K;
        use PermitReason as R;
        if matches!(self.citizenship(), "100" | "235") {
            return Ok(None);
        }
        let turn = self.number / 2 % 9;
        let days = u32::try_from(self.number * 37 % 600).unwrap_or(0);
        let (kind, reason) = [
            (K::ResidencePermit, R::EmployedWork),
            (K::ResidencePermit, R::Family),
            (K::SinglePermit, R::EmployedWork),
            (K::ResidencePermit, R::AsylumRequest),
            (K::ResidencePermit, R::AwaitingEmployment),
            (K::ResidencePermit, R::Study),
            (K::ResidencePermit, R::SubsidiaryProtection),
        ][self.number % 7];
        let asked = |days_ago: u32| -> Result<_, Fault> {
            let number = format!("{:012}", 55_000_000 + self.number);
            Ok(Some(PermitRequest {
                requested_on: today.subtract_days(days_ago)?,
                receipt_number: Some(number.parse()?).filter(|_| self.number % 4 != 1),
            }))
        };
        let (expires_on, request) = match turn {
            0 => return Ok(None),
            1 => (None, asked(20)?),
            2 => (Some(today.subtract_days(25)?), asked(5)?),
            3 => (Some(today.subtract_days(150)?), asked(10)?),
            4 => (None, None),
            _ => (Some(today.add_days(days)?), None),
        };
        let permit = Permit {
            kind: if turn == 4 { K::EuLongTerm } else { kind },
            reason: Some(reason).filter(|_| turn != 4),
            number: Some(format!("I{:08}", 10_000_000 + self.number).parse()?)
                .filter(|_| turn != 1),
            issued_on: match expires_on {
                Some(end) => Some(end.min(today).subtract_months(24)?),
                None => None,
            },
            expires_on,
            unlimited: turn == 4,
            request,
        };
        let items = vec![Sourced::plain(permit)];
        Ok(Some(ResidencePermits { items }))
    }

    fn spoken(&self, italian: CefrLevel) -> Result<Languages, Fault> {
        let (childhood, other) = languages_of(self.citizenship());
        let skill = |language: &str, level: Option<CefrLevel>| -> Result<_, Fault> {
            let language: LanguageCode = language.parse()?;
            Ok(Sourced::plain(LanguageSkill {
                language,
                mother_tongue: level.is_none(),
                understanding: level,
                speaking: level,
                writing: level.filter(|level| *level > CefrLevel::A1),
                certificate: None,
            }))
        };
        let mut items = vec![skill(childhood, None)?, skill(other, Some(CefrLevel::B1))?];
        if childhood != "it" {
            items.push(skill("it", Some(italian))?);
        }
        Ok(Languages { items })
    }

    /// Some are heard twice: the course they come from says something else about their Italian.
    fn speak(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        if self.number % 12 == 7 {
            return Ok(());
        }
        let from = |source| Provenance {
            source,
            verification: Verification::None,
            ..self.provenance
        };
        let heard = self.spoken(CefrLevel::B1).map_err(ours)?;
        self.write_from(tx, heard, from(EvidenceSource::SelfDeclared))?;
        if self.number % 10 == 5 {
            let shown = self.spoken(CefrLevel::A2).map_err(ours)?;
            self.write_from(tx, shown, from(EvidenceSource::Document))?;
        }
        Ok(())
    }

    fn needs(&self) -> Result<Option<ServiceNeeds>, Fault> {
        use ServiceNeedKind as K;
        let (childhood, _) = languages_of(self.citizenship());
        let kind = match self.number % 11 {
            3 if childhood != "it" => K::Interpreter,
            3 => K::PlainLanguage,
            5 => K::StepFreeRoom,
            8 => K::FlexibleHours,
            _ => return Ok(None),
        };
        let language = (kind == K::Interpreter).then_some(childhood);
        let language = language.map(str::parse).transpose()?;
        let items = vec![Sourced::plain(ServiceNeed { kind, language })];
        Ok(Some(ServiceNeeds { items }))
    }

    /// Of most minors somebody signs.
    fn guardians(&self, today: Day) -> Result<Option<Guardians>, Fault> {
        let person = &self.fictional.person;
        let age = person.birth_date.age_on(today, LeapBirthday::default());
        let is_minor = age.is_some_and(|age| age < 18);
        if !is_minor || self.number % 20 == 3 {
            return Ok(None);
        }
        let mother = Holder {
            role: HolderRole::Parent,
            family_name: person.family_name.clone(),
            given_name: "Anna Maria".parse()?,
            phone: Some(format!("+39 300 556 {:04}", self.number).parse()?),
            email: None,
            document: Some(DocumentSeen {
                title: "Carta d'identità".parse()?,
                seen_on: today,
            }),
        };
        Ok(Some(Guardians {
            holders: vec![mother],
            schooling_duty_fulfilled: age.map(|age| age >= 16),
        }))
    }

    fn notice(&self, today: Day) -> Result<PrivacyNotice, Fault> {
        let (childhood, _) = languages_of(self.citizenship());
        let how = match (self.number % 4, childhood) {
            (0, _) => NoticeWay::Screen,
            (1, childhood) if childhood != "it" => NoticeWay::ByInterpreter,
            (2, _) => NoticeWay::ReadAloud,
            _ => NoticeWay::Paper,
        };
        let interpreted = (how == NoticeWay::ByInterpreter).then_some(childhood);
        Ok(PrivacyNotice {
            version: "1.0".parse()?,
            language: NoticeLanguage::It,
            shown_on: today,
            how,
            interpreted_into: interpreted.map(str::parse).transpose()?,
        })
    }
}
