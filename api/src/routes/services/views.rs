//! What is said and answered about services.

use std::collections::BTreeSet;

use domain::actor::Actor;
use domain::kernel::{Faults, Version};
use domain::services::{Figures, MessageChannel, Service, ServiceCode, ServiceTerms};
use persistence::services::Completed;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::views::AllowedAction;
use crate::http::wire::{
    BookedByField, EssentialLevelField, MessageChannelField, ServiceCodeField,
    ServiceEvidenceField, ServiceIdField, ServiceModeField, Text100Field,
};
use crate::http::{Field, Links, Problem, SelfLink};
use crate::texts::Language;

/// How many ways there are by which people hear of something.
const MOST_CHANNELS: usize = 3;

/// What a service is, and how it is booked. What does not fit in it is told all at once.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "code": "cv_workshop", "label_it": "Laboratorio di curriculum",
    "label_en": "Workshop on the CV", "essential_level": "F", "mode": "group", "minutes": 120,
    "min_size": 4, "max_size": 12, "margin_days": 2, "ahead_days": 60, "move_until_hours": 24,
    "booked_by": "staff", "reminder_hours": 24, "channels": ["email"],
    "evidence": "attendance_sheet", "cap_minutes": 6_000, "person_cap_minutes": 480,
    "once_pending": false, "is_search_path": true, "blocked": false,
}))]
pub(super) struct ServiceBody {
    /// What programs call it. It stays: a replacement says the same.
    code: ServiceCodeField,
    /// What people call it, in Italian.
    label_it: Text100Field,
    /// What people call it, in English.
    label_en: Text100Field,
    /// Which essential level it belongs to (D.M. 4/2018, annex B).
    #[serde(default)]
    essential_level: Option<EssentialLevelField>,
    /// How it is held: `individual` and `phone` are for one person.
    mode: ServiceModeField,
    /// How long one time lasts: a multiple of 5.
    #[schema(minimum = 5, maximum = 720, multiple_of = 5, example = 120)]
    minutes: u16,
    /// With how many it is held at the least.
    #[schema(minimum = 1, maximum = 500, example = 4)]
    min_size: u16,
    /// With how many at the most.
    #[schema(minimum = 1, maximum = 500, example = 12)]
    max_size: u16,
    /// How many days before its day somebody is booked at the latest.
    #[schema(minimum = 0, maximum = 90, example = 2)]
    margin_days: u16,
    /// How many days before its day somebody is booked at the earliest: not fewer than
    /// `margin_days`.
    #[schema(minimum = 0, maximum = 365, example = 60)]
    ahead_days: u16,
    /// Until how many hours before it begins it is moved.
    #[schema(minimum = 0, maximum = 336, example = 24)]
    move_until_hours: u16,
    /// Who books it.
    booked_by: BookedByField,
    /// How many hours before it begins people are reminded; never when it is left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 336, example = 24)]
    reminder_hours: Option<u16>,
    /// By which ways people hear of it: at least one where they are reminded.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 3, required = false)]
    channels: Vec<MessageChannelField>,
    /// What shows that it was held.
    #[serde(default)]
    evidence: Option<ServiceEvidenceField>,
    /// The most minutes of it that the organisation gives altogether.
    #[serde(default)]
    #[schema(minimum = 5, maximum = 6_000_000, example = 6_000)]
    cap_minutes: Option<u32>,
    /// The most minutes of it that one person has.
    #[serde(default)]
    #[schema(minimum = 5, maximum = 6_000_000, example = 480)]
    person_cap_minutes: Option<u32>,
    /// Whether nobody has a second appointment for it before the first one was held.
    #[serde(default)]
    #[schema(required = false, example = false)]
    once_pending: bool,
    /// Whether it counts as a structured path of active job search.
    #[serde(default)]
    #[schema(required = false, example = true)]
    is_search_path: bool,
    /// Whether nobody is booked for it any more.
    #[serde(default)]
    #[schema(required = false, example = false)]
    blocked: bool,
}

impl ServiceBody {
    fn figures(&self) -> Figures {
        Figures {
            minutes: self.minutes,
            min_size: self.min_size,
            max_size: self.max_size,
            margin_days: self.margin_days,
            ahead_days: self.ahead_days,
            move_until_hours: self.move_until_hours,
            reminder_hours: self.reminder_hours,
            cap_minutes: self.cap_minutes,
            person_cap_minutes: self.person_cap_minutes,
        }
    }

    /// What was sent. Codes, texts and numbers are read here together, so that whoever mends the
    /// request hears of everything at once.
    pub(super) fn read(self) -> Result<(ServiceCode, ServiceTerms), Problem> {
        let mut faults = Faults::none();
        let figures = self.figures();
        let mode = faults.read("/mode", self.mode.outcome());
        let channels = channels(self.channels, &mut faults);
        figures.check(mode, channels.as_ref(), &mut faults);
        let code = faults.read("/code", self.code.outcome());
        let label_it = faults.read("/label_it", self.label_it.outcome());
        let label_en = faults.read("/label_en", self.label_en.outcome());
        let level = self.essential_level.map(Field::outcome).transpose();
        let essential_level = faults.read("/essential_level", level);
        let booked_by = faults.read("/booked_by", self.booked_by.outcome());
        let evidence = self.evidence.map(Field::outcome).transpose();
        let evidence = faults.read("/evidence", evidence);
        let read = || {
            let terms = ServiceTerms {
                label_it: label_it?,
                label_en: label_en?,
                essential_level: essential_level?,
                mode: mode?,
                figures,
                booked_by: booked_by?,
                channels: channels?,
                evidence: evidence?,
                once_pending: self.once_pending,
                is_search_path: self.is_search_path,
                blocked: self.blocked,
            };
            Some((code?, terms))
        };
        let read = read();
        Ok(faults.unless_any(read)?)
    }
}

