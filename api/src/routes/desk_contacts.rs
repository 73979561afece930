//! Contacts at the desk: one call, one screen.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::actor::OfficeId;
use domain::desk_contacts::{AgeBand, Channel, DeskContact, DeskContactId, Topic};
use domain::event::IndividualId;
use domain::kernel::{Day, Sex, Version};
use domain::policy::Action;
use persistence::desk_contacts::{self, Count, Counts, Filter, Key};
use persistence::names;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::bounded;
use crate::http::wire::{
    AgeBandField, ChannelField, DayField, DeskContactIdField, IndividualIdField, OfficeIdField,
    SexField, TopicField,
};
use crate::http::{
    Access, Command, Created, Field, Links, List, ListOf, Params, Plain, Problem, Query, Routes,
    SelfLink, Tagged, Valid,
};

/// How many days a count may span, both ends included.
const LONGEST_PERIOD: i64 = 366;

/// A page of contacts.
type DeskContacts = ListOf<DeskContactView>;

/// Somebody was served at a desk.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskContactRequest {
    /// Where: an office of the caller.
    #[validate(nested)]
    office_id: OfficeIdField,
    /// On which day; today when it is left out.
    #[validate(nested)]
    on: Option<DayField>,
    /// About what.
    #[validate(nested)]
    topic: TopicField,
    /// How old the person is.
    #[validate(nested)]
    age_band: AgeBandField,
    /// By which channel.
    #[validate(nested)]
    channel: ChannelField,
    /// For how long.
    #[schema(minimum = 1, maximum = 1440, example = 15)]
    #[validate(range(min = 1, max = 1440))]
    minutes: u16,
    /// Which sex the person states, if that was asked.
    #[validate(nested)]
    sex: Option<SexField>,
    /// Who it was: only where a personal service begins.
    #[validate(nested)]
    individual_id: Option<IndividualIdField>,
    /// Rules whose warning is acknowledged: `desk_contact.late`, `desk_contact.long`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false, example = json!(["desk_contact.late"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// A counted contact.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeskContactView {
    /// The contact.
    id: DeskContactIdField,
    /// Where.
    office_id: OfficeIdField,
    /// On which day.
    on: DayField,
    /// About what.
    topic: TopicField,
    /// How old the person is.
    age_band: AgeBandField,
    /// By which channel.
    channel: ChannelField,
    /// For how long.
    #[schema(minimum = 1, maximum = 1440, example = 15)]
    minutes: u16,
    /// Which sex the person states.
    #[serde(skip_serializing_if = "Option::is_none")]
    sex: Option<SexField>,
    /// Who it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    individual_id: Option<IndividualIdField>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

/// How many contacts, and how long they took together.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeskContactCount {
    /// Contacts.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 42)]
    contacts: i64,
    /// Minutes.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64, example = 630)]
    minutes: i64,
}

/// Contacts of a period, counted. A code without a contact is left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeskContactCounts {
    /// The first day.
    from: DayField,
    /// The last day.
    to: DayField,
    /// All contacts.
    total: DeskContactCount,
    /// By code of the vocabulary `desk-topics`.
    topics: BTreeMap<String, DeskContactCount>,
    /// By code of the vocabulary `age-bands`.
    age_bands: BTreeMap<String, DeskContactCount>,
    /// By code of the vocabulary `contact-channels`.
    channels: BTreeMap<String, DeskContactCount>,
}

/// Which contacts.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct DeskContactFilter {
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    from: Option<DayField>,
    #[validate(nested)]
    to: Option<DayField>,
    #[validate(nested)]
    topic: Option<TopicField>,
}

/// What to count.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct DeskContactPeriod {
    #[validate(nested)]
    office: Option<OfficeIdField>,
    #[validate(nested)]
    from: DayField,
    #[validate(nested)]
    to: DayField,
}

/// The contact that a request describes, but for its identifier and day.
struct Draft {
    office: OfficeId,
    on: Option<Day>,
    topic: Topic,
    age_band: AgeBand,
    channel: Channel,
    minutes: u16,
    sex: Option<Sex>,
    individual: Option<IndividualId>,
    acknowledged: Vec<String>,
}

impl DeskContactRequest {
    fn draft(self) -> Result<Draft, Problem> {
        Ok(Draft {
            office: self.office_id.parsed()?,
            on: self.on.map(Field::parsed).transpose()?,
            topic: self.topic.parsed()?,
            age_band: self.age_band.parsed()?,
            channel: self.channel.parsed()?,
            minutes: self.minutes,
            sex: self.sex.map(Field::parsed).transpose()?,
            individual: self.individual_id.map(Field::parsed).transpose()?,
            acknowledged: self.acknowledged,
        })
    }
}

impl Draft {
    fn contact(&self, id: DeskContactId, today: Day) -> DeskContact {
        DeskContact {
            id,
            office: self.office,
            on: self.on.unwrap_or(today),
            topic: self.topic,
            age_band: self.age_band,
            channel: self.channel,
            minutes: self.minutes,
            sex: self.sex,
            individual: None,
        }
    }
}

impl DeskContactFilter {
    fn filter(&self) -> Filter {
        Filter {
            office: Field::given(self.office.as_ref()),
            from: Field::given(self.from.as_ref()),
            to: Field::given(self.to.as_ref()),
            topic: Field::given(self.topic.as_ref()),
        }
    }
}

fn address(id: DeskContactId) -> String {
    format!("/desk-contacts/{id}")
}

