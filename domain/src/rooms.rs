//! Rooms and workstations of the offices.

use strum::{Display, EnumIter, EnumString, VariantNames};

use crate::actor::{Actor, OfficeId};
use crate::event::{About, Fact};
use crate::kernel::{Changed, Day, Fault, Faults, Id, Named, Refusal, Text, Version, unknown_code};
use crate::policy::Action;

/// Marks identifiers of a room.
#[derive(Debug)]
pub struct RoomTag;
/// Identifies a room.
pub type RoomId = Id<RoomTag>;

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Display, EnumString, EnumIter, VariantNames)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum RoomKind {
    /// A room, where people are met.
    Room,
    /// A desk in a room, where one person works.
    Workstation,
}

/// What a room has that somebody may need; codes of the vocabulary `room-features`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Display,
    EnumString,
    EnumIter,
    VariantNames,
)]
#[strum(serialize_all = "snake_case", parse_err_ty = Fault, parse_err_fn = unknown_code)]
pub enum RoomFeature {
    /// Reached without a step.
    StepFree,
    /// An induction loop.
    InductionLoop,
    /// A connection to an interpreter of sign language.
    SignLanguage,
    /// Quiet.
    Quiet,
    /// Nobody outside hears what is said.
    Private,
    /// A desk whose height changes.
    AdjustableDesk,
    /// A computer for whoever comes.
    Computer,
    /// A projector or a large screen.
    Projector,
}

/// The most people that a room can be said to hold.
pub const MOST_PLACES: u16 = 500;

/// What somebody says of a room, and may say otherwise later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomTerms {
    /// What people call it.
    pub label: Text<100>,
    /// How many people it holds.
    pub places: u16,
    /// What it has, each once.
    pub features: Vec<RoomFeature>,
    /// From which day on nobody is booked there.
    pub closed_on: Option<Day>,
}

/// A new room, as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRoom {
    /// Its identifier.
    pub id: RoomId,
    /// Where it is.
    pub office: Named<OfficeId>,
    /// What kind of place it is.
    pub kind: RoomKind,
    /// The room in which a workstation stands.
    pub parent: Option<Named<Room>>,
    /// What else is said of it.
    pub terms: RoomTerms,
}

/// A room or a workstation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// The room.
    pub id: RoomId,
    /// Where it is: a room does not move.
    pub office: OfficeId,
    /// What kind of place it is.
    pub kind: RoomKind,
    /// The room in which a workstation stands.
    pub parent: Option<RoomId>,
    /// What else is said of it.
    pub terms: RoomTerms,
    /// How often it was saved.
    pub version: Version,
}

impl RoomTerms {
    fn check(&self, kind: RoomKind, faults: &mut Faults) {
        if self.places > MOST_PLACES || self.places == 0 {
            let range = Fault::new("out_of_range").with("min", 1);
            faults.read::<()>("/places", Err(range.with("max", MOST_PLACES)));
        } else if kind == RoomKind::Workstation && self.places != 1 {
            faults.tell("/places", "workstation_is_for_one");
        }
        faults.each_once("/features", &self.features);
    }

    /// The same with its features in the order of their list.
    fn ordered(mut self) -> Self {
        self.features.sort_unstable();
        self
    }
}

