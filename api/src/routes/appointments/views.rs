//! What is told of appointments.

use chrono::{DateTime, Utc};
use domain::actor::Actor;
use domain::appointments::{AppointmentId, AppointmentState, Record};
use domain::cases::Case;
use persistence::appointments::{Item, Label};
use persistence::names::StaffName;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::views::AllowedAction;
use crate::http::wire::{
    AppointmentAbsenceField, AppointmentChangeField, AppointmentIdField, AppointmentModeField,
    AppointmentOutcomeField, AppointmentStatusField, AppointmentTextField, CaseIdField, DayField,
    OfficeIdField, RoomIdField, ServiceIdField,
};
use crate::http::{Field, Links, SelfLink};
use crate::routes::cases::views::{ColleagueView, PersonView};
use crate::texts::Language;

/// A service that somebody is booked for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BookedService {
    /// Which one.
    service_id: ServiceIdField,
    /// What it is called, in the language of the reader.
    #[schema(max_length = 100, example = "Basic orientation")]
    label: String,
}

/// A room in which both meet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BookedRoom {
    /// Which one.
    room_id: RoomIdField,
    /// What it is called.
    #[schema(max_length = 100, example = "Sala 1")]
    label: String,
}

/// Why an appointment stands as it does.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct AppointmentStateView {
    /// For how many minutes both met.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 720, example = 55)]
    minutes_held: Option<u16>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<AppointmentOutcomeField>,
    /// Why the person did not come.
    #[serde(skip_serializing_if = "Option::is_none")]
    absence_reason: Option<AppointmentAbsenceField>,
    /// When the person told so, if that was before.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_on: Option<DayField>,
    /// Why it was called off or moved.
    #[serde(skip_serializing_if = "Option::is_none")]
    change_reason: Option<AppointmentChangeField>,
}

/// An appointment, as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AppointmentRow {
    /// The appointment.
    id: AppointmentIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: AppointmentStatusField,
    /// Who is expected.
    person: PersonView,
    /// In which case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<CaseIdField>,
    /// For which service.
    service: BookedService,
    /// At which office.
    office_id: OfficeIdField,
    /// Who receives the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor: Option<ColleagueView>,
    /// In which room.
    #[serde(skip_serializing_if = "Option::is_none")]
    room: Option<BookedRoom>,
    /// How both meet.
    mode: AppointmentModeField,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it is over.
    ends_at: DateTime<Utc>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// An appointment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AppointmentView {
    /// The appointment.
    id: AppointmentIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it stands.
    status: AppointmentStatusField,
    /// Since when.
    status_at: DateTime<Utc>,
    /// Why it stands so. What came of the appointment, and why somebody did not come, is told to whoever
    /// receives the person, works on the case or coordinates the office.
    state: AppointmentStateView,
    /// Who is expected.
    person: PersonView,
    /// In which case.
    #[serde(skip_serializing_if = "Option::is_none")]
    case_id: Option<CaseIdField>,
    /// For which service.
    service: BookedService,
    /// At which office.
    office_id: OfficeIdField,
    /// Who receives the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    counsellor: Option<ColleagueView>,
    /// In which room.
    #[serde(skip_serializing_if = "Option::is_none")]
    room: Option<BookedRoom>,
    /// How both meet.
    mode: AppointmentModeField,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it is over.
    ends_at: DateTime<Utc>,
    /// What somebody wrote when it was booked: for the same readers as what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<AppointmentTextField>,
    /// What somebody wrote about how it stands: for the same readers.
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<AppointmentTextField>,
    /// Who booked it.
    #[serde(skip_serializing_if = "Option::is_none")]
    booked_by: Option<ColleagueView>,
    /// When.
    booked_at: DateTime<Utc>,
    /// Whose place it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous_id: Option<AppointmentIdField>,
    /// What calendars call its entry: the first appointment of the chain.
    uid: uuid::Uuid,
    /// How often that entry changed.
    #[schema(minimum = 0, maximum = 1_000_000, example = 0)]
    sequence: i64,
    /// What the reader may do now.
    #[schema(min_items = 0, max_items = 20)]
    allowed_actions: Vec<AllowedAction>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// How an appointment stood once.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AppointmentRecordView {
    /// Which one, counted from 1.
    #[schema(minimum = 1, maximum = 1_000_000, example = 1)]
    number: i64,
    /// Where it stood from then on.
    status: AppointmentStatusField,
    /// Why.
    state: AppointmentStateView,
    /// What somebody wrote about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    remark: Option<AppointmentTextField>,
    /// When somebody said so.
    recorded_at: DateTime<Utc>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded_by: Option<ColleagueView>,
}

