//! A small API of a gym, with every kind of operation.

#![expect(
    dead_code,
    reason = "only the descriptions are used, not what they describe"
)]

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::__dev::SchemaReferences;
use utoipa::{Path, ToSchema};
use uuid::Uuid;

use crate::openapi::{Operation, Problem};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    Beginner,
    Expert,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum Ending {
    Moved {},
    Hurt { on: NaiveDate, days: Option<u16> },
}

#[derive(Serialize, ToSchema)]
pub(super) struct Money {
    #[schema(
        example = "30.00",
        max_length = 12,
        pattern = "^[0-9]{1,9}\\.[0-9]{2}$"
    )]
    amount: String,
    #[schema(example = "EUR", max_length = 3, pattern = "^[A-Z]{3}$")]
    currency: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Common {
    id: Uuid,
    version: u64,
    changed_at: DateTime<Utc>,
}

/// A member of the gym.
#[derive(Serialize, ToSchema)]
pub(super) struct Member {
    #[serde(flatten)]
    common: Common,
    #[schema(max_length = 60)]
    given_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    nickname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required)]
    fee: Option<Money>,
    ending: Option<Ending>,
    friends: Vec<Uuid>,
    lockers: BTreeMap<String, i32>,
    fit: bool,
    weight: f64,
}

/// A group of members; apart from them, because Spectral looks at no example of a circle.
#[derive(Serialize, ToSchema)]
pub(super) struct Team {
    #[schema(no_recursion)]
    parent: Option<Box<Team>>,
    #[schema(no_recursion)]
    parts: Vec<Team>,
    #[schema(minimum = 1, maximum = 9)]
    size: u8,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Departure {
    member_id: Uuid,
    #[serde(flatten)]
    ending: Ending,
}

#[derive(Serialize, ToSchema)]
pub(super) struct MemberList {
    items: Vec<Member>,
    limit: u8,
    next_cursor: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Enrolment {
    #[schema(max_length = 60)]
    given_name: String,
    level: Option<Level>,
}

#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    #[schema(format = "email")]
    email: String,
    #[schema(format = "password", max_length = 200)]
    password: String,
}

/// Tells whether the gym is open.
#[utoipa::path(get, path = "/status", tag = "status", responses(
    (status = 200, body = Problem, content_type = "application/problem+json")))]
fn show_status() {}

/// Members in the order of their names.
///
/// Only those of the own gym.
#[utoipa::path(get, path = "/members", responses((status = 200, body = MemberList)),
    params(("level" = Option<Level>, Query)))]
fn members() {}

/// One member.
#[utoipa::path(get, path = "/members/{member_id}", tag = "members",
    params(("member_id" = Uuid, Path)),
    responses((status = 200, description = "The member.", body = Member)))]
fn member() {}

/// The team of a member.
#[utoipa::path(get, path = "/members/{member_id}/team", tag = "members",
    params(("member_id" = Uuid, Path)), responses((status = 200, body = Team)))]
fn team() {}

/// How a member left.
#[utoipa::path(get, path = "/members/{member_id}/departure", tag = "members",
    params(("member_id" = Uuid, Path)), responses((status = 200, body = Departure)))]
fn departure() {}

/// Enrols a member.
#[utoipa::path(post, path = "/members", tag = "members", request_body = Enrolment, responses(
    (status = 201, body = Member), (status = 409, description = "The gym is full.")))]
fn enrol() {}

/// Replaces how a member is called.
#[utoipa::path(put, path = "/members/{member_id}/enrolment", tag = "members",
    params(("member_id" = Uuid, Path)), request_body = Enrolment,
    responses((status = 200, body = Member)))]
fn rename() {}

/// Writes or replaces the fee.
#[utoipa::path(put, path = "/members/{member_id}/fee", tag = "members",
    params(("member_id" = Uuid, Path)), request_body = Money,
    responses((status = 200, body = Money), (status = 201, body = Money)))]
fn charge() {}

/// Strikes a member off.
#[utoipa::path(delete, path = "/members/{member_id}", tag = "members",
    params(("member_id" = Uuid, Path)), responses((status = 204)))]
fn strike_off() {}

/// Signs in.
#[utoipa::path(post, path = "/sessions", tag = "sessions", request_body = SignIn,
    responses((status = 200, body = Money)))]
fn sign_in() {}

fn operation<P: Path + SchemaReferences>(action: &str) -> Operation {
    let mut schemas = Vec::new();
    P::schemas(&mut schemas);
    Operation {
        method: P::methods().remove(0),
        path: P::path(),
        operation: P::operation(),
        schemas,
        action: action.to_owned(),
        writes_once: false,
        if_match: false,
        paged: false,
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        operation::<__path_show_status>("public"),
        Operation {
            paged: true,
            ..operation::<__path_members>("member_list")
        },
        operation::<__path_member>("member_read"),
        Operation {
            writes_once: true,
            ..operation::<__path_enrol>("member_enrol")
        },
        Operation {
            if_match: true,
            ..operation::<__path_rename>("member_rename")
        },
        Operation {
            if_match: true,
            ..operation::<__path_charge>("member_charge")
        },
        Operation {
            if_match: true,
            ..operation::<__path_strike_off>("member_strike_off")
        },
        operation::<__path_team>("member_read"),
        operation::<__path_departure>("member_read"),
        operation::<__path_sign_in>("public"),
    ]
}