impl Room {
    /// A new room of an office. A workstation may stand in a room of the same office.
    pub fn create(new: NewRoom, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::ManageServices)?;
        let mut faults = Faults::none();
        let office = faults.known("/office_id", new.office);
        new.terms.check(new.kind, &mut faults);
        let parent = match (new.kind, new.parent) {
            (_, None) => None,
            (RoomKind::Room, Some(_)) => {
                faults.tell("/parent_id", "room_in_a_room");
                None
            }
            (RoomKind::Workstation, Some(parent)) => faults.known("/parent_id", parent),
        };
        if let Some(parent) = &parent
            && (parent.kind != RoomKind::Room || office.is_some_and(|here| here != parent.office))
        {
            faults.tell("/parent_id", "room_elsewhere");
        }
        let office = faults.unless_any(office)?;
        let room = Self {
            id: new.id,
            office,
            kind: new.kind,
            parent: parent.map(|parent| parent.id),
            terms: new.terms.ordered(),
            version: Version::FIRST,
        };
        let what = room.kind.to_string();
        Ok(room.says(Fact::RoomCreated { what }))
    }

    /// Says otherwise what is said of it. What kind of place it is and where stays.
    pub fn replace(mut self, terms: RoomTerms, actor: &Actor) -> Result<Changed<Self>, Refusal> {
        actor.may(Action::ManageServices)?;
        let mut faults = Faults::none();
        terms.check(self.kind, &mut faults);
        faults.refuse()?;
        self.terms = terms.ordered();
        let version = self.version.next().0;
        Ok(self.says(Fact::RoomReplaced {
            version,
            acknowledged: Vec::new(),
        }))
    }

    /// Whether nobody is booked there on `day` any more.
    pub fn is_closed_on(&self, day: Day) -> bool {
        self.terms.closed_on.is_some_and(|closed| closed <= day)
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let about = About::thing("room", self.id).at(self.office);
        Changed::new(self, about.says(fact))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use crate::samples::{day, id, staff};
    use crate::vocabulary::codes;

    fn terms(places: u16) -> RoomTerms {
        RoomTerms {
            label: "Sala 1".parse().unwrap(),
            places,
            features: vec![RoomFeature::Quiet, RoomFeature::StepFree],
            closed_on: None,
        }
    }

    fn new(kind: RoomKind, parent: Option<Named<Room>>) -> NewRoom {
        NewRoom {
            id: id(1),
            office: Named::Known(id(7)),
            kind,
            parent,
            terms: terms(1),
        }
    }

    fn room(office: u128) -> Room {
        Room {
            id: id(2),
            office: id(office),
            kind: RoomKind::Room,
            parent: None,
            terms: terms(8),
            version: Version::FIRST,
        }
    }

    fn coordinator() -> Actor {
        staff(3, &[Role::Coordinator], &[7])
    }

    #[test]
    fn a_workstation_stands_in_a_room_of_its_office() {
        let there = Some(Named::Known(room(7)));
        let made = Room::create(new(RoomKind::Workstation, there.clone()), &coordinator());
        let made = made.unwrap().into_parts().0;
        assert_eq!(made.parent, Some(id(2)));
        let sorted = [RoomFeature::StepFree, RoomFeature::Quiet];
        assert_eq!(made.terms.features, sorted);
        let refused = |kind, parent| {
            let refused = Room::create(new(kind, parent), &coordinator());
            refused.unwrap_err().to_string()
        };
        let elsewhere = Some(Named::Known(room(8)));
        assert_eq!(
            refused(RoomKind::Workstation, elsewhere),
            "invalid: /parent_id room_elsewhere"
        );
        assert_eq!(
            refused(RoomKind::Workstation, Some(Named::Known(made))),
            "invalid: /parent_id room_elsewhere"
        );
        assert_eq!(
            refused(RoomKind::Room, there),
            "invalid: /parent_id room_in_a_room"
        );
    }

    #[test]
    fn what_does_not_fit_is_told_at_once() {
        let mut wrong = new(RoomKind::Workstation, Some(Named::Unknown));
        wrong.office = Named::Unknown;
        wrong.terms.places = 2;
        wrong.terms.features = vec![RoomFeature::Quiet, RoomFeature::Quiet];
        assert_eq!(
            Room::create(wrong, &coordinator()).unwrap_err().to_string(),
            "invalid: /office_id unknown_reference, /places workstation_is_for_one, \
             /features/1 duplicate_member, /parent_id unknown_reference"
        );
        for places in [0, MOST_PLACES + 1] {
            let refused = room(7).replace(terms(places), &coordinator()).unwrap_err();
            assert_eq!(refused.to_string(), "invalid: /places out_of_range");
        }
        assert!(room(7).replace(terms(MOST_PLACES), &coordinator()).is_ok());
    }

    #[test]
    fn a_room_is_closed_from_its_day_on() {
        let mut room = room(7);
        assert!(!room.is_closed_on(day("2100-12-31")));
        room.terms.closed_on = Some(day("2026-03-02"));
        assert!(room.is_closed_on(day("2026-03-02")) && !room.is_closed_on(day("2026-03-01")));
    }

    #[test]
    fn only_who_keeps_the_services_keeps_the_rooms() {
        for role in [Role::Counsellor, Role::DeskOperator, Role::Auditor] {
            let other = staff(4, &[role], &[7]);
            let refused = Room::create(new(RoomKind::Room, None), &other);
            assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {}, "{role}");
            let refused = room(7).replace(terms(1), &other);
            assert_eq!(refused.unwrap_err(), Refusal::NotPermitted {}, "{role}");
        }
    }

    #[test]
    fn the_features_are_those_of_the_vocabulary() {
        assert_eq!(codes("room-features"), RoomFeature::VARIANTS.to_vec());
    }
}