pub(super) fn address(id: AppointmentId) -> String {
    format!("/appointments/{id}")
}

impl AppointmentStateView {
    /// All of it.
    fn of(state: AppointmentState) -> Self {
        let none = Self::default();
        match state {
            AppointmentState::Booked => none,
            AppointmentState::Held { minutes, outcome } => Self {
                minutes_held: Some(minutes),
                outcome: outcome.map(Field::of),
                ..none
            },
            AppointmentState::NoShow { reason } => Self {
                absence_reason: Some(reason.into()),
                ..none
            },
            AppointmentState::Excused { reason, told_on } => Self {
                absence_reason: Some(reason.into()),
                told_on: told_on.map(Field::of),
                ..none
            },
            AppointmentState::Cancelled { reason, .. } | AppointmentState::Moved { reason } => {
                Self {
                    change_reason: Some(reason.into()),
                    ..none
                }
            }
        }
    }

    /// What whoever works at the desk needs of it: why it was called off or moved.
    fn at_the_desk(self) -> Self {
        Self {
            change_reason: self.change_reason,
            ..Self::default()
        }
    }
}

fn called(label: Option<Label>, language: Language) -> String {
    let label = label.map(|label| match language {
        Language::Italian => label.it,
        Language::English => label.en,
    });
    label.unwrap_or_default()
}

fn room(item: &Item) -> Option<BookedRoom> {
    let room = item.appointment.place.room?;
    Some(BookedRoom {
        room_id: room.into(),
        label: item.room.clone().unwrap_or_default(),
    })
}

impl AppointmentRow {
    pub(super) fn of(item: Item, language: Language, links: &Links) -> Self {
        let room = room(&item);
        let one = item.appointment;
        Self {
            id: one.id.into(),
            version: one.version.0,
            status: one.status().into(),
            person: PersonView::of(item.person),
            case_id: one.case.map(Field::of),
            service: BookedService {
                service_id: one.service.into(),
                label: called(item.service, language),
            },
            office_id: one.place.office.into(),
            counsellor: item.counsellor.map(ColleagueView::of),
            room,
            mode: one.place.mode.into(),
            starts_at: one.span.starts(),
            ends_at: one.span.ends(),
            links: links.of(address(one.id)),
        }
    }
}

impl AppointmentView {
    pub(super) fn of(
        item: Item,
        case: Option<&Case>,
        (actor, now, language): (&Actor, DateTime<Utc>, Language),
        links: &Links,
    ) -> Self {
        let room = room(&item);
        let (one, is_told) = (item.appointment, item.is_told);
        let steps = one.allowed_steps(actor, case, now);
        let state = AppointmentStateView::of(one.state);
        Self {
            id: one.id.into(),
            version: one.version.0,
            status: one.status().into(),
            status_at: one.state_at,
            state: if is_told { state } else { state.at_the_desk() },
            person: PersonView::of(item.person),
            case_id: one.case.map(Field::of),
            service: BookedService {
                service_id: one.service.into(),
                label: called(item.service, language),
            },
            office_id: one.place.office.into(),
            counsellor: item.counsellor.map(ColleagueView::of),
            room,
            mode: one.place.mode.into(),
            starts_at: one.span.starts(),
            ends_at: one.span.ends(),
            note: one.note.filter(|_| is_told).map(Field::of),
            remark: one.remark.filter(|_| is_told).map(Field::of),
            booked_by: item.booked_by.map(ColleagueView::of),
            booked_at: one.booked_at,
            previous_id: one.previous.map(Field::of),
            uid: one.uid,
            sequence: one.sequence,
            allowed_actions: AllowedAction::all(language, &steps),
            links: links.of(address(one.id)),
        }
    }
}

impl AppointmentRecordView {
    pub(super) fn of((record, by): (Record, Option<StaffName>)) -> Self {
        Self {
            number: record.number,
            status: record.state.status().into(),
            state: AppointmentStateView::of(record.state),
            remark: record.remark.map(Field::of),
            recorded_at: record.at,
            recorded_by: by.map(ColleagueView::of),
        }
    }
}
