//! Notes: what was said and seen, with every earlier text kept.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::{Actor, OfficeId, StaffId};
use crate::cases::{Case, CaseStep};
use crate::event::{About, CaseId, Fact, IndividualId};
use crate::kernel::{Changed, Fault, Id, Refusal, Text, Version, unknown_code};
use crate::policy::Action;

/// Marks identifiers of a note.
#[derive(Debug)]
pub struct NoteTag;
/// Identifies a note.
pub type NoteId = Id<NoteTag>;

/// What a note says.
pub type NoteText = Text<10_000>;
/// Why a note was amended.
pub type AmendmentReason = Text<500>;

/// Who may read a note; each circle holds the ones before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum Visibility {
    /// The author, the counsellor and the team.
    Team,
    /// Also the office of the case.
    Office,
    /// Everybody who reaches the case.
    Organisation,
}

impl Visibility {
    /// The circles to which the actor belongs in this case. The author reads the own note anyway.
    pub fn open_to(actor: &Actor, case: &Case) -> Vec<Self> {
        if case.has_member(actor) {
            vec![Self::Team, Self::Office, Self::Organisation]
        } else if actor.works_in(case.office) {
            vec![Self::Office, Self::Organisation]
        } else {
            vec![Self::Organisation]
        }
    }
}

/// A note, as it reads now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The note.
    pub id: NoteId,
    /// In which case.
    pub case: CaseId,
    /// About whom.
    pub individual: IndividualId,
    /// The office of the case.
    pub office: OfficeId,
    /// Who wrote it.
    pub author: Option<StaffId>,
    /// Who may read it.
    pub visibility: Visibility,
    /// What it says.
    pub text: NoteText,
    /// Who wrote this text: the author, or who amended the note.
    pub written_by: Option<StaffId>,
    /// Why it was amended, if somebody said.
    pub reason: Option<AmendmentReason>,
    /// How many texts it has had.
    pub version: Version,
}

impl Note {
    /// Writes a note in a case that the actor works on.
    pub fn write(
        actor: &Actor,
        case: &Case,
        id: NoteId,
        visibility: Visibility,
        text: NoteText,
    ) -> Result<Changed<Self>, Refusal> {
        case.allows(actor, CaseStep::WriteNote)?;
        let note = Self {
            id,
            case: case.id,
            individual: case.individual,
            office: case.office,
            author: actor.staff(),
            visibility,
            text,
            written_by: actor.staff(),
            reason: None,
            version: Version::FIRST,
        };
        let visibility = visibility.to_string();
        Ok(note.says(Fact::NoteWritten { visibility }))
    }

    /// Replaces the text; the earlier one stays readable. Only the author amends a note, or who
    /// answers for the cases of the office.
    pub fn amend(
        mut self,
        actor: &Actor,
        text: NoteText,
        reason: Option<AmendmentReason>,
    ) -> Result<Changed<Self>, Refusal> {
        let wrote_it = actor.staff().is_some() && actor.staff() == self.author;
        if !wrote_it && !actor.reaches_office(Action::AssignCase, self.office) {
            return Err(Refusal::NotPermitted {});
        }
        self.text = text;
        self.reason = reason;
        self.written_by = actor.staff();
        let version = self.version.next().0;
        Ok(self.says(Fact::NoteAmended { version }))
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = About::thing("note", self.id)
            .of(self.individual)
            .case(self.case)
            .at(self.office);
        Changed::new(self, about.says(fact))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use crate::cases::Opening;
    use crate::individuals::KnownPerson;
    use crate::kernel::Named;
    use crate::samples::{day, id, staff};

    fn counsellor() -> Actor {
        staff(4, &[Role::Counsellor], &[7])
    }

    fn case() -> Case {
        let opening = Opening {
            id: id(1),
            individual: Named::Known(KnownPerson {
                id: id(3),
                birth_date: day("1990-01-01"),
            }),
            office: id(7),
            counsellor: None,
            intake: None,
            reason: "Cerca lavoro.".parse().unwrap(),
            on: None,
        };
        let mut case = Case::open(&counsellor(), opening, day("2026-05-20"))
            .unwrap()
            .into_parts()
            .0;
        case.counsellor = Some(id(4));
        case
    }

    fn note() -> Note {
        let text = "Ha sostenuto un colloquio.".parse().unwrap();
        Note::write(&counsellor(), &case(), id(9), Visibility::Team, text)
            .unwrap()
            .into_parts()
            .0
    }

    #[test]
    fn the_codes_are_those_of_the_vocabulary() {
        assert_eq!(
            Visibility::VARIANTS,
            crate::vocabulary::codes("note-visibilities")
        );
    }

    #[test]
    fn only_who_works_on_the_case_writes_a_note() {
        let stranger = staff(5, &[Role::Counsellor], &[7]);
        let text = "Nota.".parse().unwrap();
        let refused = Note::write(&stranger, &case(), id(9), Visibility::Office, text);
        assert_eq!(refused.unwrap_err().code(), "not_permitted");
    }

    #[test]
    fn the_author_and_the_coordinator_of_the_office_amend_a_note_and_nobody_else() {
        for (actor, may) in [
            (counsellor(), true),
            (staff(6, &[Role::Coordinator], &[7]), true),
            (staff(6, &[Role::Coordinator], &[8]), false),
            (staff(5, &[Role::Counsellor], &[7]), false),
        ] {
            let amended = note().amend(&actor, "Nota corretta.".parse().unwrap(), None);
            assert_eq!(amended.is_ok(), may, "{actor:?}");
        }
    }

    #[test]
    fn each_circle_of_readers_holds_the_one_before() {
        let open_to = |actor: Actor| Visibility::open_to(&actor, &case()).len();
        assert_eq!(open_to(counsellor()), 3);
        assert_eq!(open_to(staff(6, &[Role::Coordinator], &[7])), 2);
        assert_eq!(open_to(staff(6, &[Role::Coordinator], &[8])), 1);
    }
}
