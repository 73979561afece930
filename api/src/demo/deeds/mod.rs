//! What the staff did, done again: load, decide, save, as the routes do it.

mod following;
mod record;
mod work;

use domain::actor::{Actor, OfficeId, StaffId};
use domain::desk_contacts::DeskContact;
use domain::event::{CaseId, IndividualId};
use domain::individuals::{EvidenceSource, Provenance, Verification};
use domain::intakes::{
    Intake, IntakeId, Interview, NewIntake, NoticeLanguage, NoticeShown, Outcome, Referral,
    ReferralSource,
};
use domain::kernel::{Fault, Text};
use domain::notes::NoteId;
use domain::policy::Action;
use persistence::{Error, Tx, cases, desk_contacts, intakes, names};

use super::diary::{Deed, Entry};
use super::office::{Member, Opened};
use super::people::Fictional;
use super::{twins, words};
use crate::import::Person;

/// What has been made so far.
#[derive(Debug)]
pub(super) struct World {
    pub(super) office: Opened,
    people: Vec<Fictional>,
    made: Vec<Made>,
}

/// What has been made for one person.
#[derive(Debug, Clone, Default)]
struct Made {
    individual: Option<IndividualId>,
    intake: Option<IntakeId>,
    case: Option<CaseId>,
    note: Option<NoteId>,
}

impl World {
    pub(super) fn new(office: Opened, people: Vec<Fictional>) -> Self {
        let made = vec![Made::default(); people.len()];
        Self {
            office,
            people,
            made,
        }
    }
}

/// Somebody and how somebody else typed the same person once more.
type Twin = (IndividualId, Person);

impl World {
    /// The first so many people who were registered.
    pub(super) fn known(&self, most: usize) -> Vec<IndividualId> {
        let made = self.made.iter().filter_map(|made| made.individual);
        made.take(most).collect()
    }

    /// The coordinator, the office, and the first two people of the diary with what a second desk
    /// would have written down.
    pub(super) fn twins(&self) -> Result<(Actor, OfficeId, [Twin; 2]), Error> {
        let twin = |number: usize| -> Result<Twin, Error> {
            let again = twins::mistyped(&self.people[number].person).map_err(ours)?;
            Ok((made(self.made[number].individual)?, again))
        };
        let actor = self.office.actor(Member::Coordinator);
        let office = actor.offices.first().copied();
        let office = office.ok_or(Error::Corrupt("diary"))?;
        Ok((actor, office, [twin(0)?, twin(1)?]))
    }
}

/// The diary asks for what has not been made: a mistake of ours.
fn made<T>(id: Option<T>) -> Result<T, Error> {
    id.ok_or(Error::Corrupt("diary"))
}

/// Text of ours that is none: a mistake of ours.
fn ours(_: Fault) -> Error {
    Error::Corrupt("diary")
}

/// Does what an entry says.
pub(super) fn perform(tx: &mut Tx<'_>, world: &mut World, entry: &Entry) -> Result<(), Error> {
    let Some(number) = entry.person else {
        return serve(tx, world, entry, None);
    };
    let mut of_person = OfPerson {
        number,
        words: number + usize::try_from(tx.now().timestamp() / 60).unwrap_or(0),
        individual: world.made[number].individual,
        entry,
    };
    match &entry.deed {
        Deed::Register => of_person.register(tx, world),
        Deed::MoveHouse => of_person.move_house(tx, world),
        Deed::ChangePhone => of_person.change_phone(tx),
        Deed::TellOfWork => of_person.tell_of_work(tx, world),
        Deed::ServeAtDesk { .. } => serve(tx, world, entry, of_person.individual),
        Deed::TakeIntake { .. } => of_person.take_intake(tx, world),
        Deed::LetWait { days } => {
            let until = Some(tx.day()?.add_days(*days).map_err(ours)?);
            of_person.conclude(tx, world, Outcome::Waiting { until })
        }
        Deed::ConcludeWithInformation => of_person.conclude(tx, world, Outcome::InformationOnly {}),
        Deed::ReferElsewhere { to } => {
            let service = Some(service(*to)?);
            of_person.conclude(tx, world, Outcome::ReferredElsewhere { to: *to, service })
        }
        Deed::OpenCase { counsellor } => {
            let counsellor = counsellor.map(|member| world.office.staff(member));
            of_person.open_case(tx, world, counsellor)
        }
        Deed::ChangeTeam { member } => {
            let member = world.office.staff(*member);
            of_person.change_team(tx, world, member)
        }
        Deed::WriteNote { visibility } => of_person.write_note(tx, world, *visibility),
        Deed::AmendNote => of_person.amend_note(tx, world),
        Deed::AttemptContact { .. } => of_person.attempt(tx, world),
        Deed::Suspend { reason, days } => of_person.suspend(tx, world, *reason, *days),
        Deed::Resume => of_person.resume(tx, world),
        Deed::Close { outcome } => of_person.close(tx, world, *outcome),
        Deed::Reopen { reason } => of_person.reopen(tx, world, *reason),
    }
}

