//! What a counsellor writes down of school, work, status, availability and household.

use domain::cases::WorkKind;
use domain::individuals::availability::{HoursWanted, Licence, Travel, Vehicle, WorkingHours};
use domain::individuals::classified::{Employer, EndReason, Occupation, OccupationEdition, Sector};
use domain::individuals::education::{Qualification, QualificationState, Recognition};
use domain::individuals::employment_status::{
    AvailabilityDeclaration, Benefit, BenefitKind, DeclarationState, LossReason, StatusLoss,
};
use domain::individuals::household::Isee;
use domain::individuals::work_history::{IncomeForecast, Job};
use domain::individuals::{
    Availability, Education, EmploymentStatus, EvidenceSource, Household, Jobs, Proposal,
    Provenance, Section, Sourced, Verification,
};
use domain::kernel::{Cents, Day, Fault};
use domain::vocabulary::ateco::Edition;
use persistence::individuals::sections;
use persistence::{Error, Tx};

use super::{OfPerson, World, ours};

/// The age from which the people of the demonstration have worked.
const FIRST_WORK: u32 = 20;

/// Somebody's story, from which the sections follow.
struct Life {
    number: usize,
    born: Day,
    today: Day,
}

fn plain<T>(item: T) -> Sourced<T> {
    Sourced {
        item,
        provenance: None,
    }
}

impl OfPerson<'_> {
    pub(super) fn tell_of_work(&self, tx: &mut Tx<'_>, world: &World) -> Result<(), Error> {
        let life = Life {
            number: self.number,
            born: world.people[self.number].person.birth_date,
            today: tx.day()?,
        };
        let person = self.record(tx)?;
        self.write(tx, &person, life.education().map_err(ours)?)?;
        self.write(tx, &person, life.jobs().map_err(ours)?)?;
        self.write(tx, &person, life.status().map_err(ours)?)?;
        self.write(tx, &person, life.availability().map_err(ours)?)?;
        if self.number.is_multiple_of(3) {
            self.write(tx, &person, life.household().map_err(ours)?)?;
        }
        Ok(())
    }

    fn write<S: Section>(
        &self,
        tx: &mut Tx<'_>,
        person: &sections::Person,
        content: S,
    ) -> Result<(), Error> {
        let proposal = Proposal {
            content,
            provenance: self.provenance(tx)?,
            acknowledged: Vec::new(),
        };
        let changed = person.replace(tx, proposal)?;
        sections::replace(tx, changed)?;
        Ok(())
    }
}

impl Life {
    fn is_adult(&self) -> bool {
        let first = self.born.add_months((FIRST_WORK + 3) * 12);
        first.is_ok_and(|first| first < self.today)
    }

    fn certified(&self) -> Provenance {
        Provenance {
            source: EvidenceSource::CpiCertificate,
            observed_on: self.today,
            verification: Verification::Verified,
        }
    }

    fn education(&self) -> Result<Education, Fault> {
        use chrono::Datelike;
        let born = u16::try_from(self.born.date().year()).unwrap_or_default();
        let (level, regional, age, title) = match self.number % 5 {
            0 => ("2", "Z3", 14, "Licenza media"),
            1 => ("3", "Z4", 17, "Qualifica di operatore della ristorazione"),
            2 => ("6", "Z8", 23, "Laurea triennale"),
            _ => ("3", "Z5", 19, "Diploma di scuola superiore"),
        };
        let grown = self.is_adult();
        let is_foreign = self.number.is_multiple_of(9);
        let item = Qualification {
            level: if grown { level } else { "2" }.parse()?,
            regional_level: Some(if grown { regional } else { "Z3" }.parse()?),
            title: Some(if grown { title } else { "Licenza media" }.parse()?),
            field: None,
            state: QualificationState::Completed,
            year: Some(born + if grown { age } else { 14 }),
            country: Some(if is_foreign { "436" } else { "100" }.parse()?),
            recognition: is_foreign.then_some(Recognition::UnderWay),
            institution: None,
        };
        Ok(Education {
            items: vec![plain(item)],
            full_time_ended_on: grown.then(|| self.born.add_months(19 * 12)).transpose()?,
            in_education: Some(!grown),
            in_training: Some(self.number % 8 == 5),
        })
    }

    fn job(&self, kind: WorkKind, from: Day, yearly: i64) -> Result<Job, Fault> {
        let (sector, occupation) = match self.number % 3 {
            0 => ("56.11", "5.2.2.3.2"),
            1 => ("47.11", "5.1.2"),
            _ => ("81.21", "8.1.4.3.0"),
        };
        Ok(Job {
            kind,
            employer: Some(Employer {
                legal_name: "Cooperativa Esempio".parse()?,
                code: None,
            }),
            occupation: Some(Occupation::new(OccupationEdition::Cp2021, occupation)?),
            sector: Sector::new(Edition::Of2025, sector).ok(),
            from,
            to: None,
            planned_to: None,
            weekly_hours: Some("30".parse()?),
            full_time_hours: Some("40".parse()?),
            contract_type: None,
            forecasts: vec![IncomeForecast {
                from,
                yearly: Cents::new(yearly),
            }],
            dismissal_notice_on: None,
            end_reason: None,
        })
    }

