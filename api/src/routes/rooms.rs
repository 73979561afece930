//! Rooms and workstations of the offices.

use actix_web::HttpResponse;
use actix_web::web::Path;
use domain::appointments::close_over;
use domain::policy::Action;
use domain::rooms::{NewRoom, Room, RoomId, RoomTerms};
use persistence::appointments::{self, Closing};
use persistence::{offices, rooms};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::http::body::bounded;
use crate::http::wire::{
    DayField, OfficeIdField, RoomFeatureField, RoomIdField, RoomKindField, Text100Field,
};
use crate::http::{
    Access, Command, Created, Field, IfMatch, Links, List, ListOf, Problem, Query, Routes,
    SelfLink, Tagged, Valid,
};

/// A page of rooms.
type Rooms = ListOf<RoomView>;

/// Which rooms.
#[derive(Debug, Clone, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub struct RoomFilter {
    #[validate(nested)]
    office: Option<OfficeIdField>,
}

/// What is said of a room, and may be said otherwise later.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoomBody {
    /// What people call it.
    #[validate(nested)]
    #[schema(example = "Sala colloqui 2")]
    label: Text100Field,
    /// How many people it holds; one at a workstation.
    #[schema(minimum = 1, maximum = 500, example = 1)]
    places: u16,
    /// What it has that somebody may need, each once.
    #[serde(default)]
    #[validate(nested)]
    #[schema(required = false, min_items = 0, max_items = 8, example = json!(["step_free"]))]
    features: Vec<RoomFeatureField>,
    /// From which day on nobody is booked there.
    #[validate(nested)]
    #[schema(example = "2035-07-01")]
    closed_on: Option<DayField>,
    /// Rules whose warning is acknowledged: `availability.booked`.
    #[serde(default)]
    #[schema(min_items = 0, max_items = 10, required = false,
        example = json!(["availability.booked"]))]
    #[validate(length(max = 10), custom(function = "bounded"))]
    acknowledged: Vec<String>,
}

/// A new room or workstation.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "office_id": "0198c5a0-7c1e-7d31-9f4e-3b5a6c7d8e9f", "kind": "room",
    "label": "Sala colloqui 2", "places": 4, "features": ["step_free", "private"],
}))]
pub struct RoomRequest {
    /// Where it is. It does not move.
    #[validate(nested)]
    office_id: OfficeIdField,
    /// What kind of place it is.
    #[validate(nested)]
    kind: RoomKindField,
    /// The room of the same office in which a workstation stands.
    #[validate(nested)]
    parent_id: Option<RoomIdField>,
    /// What people call it.
    #[validate(nested)]
    #[schema(example = "Sala colloqui 2")]
    label: Text100Field,
    /// How many people it holds; one at a workstation.
    #[schema(minimum = 1, maximum = 500, example = 4)]
    places: u16,
    /// What it has that somebody may need, each once.
    #[serde(default)]
    #[validate(nested)]
    #[schema(required = false, min_items = 0, max_items = 8, example = json!(["step_free"]))]
    features: Vec<RoomFeatureField>,
    /// From which day on nobody is booked there.
    #[validate(nested)]
    #[schema(example = "2035-07-01")]
    closed_on: Option<DayField>,
}

/// A room or a workstation.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomView {
    /// The room.
    id: RoomIdField,
    /// How often it was saved.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64, example = 1)]
    version: i64,
    /// Where it is.
    office_id: OfficeIdField,
    /// What kind of place it is.
    kind: RoomKindField,
    /// The room in which a workstation stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<RoomIdField>,
    /// What people call it.
    #[schema(example = "Sala colloqui 2")]
    label: Text100Field,
    /// How many people it holds.
    #[schema(minimum = 1, maximum = 500, example = 4)]
    places: u16,
    /// What it has that somebody may need.
    #[schema(min_items = 0, max_items = 8, example = json!(["step_free"]))]
    features: Vec<RoomFeatureField>,
    /// From which day on nobody is booked there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2035-07-01")]
    closed_on: Option<DayField>,
    /// Where it is.
    #[serde(rename = "_links")]
    links: SelfLink,
}

impl RoomBody {
    fn terms(self) -> Result<RoomTerms, Problem> {
        Ok(RoomTerms {
            label: self.label.parsed()?,
            places: self.places,
            features: Field::all(self.features)?,
            closed_on: self.closed_on.map(Field::parsed).transpose()?,
        })
    }
}

impl RoomView {
    fn of(room: Room, links: &Links) -> Self {
        let features = room.terms.features.into_iter();
        Self {
            id: room.id.into(),
            version: room.version.0,
            office_id: room.office.into(),
            kind: room.kind.into(),
            parent_id: room.parent.map(Field::of),
            label: room.terms.label.into(),
            places: room.terms.places,
            features: features.map(Field::of).collect(),
            closed_on: room.terms.closed_on.map(Field::of),
            links: links.of(address(room.id)),
        }
    }
}

