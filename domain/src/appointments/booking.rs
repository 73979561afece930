//! Booking: what is asked for, and what becomes of it.

use chrono::{DateTime, TimeDelta, Utc};

use super::rules::{self, Asked};
use super::{
    Appointment, AppointmentId, AppointmentMode, AppointmentState, AppointmentText, Place, day_of,
};
use crate::actor::{Actor, OfficeId, StaffId};
use crate::availabilities::Plan;
use crate::cases::{Case, CaseState};
use crate::event::{CaseId, Fact, IndividualId};
use crate::follow_ups::Whom;
use crate::kernel::{Changed, Day, Fault, Faults, Named, Refusal, Span, Version};
use crate::policy::Action;
use crate::rooms::{Room, RoomId, RoomKind};
use crate::rulebook::Moment;
use crate::services::{Service, ServiceId};

/// How many minutes of a service are booked and held already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Used {
    /// Altogether.
    pub all: u32,
    /// For the person.
    pub person: u32,
}

/// Whom somebody wants to meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: IndividualId,
    /// What of the person decides whether anybody asks.
    pub whom: Whom,
}

/// An hour, as somebody asks for it.
#[derive(Debug, Clone)]
pub struct NewTime {
    /// The identifier of what is booked.
    pub id: AppointmentId,
    /// At which office.
    pub office: OfficeId,
    /// When the counsellor whom it names receives people.
    pub counsellor: Named<Plan>,
    /// In which room; in that of the hours where nobody says, and none goes along.
    pub room: Option<Named<Room>>,
    /// How both meet; where nobody says, as before, or else as the service is held.
    pub mode: Option<AppointmentMode>,
    /// When it begins.
    pub starts: DateTime<Utc>,
    /// How much of the service is booked and held already.
    pub used: Used,
    /// Rules whose warning is acknowledged.
    pub acknowledged: Vec<String>,
}

/// An appointment, as somebody asks for it.
#[derive(Debug, Clone)]
pub struct NewAppointment {
    /// With whom.
    pub person: Named<Person>,
    /// In which case, if it is in one.
    pub case: Option<Named<Case>>,
    /// For which service.
    pub service: Named<Service>,
    /// When, and where.
    pub time: NewTime,
    /// What somebody writes for whoever receives the person.
    pub note: Option<AppointmentText>,
}

/// For what somebody asks for an hour.
#[derive(Debug, Clone, Copy)]
pub(super) enum For<'a> {
    /// A service, as far as it is known.
    Service(Option<&'a Service>),
    /// An appointment that was promised already, with its service as it is by now: what the person
    /// was told holds, how both meet and for how long.
    Promised(&'a Appointment, &'a Service),
}

/// What both meet for.
#[derive(Debug, Clone, Copy)]
struct Meeting {
    service: ServiceId,
    mode: Option<AppointmentMode>,
    length: TimeDelta,
}

impl For<'_> {
    fn meeting(self, asked: Option<AppointmentMode>, faults: &mut Faults) -> Option<Meeting> {
        match self {
            Self::Service(service) => service.map(|service| Meeting {
                service: service.id,
                mode: mode(asked, service, faults),
                length: TimeDelta::minutes(service.terms.figures.minutes.into()),
            }),
            Self::Promised(old, service) => {
                let mode = asked.unwrap_or(old.place.mode);
                if mode != old.place.mode && !mode.serves(service.terms.mode) {
                    faults.tell("/mode", "mode_not_offered");
                }
                Some(Meeting {
                    service: service.id,
                    mode: Some(mode),
                    length: old.span.ends() - old.span.starts(),
                })
            }
        }
    }
}

/// An hour that fits together.
#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub(super) id: AppointmentId,
    pub(super) plan: Plan,
    pub(super) place: Place,
    pub(super) is_room_named: bool,
    pub(super) span: Span,
    pub(super) day: Day,
    pub(super) used: Used,
}

impl Settled {
    /// All that stands against the hour.
    pub(super) fn asked<'a>(&'a self, service: &'a Service) -> Asked<'a> {
        Asked {
            service,
            plan: &self.plan,
            place: self.place,
            span: self.span,
            day: self.day,
            used: self.used,
        }
    }
}

impl NewTime {
    /// What it comes to, with all that does not fit. Only whoever books at the office asks for it.
    pub(super) fn settled(
        self,
        asked: For<'_>,
        actor: &Actor,
        faults: &mut Faults,
    ) -> Result<Option<Settled>, Refusal> {
        faults.gather(actor.may_at(Action::BookAppointments, self.office, "/office_id"))?;
        let meeting = asked.meeting(self.mode, faults);
        let mode = meeting.and_then(|meeting| meeting.mode);
        let plan = faults.known("/counsellor_id", self.counsellor);
        if let Some(plan) = &plan {
            let receives = plan.colleague.can_answer_at(self.office);
            if !receives {
                faults.tell("/counsellor_id", "receives_nobody");
            }
        }
        let span = meeting
            .and_then(|meeting| faults.read("/starts_at", span(self.starts, meeting.length)));
        let day = day_of(self.starts, actor);
        let room = room(self.room, (self.office, mode, day), faults);
        let (Some(meeting), Some(plan), Some(mode), Some(span), Some(day)) =
            (meeting, plan, mode, span, day)
        else {
            return Ok(None);
        };
        let served = |w: &_| rules::serves(w, self.office, mode);
        let usual = rules::window(&plan, day, meeting.service, span, served)
            .and_then(|window| window.terms.room)
            .filter(|_| !mode.is_remote());
        let place = Place {
            office: self.office,
            counsellor: plan.colleague.staff,
            room: room.or(usual),
            mode,
        };
        Ok(Some(Settled {
            id: self.id,
            plan,
            place,
            is_room_named: room.is_some() && room != usual,
            span,
            day,
            used: self.used,
        }))
    }
}