    /// An old job; then nothing, a running one, a small one, an internship, by turns.
    fn jobs(&self) -> Result<Jobs, Fault> {
        if !self.is_adult() {
            return Ok(Jobs {
                complete_since: Some(self.born),
                items: Vec::new(),
            });
        }
        let first = self.born.add_months(FIRST_WORK * 12)?;
        let mut items = vec![plain(Job {
            to: Some(first.add_months(24)?),
            end_reason: Some(EndReason::TermExpired),
            contract_type: Some("A.02.00".parse()?),
            ..self.job(WorkKind::EmployeeFixed, first, 1_400_000)?
        })];
        let last = match self.number % 4 {
            0 => None,
            1 => Some(Job {
                planned_to: Some(self.today.add_months(3)?),
                contract_type: Some("A.02.00".parse()?),
                ..self.job(
                    WorkKind::EmployeeFixed,
                    self.today.subtract_days(45)?,
                    1_300_000,
                )?
            }),
            2 => Some(self.job(WorkKind::Occasional, self.today.subtract_days(80)?, 300_000)?),
            _ => Some(Job {
                to: Some(self.today.subtract_days(20)?),
                contract_type: Some("C.01.00".parse()?),
                forecasts: Vec::new(),
                ..self.job(WorkKind::Traineeship, self.today.subtract_days(150)?, 0)?
            }),
        };
        items.extend(last.map(|job| Sourced {
            item: job,
            provenance: Some(Provenance {
                source: EvidenceSource::CoImport,
                ..self.certified()
            }),
        }));
        Ok(Jobs {
            complete_since: Some(first),
            items,
        })
    }

    /// Declared and confirmed, lost, or never declared; some draw a benefit, one that ends soon
    /// among them.
    fn status(&self) -> Result<EmploymentStatus, Fault> {
        if !self.is_adult() || self.number.is_multiple_of(5) {
            return Ok(EmploymentStatus {
                declarations: Vec::new(),
                benefits: Some(Vec::new()),
            });
        }
        let declared_on = self.today.subtract_days(100)?;
        let is_lost = self.number % 5 == 4;
        let declaration = AvailabilityDeclaration {
            declared_on,
            state: Some(if is_lost {
                DeclarationState::Ended
            } else {
                DeclarationState::Confirmed
            }),
            office: Some("Centro per l'impiego di Esempio".parse()?),
            certified_on: Some(self.today.subtract_days(10)?),
            pact_id: None,
            loss: is_lost.then_some(StatusLoss {
                reason: LossReason::Conditionality,
                on: self.today.subtract_days(12)?,
            }),
        };
        let drawn = |kind, days| -> Result<_, Fault> {
            Ok(plain(Benefit {
                kind,
                from: declared_on,
                to: Some(self.today.add_days(days)?),
                monthly: Some(Cents::new(65_000)),
                suspended: Vec::new(),
            }))
        };
        let benefits = match self.number % 5 {
            1 => vec![drawn(BenefitKind::Naspi, 460)?],
            2 => vec![drawn(BenefitKind::Sfl, 200)?],
            _ => Vec::new(),
        };
        Ok(EmploymentStatus {
            declarations: vec![Sourced {
                item: declaration,
                provenance: Some(self.certified()),
            }],
            benefits: Some(benefits),
        })
    }

    fn availability(&self) -> Result<Availability, Fault> {
        let drives = self.number % 3 != 1 && self.is_adult();
        Ok(Availability {
            from: Some(self.today),
            sectors: Sector::new(Edition::Of2025, "56").into_iter().collect(),
            occupations: vec![Occupation::new(OccupationEdition::Cp2021, "5.2")?],
            hours: Some(HoursWanted {
                working_hours: WorkingHours::Any,
                least: Some("20".parse()?),
                most: None,
            }),
            shifts: Some(self.number.is_multiple_of(2)),
            nights: Some(false),
            weekends: Some(self.number % 4 != 3),
            travel: Some(Travel {
                kilometres: Some(25),
                minutes: Some(60),
                by_public_transport: Some(!drives),
            }),
            vehicle: Some(if drives { Vehicle::Car } else { Vehicle::None }),
            licences: if drives {
                vec![Licence {
                    category: "B".parse()?,
                    expires_on: Some(self.today.add_days(150)?),
                }]
            } else {
                Vec::new()
            },
        })
    }

    fn household(&self) -> Result<Household, Fault> {
        Ok(Household {
            needed_for: vec!["work_site".parse()?],
            members: Some(3),
            dependent_minors: Some(1),
            other_dependants: Some(0),
            single_adult: Some(self.number.is_multiple_of(2)),
            isee: Some(Isee {
                value: Cents::new(742_050),
                expires_on: self.today.add_days(120)?,
            }),
        })
    }
}
