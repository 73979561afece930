//! Days on which a colleague's hours are otherwise.

use strum::{Display, EnumDiscriminants, EnumIter, EnumString, VariantNames};

use super::{Around, check_office, few_and_once, may_keep, ordered, room_of};
use crate::actor::{OfficeId, StaffId};
use crate::closures::over;
use crate::event::{About, Fact};
use crate::individuals::contacts::LanguageCode;
use crate::kernel::{
    Calendar, Changed, ClockSpan, ClockTime, Day, Fault, Faults, Id, Named, Refusal, Version,
    unknown_code,
};
use crate::rooms::{Room, RoomId};
use crate::vocabulary::{Code, CodeList};

/// Marks identifiers of an exception.
#[derive(Debug)]
pub struct ExceptionTag;
/// Identifies an exception.
pub type ExceptionId = Id<ExceptionTag>;

/// Why a colleague is not there. None of them tells of health, of a union or of a family.
#[derive(Debug)]
pub struct ExceptionReasons;

impl CodeList for ExceptionReasons {
    const LIST: &'static str = "absence-reasons";
}

/// Why a colleague is not there.
pub type ExceptionReasonCode = Code<ExceptionReasons>;

/// Where people are received in hours beside those of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// At which office.
    pub office: OfficeId,
    /// In which room.
    pub room: Option<RoomId>,
    /// In which languages besides that of the office, in the order of their codes.
    pub languages: Vec<LanguageCode>,
    /// Whether people are also met from afar.
    pub remote: bool,
}

/// What is otherwise on a day.
#[derive(Debug, Clone, PartialEq, Eq, EnumDiscriminants)]
#[strum_discriminants(
    name(ExceptionKind),
    derive(Display, EnumString, EnumIter, VariantNames, Hash),
    strum(
        serialize_all = "snake_case",
        parse_err_ty = Fault,
        parse_err_fn = unknown_code
    ),
    doc = "What is otherwise on a day, without the rest."
)]
pub enum OnTheDay {
    /// The colleague is not there.
    Absent(ExceptionReasonCode),
    /// The colleague receives people there, whatever the hours of the week say of that time; for
    /// all services.
    Extra(Extra),
}

/// The same, as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewChange {
    /// The colleague is not there.
    Absent(ExceptionReasonCode),
    /// The colleague receives people.
    Extra(NewExtra),
}

/// Where, as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExtra {
    /// At which office.
    pub office: OfficeId,
    /// In which room.
    pub room: Option<Named<Room>>,
    /// In which languages besides that of the office.
    pub languages: Vec<LanguageCode>,
    /// Whether people are also met from afar.
    pub remote: bool,
}

/// An exception, as somebody asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewException {
    /// Its identifier.
    pub id: ExceptionId,
    /// On which day.
    pub day: Day,
    /// From when.
    pub from: ClockTime,
    /// Until when.
    pub to: ClockTime,
    /// What is otherwise.
    pub change: NewChange,
}

/// On one day the hours of a colleague are otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The exception.
    pub id: ExceptionId,
    /// Whose hours.
    pub staff: StaffId,
    /// On which day.
    pub day: Day,
    /// From when until when, as the clock shows it.
    pub times: ClockSpan,
    /// What is otherwise.
    pub change: OnTheDay,
    /// How often it was saved.
    pub version: Version,
}

impl NewExtra {
    fn looked_over(
        self,
        day: Day,
        calendar: Calendar,
        around: Around<'_>,
        faults: &mut Faults,
    ) -> Extra {
        // Of a closure nobody knows when the hours are planned; of a holiday everybody does.
        if calendar.holiday(day).is_some() {
            faults.tell("/day", "is_a_holiday");
        }
        let room = {
            check_office(around, self.office, "/change/office_id", faults);
            room_of(self.room, (self.office, day), "/change/room_id", faults)
        };
        few_and_once(&self.languages, "/change/languages", faults);
        Extra {
            office: self.office,
            room,
            languages: ordered(self.languages),
            remote: self.remote,
        }
    }
}

impl Exception {
    /// Sets what is otherwise on a day, today at the earliest. Of one day no two lie at the same
    /// time: which of them counts would be anybody's guess.
    pub fn set(
        new: NewException,
        of_the_day: &[Self],
        calendar: Calendar,
        around: Around<'_>,
    ) -> Result<Changed<Self>, Refusal> {
        may_keep(around)?;
        let mut faults = Faults::none();
        if new.day < around.today {
            faults.tell("/day", "in_the_past");
        }
        let times = faults.read("/to", ClockSpan::new(new.from, new.to));
        let is_taken = |times: ClockSpan| {
            let mut others = of_the_day.iter().filter(|other| other.day == new.day);
            others.any(|other| other.times.overlaps(&times))
        };
        if times.is_some_and(is_taken) {
            faults.tell("/from", "overlapping_exceptions");
        }
        let change = match new.change {
            NewChange::Absent(reason) => OnTheDay::Absent(reason),
            NewChange::Extra(extra) => {
                OnTheDay::Extra(extra.looked_over(new.day, calendar, around, &mut faults))
            }
        };
        let times = faults.unless_any(times)?;
        let exception = Self {
            id: new.id,
            staff: around.colleague.staff,
            day: new.day,
            times,
            change,
            version: Version::FIRST,
        };
        let fact = Fact::AvailabilityExceptionSet {
            counsellor: exception.staff.uuid(),
            what: ExceptionKind::from(&exception.change).to_string(),
            on: exception.day.to_string(),
            from: exception.times.from().to_string(),
            to: exception.times.to().to_string(),
            acknowledged: Vec::new(),
        };
        Ok(exception.says(fact))
    }

    /// Takes it back: its day goes by the hours of the week again. What was stays as it was.
    pub fn take_back(self, around: Around<'_>) -> Result<Changed<Self>, Refusal> {
        may_keep(around)?;
        if self.day < around.today {
            return Err(over());
        }
        let fact = Fact::AvailabilityExceptionRemoved {
            counsellor: self.staff.uuid(),
            on: self.day.to_string(),
            acknowledged: Vec::new(),
        };
        Ok(self.says(fact))
    }

    fn says(self, fact: Fact) -> Changed<Self> {
        let mut about = About::thing("availability_exception", self.id);
        if let OnTheDay::Extra(extra) = &self.change {
            about = about.at(extra.office);
        }
        Changed::new(self, about.says(fact))
    }
}