fn address(id: RoomId) -> String {
    format!("/rooms/{id}")
}

/// Lists the rooms of the organisation in the order in which they were written down.
#[utoipa::path(get, path = "/rooms", tag = "rooms", operation_id = "room_list",
    params(("office" = Option<OfficeIdField>, Query, description = "Of this office only.")),
    responses((status = 200, body = Rooms)))]
async fn room_list(query: Query, list: List<RoomFilter>) -> Result<HttpResponse, Problem> {
    let page = list.page()?;
    let office = Field::given(list.filter.office.as_ref());
    let paged = query.read(move |tx| rooms::list(tx, office, &page)).await?;
    let links = query.links();
    list.answer(paged, |room| room.id, |room| RoomView::of(room, &links))?
        .respond()
}

/// Shows a room.
#[utoipa::path(get, path = "/rooms/{room_id}", tag = "rooms", operation_id = "room",
    params(("room_id" = RoomIdField, Path, description = "The room.")),
    responses((status = 200, body = RoomView)))]
async fn room(query: Query, id: Path<RoomId>) -> Result<HttpResponse, Problem> {
    let links = query.links();
    query
        .run(move |tx| {
            let room = rooms::get(tx, *id)?;
            Ok(Tagged(room.version, RoomView::of(room, &links)))
        })
        .await
}

/// Writes down a room of an office, or a workstation in one.
#[utoipa::path(post, path = "/rooms", tag = "rooms", operation_id = "add_room",
    request_body = RoomRequest, responses((status = 201, body = RoomView)))]
async fn add(command: Command, Valid(body): Valid<RoomRequest>) -> Result<HttpResponse, Problem> {
    let (office, kind) = (body.office_id.parsed()?, body.kind.parsed()?);
    let parent = body.parent_id.map(Field::parsed).transpose()?;
    let terms = RoomBody {
        label: body.label,
        places: body.places,
        features: body.features,
        closed_on: body.closed_on,
        acknowledged: Vec::new(),
    };
    let terms = terms.terms()?;
    let links = command.links();
    command
        .run(move |tx| {
            let new = NewRoom {
                id: tx.new_id(),
                office: offices::named(tx, office)?,
                kind,
                parent: parent.map(|id| rooms::named(tx, id)).transpose()?,
                terms: terms.clone(),
            };
            let changed = Room::create(new, tx.actor())?;
            let room = rooms::insert(tx, changed)?;
            Ok(Created {
                location: links.to(address(room.id)),
                version: room.version,
                view: RoomView::of(room, &links),
            })
        })
        .await
}

/// Replaces what is said of a room. What kind of place it is, and where, stays.
///
/// From the day `closed_on` on nobody is booked there: weekly hours stay, without the room. No room
/// is removed. Whoever is booked there then stays booked: how many they are is told, and asks for
/// somebody who acknowledges it (`availability.booked`).
#[utoipa::path(put, path = "/rooms/{room_id}", tag = "rooms", operation_id = "replace_room",
    params(("room_id" = RoomIdField, Path, description = "The room.")),
    request_body = RoomBody, responses((status = 200, body = RoomView)))]
async fn replace(
    command: Command,
    id: Path<RoomId>,
    if_match: IfMatch,
    Valid(body): Valid<RoomBody>,
) -> Result<HttpResponse, Problem> {
    let acknowledged = body.acknowledged.clone();
    let terms = body.terms()?;
    let links = command.links();
    command
        .run(move |tx| {
            let room = rooms::get(tx, *id)?;
            if_match.check(room.version)?;
            let was_closed_on = room.terms.closed_on;
            let mut changed = room.replace(terms.clone(), tx.actor())?;
            if let Some(from) = terms.closed_on.filter(|_| terms.closed_on != was_closed_on) {
                let over = Closing::Room(*id);
                let booked = appointments::booked_on(tx, over, (from, None))?;
                changed = close_over(changed, booked, &acknowledged)?;
            }
            let room = rooms::save(tx, changed)?;
            Ok(Tagged(room.version, RoomView::of(room, &links)))
        })
        .await
}

/// Mounts the routes of this file.
pub fn routes(routes: &mut Routes) {
    let read = Access::To(Action::ReadDirectory);
    let manage = Access::To(Action::ManageServices);
    routes
        .mount(__path_room_list, read, room_list)
        .mount(__path_room, read, room)
        .mount(__path_add, manage, add)
        .mount(__path_replace, manage, replace);
}