/// A contact at the desk, with a person or without.
fn serve(
    tx: &mut Tx<'_>,
    world: &World,
    entry: &Entry,
    individual: Option<IndividualId>,
) -> Result<(), Error> {
    let Deed::ServeAtDesk {
        topic,
        age_band,
        channel,
        minutes,
    } = entry.deed
    else {
        return Err(Error::Corrupt("diary"));
    };
    let contact = DeskContact {
        id: tx.new_id(),
        office: world.office.office(entry.desk),
        on: tx.day()?,
        topic,
        age_band,
        channel,
        minutes,
        sex: None,
        individual: None,
    };
    let with = individual.map(|id| names::person(tx, id)).transpose()?;
    let book = tx.rulebook()?;
    let changed = contact.record(with, tx.actor(), &book, &[], tx.day()?)?;
    desk_contacts::insert(tx, changed)?;
    Ok(())
}

fn service(kind: ReferralSource) -> Result<Text<200>, Error> {
    let place = match kind {
        ReferralSource::EmploymentCentre => 0,
        ReferralSource::SocialServices => 2,
        _ => 1,
    };
    words::SERVICES[place].parse().map_err(ours)
}

/// What is done for one person.
struct OfPerson<'a> {
    number: usize,
    /// Which of our words are used.
    words: usize,
    individual: Option<IndividualId>,
    entry: &'a Entry,
}

impl OfPerson<'_> {
    fn text<const MAX: usize>(&self, of: &[&str]) -> Result<Text<MAX>, Error> {
        of[self.words % of.len()].parse().map_err(ours)
    }

    fn provenance(&self, tx: &Tx<'_>) -> Result<Provenance, Error> {
        use EvidenceSource as S;
        let sources = [
            S::Document,
            S::SelfDeclared,
            S::SapImport,
            S::Document,
            S::SelfCertification445,
            S::CpiCertificate,
        ];
        let verification = match self.number % 9 {
            0 | 1 => Verification::Verified,
            2 => Verification::Sampled,
            _ => Verification::None,
        };
        Ok(Provenance {
            source: sources[self.number % sources.len()],
            observed_on: tx.day()?,
            verification,
        })
    }

    fn take_intake(&mut self, tx: &mut Tx<'_>, world: &mut World) -> Result<(), Error> {
        let Deed::TakeIntake {
            arrival,
            referral,
            urgency,
            needs,
        } = &self.entry.deed
        else {
            return Err(Error::Corrupt("diary"));
        };
        let referral = match referral {
            Some(from) => Some(Referral {
                from: *from,
                service: Some(service(*from)?),
            }),
            None => None,
        };
        let interview = Interview {
            arrival: *arrival,
            referral,
            urgency: *urgency,
            needs: needs.clone(),
            expectations: Some(self.text(&words::EXPECTATIONS)?),
            notice: NoticeShown {
                version: "1.0".parse().map_err(ours)?,
                language: if self.number.is_multiple_of(11) {
                    NoticeLanguage::En
                } else {
                    NoticeLanguage::It
                },
                on: tx.day()?,
            },
        };
        let new = NewIntake {
            id: tx.new_id(),
            individual: names::person(tx, made(self.individual)?)?,
            office: world.office.office(self.entry.desk),
            on: None,
            interview,
            referral: None,
        };
        world.made[self.number].intake = Some(new.id);
        let changed = Intake::take(tx.actor(), new, tx.day()?)?;
        intakes::insert(tx, changed)?;
        Ok(())
    }

    fn conclude(&self, tx: &mut Tx<'_>, world: &World, outcome: Outcome) -> Result<(), Error> {
        let id = made(world.made[self.number].intake)?;
        let intake = intakes::get(tx, id, Action::TakeIntake)?;
        let changed = intake.conclude(tx.actor(), outcome, tx.day()?)?;
        intakes::save(tx, changed)?;
        Ok(())
    }

    fn open_case(
        &self,
        tx: &mut Tx<'_>,
        world: &mut World,
        counsellor: Option<StaffId>,
    ) -> Result<(), Error> {
        let id = made(world.made[self.number].intake)?;
        let intake = intakes::get(tx, id, Action::TakeIntake)?;
        let counsellor = match counsellor {
            Some(staff) => Some(cases::colleague(tx, staff)?),
            None => None,
        };
        let case = tx.new_id();
        let reason = self.text(&words::REASONS)?;
        let person = names::person_of_record(tx, intake.individual)?;
        let opened = intake.open_case(tx.actor(), case, person, counsellor, reason, tx.day()?)?;
        cases::insert(tx, opened)?;
        let changed = intake.conclude(tx.actor(), Outcome::CaseOpened { case }, tx.day()?)?;
        intakes::save(tx, changed)?;
        world.made[self.number].case = Some(case);
        Ok(())
    }
}