fn channels(
    named: Vec<MessageChannelField>,
    faults: &mut Faults,
) -> Option<BTreeSet<MessageChannel>> {
    if named.len() > MOST_CHANNELS {
        faults.tell("/channels", "too_many");
        return None;
    }
    let named: Vec<Option<MessageChannel>> = { named.into_iter().enumerate() }
        .map(|(at, channel)| faults.read(format!("/channels/{at}"), channel.outcome()))
        .collect();
    let mut known = BTreeSet::new();
    for (at, channel) in named.iter().enumerate() {
        if channel.is_some_and(|channel| !known.insert(channel)) {
            faults.tell(format!("/channels/{at}"), "duplicate_member");
        }
    }
    named.iter().all(Option::is_some).then_some(known)
}

/// A service in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ServiceCard {
    /// The service.
    id: ServiceIdField,
    /// What programs call it.
    code: ServiceCodeField,
    /// What people call it, in Italian.
    label_it: Text100Field,
    /// What people call it, in English.
    label_en: Text100Field,
    /// Which essential level it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    essential_level: Option<EssentialLevelField>,
    /// How it is held.
    mode: ServiceModeField,
    /// How long one time lasts.
    #[schema(minimum = 5, maximum = 720, multiple_of = 5, example = 120)]
    minutes: u16,
    /// With how many it is held at the least.
    #[schema(minimum = 1, maximum = 500, example = 1)]
    min_size: u16,
    /// With how many at the most.
    #[schema(minimum = 1, maximum = 500, example = 1)]
    max_size: u16,
    /// How many days before its day somebody is booked at the latest.
    #[schema(minimum = 0, maximum = 90, example = 2)]
    margin_days: u16,
    /// How many days before its day somebody is booked at the earliest.
    #[schema(minimum = 0, maximum = 365, example = 60)]
    ahead_days: u16,
    /// Until how many hours before it begins it is moved.
    #[schema(minimum = 0, maximum = 336, example = 24)]
    move_until_hours: u16,
    /// Who books it.
    booked_by: BookedByField,
    /// How many hours before it begins people are reminded; never when it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 336, example = 24)]
    reminder_hours: Option<u16>,
    /// By which ways people hear of it.
    #[schema(min_items = 0, max_items = 3)]
    channels: Vec<MessageChannelField>,
    /// What shows that it was held.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<ServiceEvidenceField>,
    /// The most minutes of it that the organisation gives altogether.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 5, maximum = 6_000_000, example = 6_000)]
    cap_minutes: Option<u32>,
    /// The most minutes of it that one person has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 5, maximum = 6_000_000, example = 480)]
    person_cap_minutes: Option<u32>,
    /// Whether nobody has a second appointment for it before the first one was held.
    once_pending: bool,
    /// Whether it counts as a structured path of active job search.
    is_search_path: bool,
    /// Whether nobody is booked for it any more.
    blocked: bool,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl ServiceCard {
    /// As it is answered.
    pub(super) fn of(service: Service, links: &Links) -> Self {
        let Version(version) = service.version;
        let terms = service.terms;
        let figures = terms.figures;
        Self {
            id: service.id.into(),
            links: links.of(super::address(service.id)),
            code: service.code.into(),
            label_it: terms.label_it.into(),
            label_en: terms.label_en.into(),
            essential_level: terms.essential_level.map(Field::of),
            mode: terms.mode.into(),
            minutes: figures.minutes,
            min_size: figures.min_size,
            max_size: figures.max_size,
            margin_days: figures.margin_days,
            ahead_days: figures.ahead_days,
            move_until_hours: figures.move_until_hours,
            booked_by: terms.booked_by.into(),
            reminder_hours: figures.reminder_hours,
            channels: terms.channels.into_iter().map(Field::of).collect(),
            evidence: terms.evidence.map(Field::of),
            cap_minutes: figures.cap_minutes,
            person_cap_minutes: figures.person_cap_minutes,
            once_pending: terms.once_pending,
            is_search_path: terms.is_search_path,
            blocked: terms.blocked,
            version,
        }
    }
}

/// A service.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ServiceView {
    #[serde(flatten)]
    card: ServiceCard,
    /// What the caller may do to it now: `replace`.
    #[schema(min_items = 1, max_items = 1)]
    allowed_actions: Vec<AllowedAction>,
}

impl ServiceView {
    /// As it is answered.
    pub(super) fn of(service: Service, actor: &Actor, language: Language, links: &Links) -> Self {
        Self {
            allowed_actions: AllowedAction::all(language, &service.allowed(actor)),
            card: ServiceCard::of(service, links),
        }
    }
}

/// Which of the services to begin with the organisation had, and which it was given.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ServiceCatalogueView {
    /// The codes of those that were added.
    #[schema(min_items = 0, max_items = 100)]
    added: Vec<ServiceCodeField>,
    /// The codes of those that were there, and stay as they are.
    #[schema(min_items = 0, max_items = 100)]
    present: Vec<ServiceCodeField>,
}

impl From<Completed> for ServiceCatalogueView {
    fn from(completed: Completed) -> Self {
        Self {
            added: completed.added.into_iter().map(Field::of).collect(),
            present: completed.present.into_iter().map(Field::of).collect(),
        }
    }
}
