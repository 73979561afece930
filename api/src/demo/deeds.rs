//! What the staff did, done again: load, decide, save, as the routes do it.

use domain::actor::StaffId;
use domain::cases::{
    Case, CaseOutcome, Closure, NewAttempt, ReopeningReason, Suspension, SuspensionReason,
};
use domain::desk_contacts::DeskContact;
use domain::event::{CaseId, IndividualId};
use domain::imports::PASSED_OVER;
use domain::individuals::{
    Address, Contacts, EvidenceSource, LocalId, Proposal, Provenance, Residence, Verification,
};
use domain::intakes::{
    Intake, IntakeId, Interview, NewIntake, NoticeLanguage, NoticeShown, Outcome,
};
use domain::intakes::{Referral, ReferralSource};
use domain::kernel::{Fault, Id, Text};
use domain::notes::{Note, NoteId, Visibility};
use domain::policy::Action;
use domain::rulebook::Rulebook;
use persistence::individuals::sections;
use persistence::{Error, Tx, cases, contact_attempts, desk_contacts, individuals, intakes, notes};

use super::diary::{Deed, Entry};
use super::office::Opened;
use super::people::{Fictional, KnownBy};
use super::record::Told;
use super::words;

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
        individual,
    };
    let changed = contact.record(tx.actor(), &Rulebook::shipped(), &[], tx.day()?)?;
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

    fn register(&self, tx: &mut Tx<'_>, world: &mut World) -> Result<(), Error> {
        let fictional = &world.people[self.number];
        let office = world.office.office(self.entry.desk);
        let mut registration = fictional
            .person
            .clone()
            .registration(office, self.provenance(tx)?);
        registration.acknowledged = PASSED_OVER.map(ToOwned::to_owned).to_vec();
        if fictional.known_by == KnownBy::LocalId {
            let fresh: Id<()> = tx.new_id();
            registration.local_id = Some(LocalId::minted(fresh.uuid()));
        }
        let candidates = individuals::candidates(tx, &registration)?;
        let id = tx.new_id();
        let changed = registration.register(tx.actor(), id, candidates, tx.day()?)?;
        individuals::register(tx, changed)?;
        world.made[self.number].individual = Some(id);
        let told = Told {
            number: self.number,
            id,
            fictional,
            provenance: self.provenance(tx)?,
        };
        told.tell(tx)
    }

    /// The record of the person, as far as the actor may edit it.
    fn record(&self, tx: &mut Tx<'_>) -> Result<sections::Person, Error> {
        sections::all(tx, made(self.individual)?, Action::EditIndividual)
    }

    fn move_house(&self, tx: &mut Tx<'_>, world: &World) -> Result<(), Error> {
        // Into the house of the next person: an address of ours that exists nowhere.
        let next = (self.number + 1) % world.people.len();
        let address = world.people[next].person.address.clone();
        let valid_from = Some(tx.day()?);
        let Some(address) = address else {
            return Ok(());
        };
        let residence = Residence {
            residence: Some(Address {
                valid_from,
                ..address
            }),
            domicile: None,
        };
        let person = self.record(tx)?;
        let proposal = Proposal {
            content: residence,
            provenance: self.provenance(tx)?,
            acknowledged: Vec::new(),
        };
        let changed = person.replace(proposal, tx.today())?;
        sections::replace(tx, changed)?;
        Ok(())
    }

    fn change_phone(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        let person = self.record(tx)?;
        let recorded = person.section::<Contacts>()?;
        let mut contacts = recorded.map(|section| section.content).unwrap_or_default();
        let phone = format!("+39 300 555 {:04}", 9_999 - self.number);
        contacts.phones = vec![phone.parse().map_err(ours)?];
        let proposal = Proposal {
            content: contacts,
            provenance: self.provenance(tx)?,
            acknowledged: Vec::new(),
        };
        let changed = person.replace(proposal, tx.today())?;
        sections::replace(tx, changed)?;
        Ok(())
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
            individual: made(self.individual)?,
            office: world.office.office(self.entry.desk),
            on: None,
            interview,
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
            Some(staff) => Some(cases::colleague(tx, staff, "/counsellor_id")?),
            None => None,
        };
        let case = tx.new_id();
        let reason = self.text(&words::REASONS)?;
        let opened = intake.open_case(tx.actor(), case, counsellor, reason, tx.day()?)?;
        cases::insert(tx, opened)?;
        let changed = intake.conclude(tx.actor(), Outcome::CaseOpened { case }, tx.day()?)?;
        intakes::save(tx, changed)?;
        world.made[self.number].case = Some(case);
        Ok(())
    }

    fn case(&self, tx: &mut Tx<'_>, world: &World, action: Action) -> Result<Case, Error> {
        cases::get(tx, made(world.made[self.number].case)?, action)
    }

    fn change_team(&self, tx: &mut Tx<'_>, world: &World, member: StaffId) -> Result<(), Error> {
        let case = self.case(tx, world, Action::AssignCase)?;
        let members = cases::colleagues(tx, &[member], "/members")?;
        let changed = case.change_team(tx.actor(), &members)?;
        cases::save_team(tx, changed)?;
        Ok(())
    }

    fn write_note(
        &self,
        tx: &mut Tx<'_>,
        world: &mut World,
        visibility: Visibility,
    ) -> Result<(), Error> {
        let case = self.case(tx, world, Action::WriteNotes)?;
        let id = tx.new_id();
        let text = self.text(&words::NOTES)?;
        let changed = Note::write(tx.actor(), &case, id, visibility, text)?;
        notes::insert(tx, changed)?;
        world.made[self.number].note = Some(id);
        Ok(())
    }

    fn amend_note(&self, tx: &mut Tx<'_>, world: &World) -> Result<(), Error> {
        let case = self.case(tx, world, Action::WriteNotes)?;
        let written = notes::get(tx, &case, made(world.made[self.number].note)?)?;
        let text = self.text(&words::AMENDED)?;
        let reason = Some(words::AMENDMENT.parse().map_err(ours)?);
        let changed = written.note.amend(tx.actor(), text, reason)?;
        notes::save(tx, changed, written.first_written_at)?;
        Ok(())
    }

    fn attempt(&self, tx: &mut Tx<'_>, world: &World) -> Result<(), Error> {
        let Deed::AttemptContact { channel, outcome } = self.entry.deed else {
            return Err(Error::Corrupt("diary"));
        };
        let case = self.case(tx, world, Action::WorkCase)?;
        let new = NewAttempt {
            id: tx.new_id(),
            on: None,
            channel,
            outcome,
        };
        let changed = case.attempt_contact(tx.actor(), new, tx.day()?)?;
        contact_attempts::insert(tx, changed)?;
        Ok(())
    }

    fn suspend(
        &self,
        tx: &mut Tx<'_>,
        world: &World,
        reason: SuspensionReason,
        days: u32,
    ) -> Result<(), Error> {
        let case = self.case(tx, world, Action::WorkCase)?;
        let suspension = Suspension {
            reason,
            on: None,
            until: Some(tx.day()?.add_days(days).map_err(ours)?),
        };
        let changed = case.suspend(tx.actor(), suspension, tx.day()?)?;
        cases::save(tx, changed)?;
        Ok(())
    }

    fn resume(&self, tx: &mut Tx<'_>, world: &World) -> Result<(), Error> {
        let case = self.case(tx, world, Action::WorkCase)?;
        let changed = case.resume(tx.actor(), None, tx.day()?)?;
        cases::save(tx, changed)?;
        Ok(())
    }

    fn close(&self, tx: &mut Tx<'_>, world: &World, outcome: CaseOutcome) -> Result<(), Error> {
        let case = self.case(tx, world, Action::WorkCase)?;
        let silence = contact_attempts::silence(tx, &case)?;
        let closure = Closure {
            outcome,
            on: None,
            acknowledged: Vec::new(),
        };
        let book = Rulebook::shipped();
        let changed = case.close(tx.actor(), closure, silence, &book, tx.day()?)?;
        cases::save(tx, changed)?;
        Ok(())
    }

    fn reopen(&self, tx: &mut Tx<'_>, world: &World, reason: ReopeningReason) -> Result<(), Error> {
        let case = self.case(tx, world, Action::WorkCase)?;
        let changed = case.reopen(tx.actor(), reason, tx.day()?)?;
        cases::save(tx, changed)?;
        Ok(())
    }
}