/// How both meet, if the service is held so, and is booked at all.
fn mode(
    asked: Option<AppointmentMode>,
    service: &Service,
    faults: &mut Faults,
) -> Option<AppointmentMode> {
    let terms = &service.terms;
    if terms.blocked {
        faults.tell("/service_id", "service_blocked");
    }
    let Some(usual) = AppointmentMode::usual(terms.mode) else {
        faults.tell("/service_id", "service_for_groups");
        return None;
    };
    let mode = asked.unwrap_or(usual);
    if !mode.serves(terms.mode) {
        faults.tell("/mode", "mode_not_offered");
    }
    Some(mode)
}

fn span(starts: DateTime<Utc>, minutes: TimeDelta) -> Result<Span, Fault> {
    let ends = starts.checked_add_signed(minutes);
    let ends = ends.ok_or_else(|| {
        Fault::new("date_out_of_range")
            .with("min", "1900-01-01")
            .with("max", "2100-12-31")
    })?;
    Span::new(starts, ends)
}

/// The room that is named, if it will do. Who meets somebody from afar needs none.
fn room(
    room: Option<Named<Room>>,
    (office, mode, day): (OfficeId, Option<AppointmentMode>, Option<Day>),
    faults: &mut Faults,
) -> Option<RoomId> {
    let room = faults.known("/room_id", room?)?;
    if mode.is_some_and(AppointmentMode::is_remote) {
        faults.tell("/room_id", "not_applicable");
    } else if room.office != office || room.kind != RoomKind::Room {
        faults.tell("/room_id", "room_elsewhere");
    } else if day.is_some_and(|day| room.is_closed_on(day)) {
        faults.tell("/room_id", "room_closed");
    }
    Some(room.id)
}

/// The case, if it is a running one of the person.
pub(crate) fn case_of(
    case: Option<Named<Case>>,
    person: Option<&Person>,
    faults: &mut Faults,
) -> Option<Case> {
    let case = faults.known("/case_id", case?)?;
    if person.is_some_and(|person| person.id != case.individual) {
        faults.tell("/case_id", "case_of_another_person");
    } else if matches!(case.state, CaseState::Closed { .. }) {
        faults.tell("/case_id", "case_closed");
    }
    Some(case)
}

impl Appointment {
    /// Books an hour. Whether it is still free the rows of what is taken decide.
    pub fn book(
        actor: &Actor,
        new: NewAppointment,
        moment: &Moment<'_>,
    ) -> Result<Changed<Self>, Refusal> {
        let booked_by = actor.staff().ok_or(Refusal::NotPermitted {})?;
        let mut faults = Faults::none();
        let person = faults.known("/individual_id", new.person);
        let case = case_of(new.case, person.as_ref(), &mut faults);
        let service = faults.known("/service_id", new.service);
        let acknowledged = new.time.acknowledged.clone();
        let asked = For::Service(service.as_ref());
        let settled = new.time.settled(asked, actor, &mut faults)?;
        let all = person.zip(service).zip(settled);
        let ((person, service), settled) = faults.unless_any(all)?;
        let mut found = settled.asked(&service).findings(actor, moment);
        found.extend(rules::of_person(person.whom, case.as_ref()));
        let acknowledged = Refusal::unless_acknowledged(found, &acknowledged)?;
        let whose = (person.id, case.map(|case| case.id), new.note);
        let appointment = Self::at(&settled, &service, whose, (booked_by, moment));
        let fact = appointment.booked(actor, acknowledged);
        Ok(appointment.says(fact))
    }

    /// The first one of its chain, at this hour.
    fn at(
        settled: &Settled,
        service: &Service,
        (individual, case, note): (IndividualId, Option<CaseId>, Option<AppointmentText>),
        (by, moment): (StaffId, &Moment<'_>),
    ) -> Self {
        Self {
            id: settled.id,
            individual,
            case,
            service: service.id,
            is_once: service.terms.once_pending,
            move_until_hours: service.terms.figures.move_until_hours,
            place: settled.place,
            is_room_named: settled.is_room_named,
            span: settled.span,
            state: AppointmentState::Booked,
            state_at: moment.now,
            note,
            remark: None,
            records: 0,
            booked_by: by,
            booked_at: moment.now,
            previous: None,
            uid: settled.id.uuid(),
            sequence: 0,
            version: Version::FIRST,
        }
    }

    /// The one that takes the place of this one, at another hour.
    pub(super) fn after_it(
        &self,
        settled: &Settled,
        service: &Service,
        by: StaffId,
        moment: &Moment<'_>,
    ) -> Self {
        let whose = (self.individual, self.case, self.note.clone());
        Self {
            is_once: self.is_once,
            move_until_hours: self.move_until_hours,
            previous: Some(self.id),
            uid: self.uid,
            sequence: self.sequence + 1,
            ..Self::at(settled, service, whose, (by, moment))
        }
    }

    /// That it is booked.
    pub(super) fn booked(&self, actor: &Actor, acknowledged: Vec<String>) -> Fact {
        Fact::AppointmentBooked {
            service: self.service.uuid(),
            counsellor: self.place.counsellor.uuid(),
            starts_at: actor.clock_at(self.span.starts()),
            mode: self.place.mode.to_string(),
            previous: self.previous.map(AppointmentId::uuid),
            acknowledged,
        }
    }
}