impl DeskContactView {
    fn of(contact: &DeskContact, links: &Links) -> Self {
        Self {
            id: contact.id.into(),
            office_id: contact.office.into(),
            on: contact.on.into(),
            topic: contact.topic.into(),
            age_band: contact.age_band.into(),
            channel: contact.channel.into(),
            minutes: contact.minutes,
            sex: contact.sex.map(Field::of),
            individual_id: contact.individual.map(Field::of),
            links: links.of(address(contact.id)),
        }
    }
}

fn counted(counts: BTreeMap<String, Count>) -> BTreeMap<String, DeskContactCount> {
    let views = counts.into_iter().map(|(code, count)| (code, count.into()));
    views.collect()
}

impl From<Count> for DeskContactCount {
    fn from(count: Count) -> Self {
        Self {
            contacts: count.contacts,
            minutes: count.minutes,
        }
    }
}

impl DeskContactCounts {
    fn of(from: Day, to: Day, counts: Counts) -> Self {
        Self {
            from: from.into(),
            to: to.into(),
            total: counts.total.into(),
            topics: counted(counts.topics),
            age_bands: counted(counts.age_bands),
            channels: counted(counts.channels),
        }
    }
}

/// Counts a contact at the desk.
///
/// Without a person it holds nothing that tells who came. A day to come is refused; a day long
/// past (parameter `desk.max_days_back`) and a contact of many hours (`desk.max_minutes`) ask for
/// an acknowledgement.
#[utoipa::path(post, path = "/desk-contacts", tag = "desk-contacts",
    operation_id = "record_desk_contact", request_body = DeskContactRequest,
    responses((status = 201, body = DeskContactView)))]
async fn record(
    command: Command,
    Valid(body): Valid<DeskContactRequest>,
) -> Result<HttpResponse, Problem> {
    let draft = body.draft()?;
    let links = command.links();
    command
        .run(move |tx| {
            let contact = draft.contact(tx.new_id(), tx.day()?);
            let book = tx.rulebook()?;
            let with = draft
                .individual
                .map(|id| names::person(tx, id))
                .transpose()?;
            let changed =
                contact.record(with, tx.actor(), &book, &draft.acknowledged, tx.day()?)?;
            let contact = desk_contacts::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(contact.id)),
                version: Version::FIRST,
                view: DeskContactView::of(&contact, &links),
            })
        })
        .await
}

/// Shows a counted contact.
#[utoipa::path(get, path = "/desk-contacts/{contact_id}", tag = "desk-contacts",
    operation_id = "desk_contact",
    params(("contact_id" = uuid::Uuid, Path, description = "The contact.")),
    responses((status = 200, body = DeskContactView)))]
async fn show(query: Query, id: Path<DeskContactId>) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let contact = desk_contacts::get(tx, *id)?;
            tx.record_access(
                Action::ReadDeskContacts,
                "desk_contact",
                contact.individual,
                None,
            );
            Ok(Tagged(
                Version::FIRST,
                DeskContactView::of(&contact, &links),
            ))
        })
        .await
}

/// Lists the contacts of the caller's offices, the newest day first.
#[utoipa::path(get, path = "/desk-contacts", tag = "desk-contacts",
    operation_id = "desk_contacts",
    params(
        ("office" = Option<OfficeIdField>, Query, description = "Of this office only."),
        ("from" = Option<DayField>, Query, description = "From this day on."),
        ("to" = Option<DayField>, Query, description = "Until this day."),
        ("topic" = Option<TopicField>, Query, description = "About this only.")),
    responses((status = 200, body = DeskContacts)))]
async fn list(query: Query, list: List<DeskContactFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let filter = list.filter.filter();
    let paged = query
        .read(move |tx| {
            tx.record_access(Action::ReadDeskContacts, "desk_contacts", None, None);
            desk_contacts::list(tx, &filter, &page)
        })
        .await?;
    let links = query.links();
    let key = |contact: &DeskContact| Key {
        on: contact.on,
        id: contact.id,
    };
    list.answer(paged, key, |contact| DeskContactView::of(&contact, &links))?
        .respond()
}

/// Counts the contacts of a period by topic, age band and channel.
///
/// Of the caller's offices, or of one of them. At most 366 days at once.
#[utoipa::path(get, path = "/desk-contact-counts", tag = "desk-contacts",
    operation_id = "desk_contact_counts",
    params(
        ("office" = Option<OfficeIdField>, Query, description = "Of this office only."),
        ("from" = DayField, Query, description = "The first day."),
        ("to" = DayField, Query, description = "The last day, of 366 at the most.")),
    responses((status = 200, body = DeskContactCounts)))]
async fn counts(
    query: Query,
    Params(period): Params<DeskContactPeriod>,
) -> Result<HttpResponse, Problem> {
    let office = period.office.map(Field::parsed).transpose()?;
    let (from, to) = (period.from.parsed()?, period.to.parsed()?);
    if to < from {
        return Err(Problem::parameter("to", "ends_before_it_begins"));
    }
    if from.days_until(to) >= LONGEST_PERIOD {
        return Err(Problem::parameter("to", "period_too_long"));
    }
    query
        .run(move |tx| {
            let counts = desk_contacts::counts(tx, office, from, to)?;
            Ok(Plain(DeskContactCounts::of(from, to, counts)))
        })
        .await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadDeskContacts);
    routes
        .mount(__path_record, Access::To(Action::RecordDeskContact), record)
        .mount(__path_list, read, list)
        .mount(__path_show, read, show)
        .mount(__path_counts, read, counts);
}
