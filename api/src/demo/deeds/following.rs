//! What whoever follows a person does to the case.

use domain::actor::StaffId;
use domain::cases::{
    Case, CaseOutcome, Closure, NewAttempt, ReopeningReason, Suspension, SuspensionReason,
};
use domain::notes::{Note, Visibility};
use domain::policy::Action;
use persistence::{Error, Tx, cases, contact_attempts, notes};

use super::super::diary::Deed;
use super::super::words;
use super::{OfPerson, World, made, ours};

impl OfPerson<'_> {
    pub(super) fn case(
        &self,
        tx: &mut Tx<'_>,
        world: &World,
        action: Action,
    ) -> Result<Case, Error> {
        cases::get(tx, made(world.made[self.number].case)?, action)
    }

    pub(super) fn change_team(
        &self,
        tx: &mut Tx<'_>,
        world: &World,
        member: StaffId,
    ) -> Result<(), Error> {
        let case = self.case(tx, world, Action::AssignCase)?;
        let members = cases::colleagues(tx, &[member])?;
        let changed = case.change_team(tx.actor(), members)?;
        cases::save_team(tx, changed)?;
        Ok(())
    }

    pub(super) fn write_note(
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

    pub(super) fn amend_note(&self, tx: &mut Tx<'_>, world: &World) -> Result<(), Error> {
        let case = self.case(tx, world, Action::WriteNotes)?;
        let written = notes::get(tx, &case, made(world.made[self.number].note)?)?;
        let text = self.text(&words::AMENDED)?;
        let reason = Some(words::AMENDMENT.parse().map_err(ours)?);
        let changed = written.note.amend(tx.actor(), text, reason)?;
        notes::save(tx, changed, written.first_written_at)?;
        Ok(())
    }

    pub(super) fn attempt(&self, tx: &mut Tx<'_>, world: &World) -> Result<(), Error> {
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

    pub(super) fn suspend(
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

    pub(super) fn resume(&self, tx: &mut Tx<'_>, world: &World) -> Result<(), Error> {
        let case = self.case(tx, world, Action::WorkCase)?;
        let changed = case.resume(tx.actor(), None, tx.day()?)?;
        cases::save(tx, changed)?;
        Ok(())
    }

    pub(super) fn close(
        &self,
        tx: &mut Tx<'_>,
        world: &World,
        outcome: CaseOutcome,
    ) -> Result<(), Error> {
        let case = self.case(tx, world, Action::WorkCase)?;
        let silence = contact_attempts::silence(tx, &case)?;
        let closure = Closure {
            outcome,
            on: None,
            acknowledged: Vec::new(),
        };
        let book = tx.rulebook()?;
        let changed = case.close(tx.actor(), closure, silence, &book, tx.day()?)?;
        cases::save(tx, changed)?;
        Ok(())
    }

    pub(super) fn reopen(
        &self,
        tx: &mut Tx<'_>,
        world: &World,
        reason: ReopeningReason,
    ) -> Result<(), Error> {
        let case = self.case(tx, world, Action::WorkCase)?;
        let changed = case.reopen(tx.actor(), reason, tx.day()?)?;
        cases::save(tx, changed)?;
        Ok(())
    }
}
