//! Who offers the API, where it is and how one signs in.

use std::collections::{BTreeMap, BTreeSet};

use domain::policy::Scope;
use serde_json::{Map, Value, json};
use strum::IntoEnumIterator;

/// The address in examples.
pub(super) const SERVER: &str = "https://percorso.example/rest/employment/v1";

/// The name of the scheme of operations whose body holds the credentials.
pub(super) const CREDENTIALS: &str = "credentials";

/// The name of the scheme of machine clients.
pub(super) const MACHINE: &str = "machine_client";

/// Every tag, with what its operations are about.
pub(super) const TAGS: &[(&str, &str)] = &[
    (
        "agreements",
        "Orientation agreements: what a person and the service want to reach, who does what until \
            when, and how it goes.",
    ),
    (
        "appointments",
        "Who is expected when, by whom and where, what came of it, and which hours are still free.",
    ),
    (
        "audit",
        "Who did what and who read what, and whether the record is as it was written.",
    ),
    (
        "availabilities",
        "When colleagues receive people: weekly hours, days on which they are otherwise, and what \
            follows from both.",
    ),
    (
        "calculators",
        "Rules worked out on typed facts, without side effects.",
    ),
    (
        "cases",
        "Cases: opening, owner, suspension, closure, notes and file.",
    ),
    ("changes", "The feed of facts for other systems."),
    (
        "closures",
        "Days on which an office, or all of them, receive nobody.",
    ),
    (
        "desk-contacts",
        "Contacts at the desk, counted with or without a person.",
    ),
    (
        "groups",
        "Groups of people who meet: places and queue, sessions, who came.",
    ),
    (
        "messages",
        "What people are told of their appointments: what was sent, and in which words.",
    ),
    (
        "documents",
        "Documents that are handed over, as PDF: agreements to be signed, letters.",
    ),
    (
        "disposals",
        "Lists of people whose term is over: proposed, approved by a second person with the \
            authorisation of the Soprintendenza, carried out.",
    ),
    (
        "emergency-accesses",
        "Records out of reach that were opened for a few hours, and what coordinators found.",
    ),
    (
        "exports",
        "Many records as a file, for whoever asked for it.",
    ),
    (
        "follow-ups",
        "How somebody stands months after the end of a case.",
    ),
    (
        "hand-overs",
        "Cases that go to another counsellor or office, for good or for a time.",
    ),
    (
        "erasures",
        "Erasing somebody before the time: two people decide, the product carries it out; and \
            holds, which keep it from that.",
    ),
    ("imports", "Data of other systems, read row by row."),
    ("individuals", "Persons and the sections of their record."),
    ("intakes", "First interviews, and what they lead to."),
    (
        "machine-clients",
        "Programs of other services: their scopes, offices and keys.",
    ),
    ("offices", "Offices of the organisation."),
    ("privacy-notices", "The notices that records cite."),
    ("problems", "What each type of problem means."),
    (
        "referrals",
        "Other offices and services asked to see to something for a person, and what came of it.",
    ),
    (
        "services",
        "What the organisation offers, and on which terms people are booked for it.",
    ),
    (
        "rooms",
        "Rooms and workstations of the offices, and what they have that somebody may need.",
    ),
    ("sessions", "Signing in, staying signed in, signing out."),
    ("staff", "People who work here, and their roles."),
    ("status", "Health of the service."),
    ("tokens", "Access tokens for machine clients."),
    (
        "vocabularies",
        "Code lists with labels and dates of validity.",
    ),
    (
        "worklist",
        "What is to be done, by whom and until when, and where to go on.",
    ),
];

pub(super) fn info(version: &str) -> Value {
    json!({
        "title": "Percorso",
        "version": version,
        "summary": "Case management of municipal employment services",
        "x-summary": "Case management of municipal employment services",
        // The same for ever: catalogues know the API by it.
        "x-api-id": "5b0c1a52-7d0e-4f3b-9a64-2f0f6a1f3d8e",
        "description": "From the first visit at the desk to work: individuals, intakes, cases and \
            what follows, by the rules of Italian law. Additions may come within a major version: \
            clients ignore members that they do not know. Members without a value are left out.",
        "termsOfService": "https://percorso.example/terms",
        "contact": {
            "name": "The Percorso maintainers",
            "url": "https://percorso.example/support",
            "email": "api@percorso.example",
        },
        "license": {
            "name": "EUPL-1.2",
            "url": "https://spdx.org/licenses/EUPL-1.2.html",
        },
    })
}

pub(super) fn servers() -> Value {
    json!([
        { "url": SERVER, "description": "The installation of a fictional organisation" },
        {
            "url": "http://127.0.0.1:8080/rest/employment/v1",
            "description": "Sandbox with fictional data on the own machine (`cargo run -- demo`)",
            "x-sandbox": true,
        },
    ])
}

/// The tags in use, in the order of the alphabet.
pub(super) fn tags(paths: &BTreeMap<String, Map<String, Value>>) -> Value {
    let used: BTreeSet<&str> = paths
        .values()
        .flat_map(Map::values)
        .filter_map(|operation| operation.get("tags")?.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let described = |tag: &str| {
        let known = TAGS.iter().find(|(known, _)| *known == tag);
        known.map_or_else(
            || format!("Operations on {tag}."),
            |(_, text)| (*text).to_owned(),
        )
    };
    used.into_iter()
        .map(|tag| json!({ "name": tag, "description": described(tag) }))
        .collect()
}

/// `signs_in`: whether an operation takes its credentials from the body.
pub(super) fn security_schemes(signs_in: bool) -> Value {
    let mut schemes = json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "Access token of `POST /sessions` or of an issuer that the organisation \
                trusts: a signed JWT, used and verified as RFC8725 asks (one pinned algorithm per \
                issuer, `typ`, `iss`, `aud`, `exp` and `nbf` checked).",
        },
    });
    if let Some(schemes) = schemes.as_object_mut() {
        let scopes: Map<String, Value> = Scope::iter()
            .map(|scope| (scope.to_string(), scope_text(scope).into()))
            .collect();
        schemes.insert(
            MACHINE.to_owned(),
            json!({
                "type": "oauth2",
                "description": "Access token of `POST /tokens` for a machine client, which proves \
                    who it is with a signed assertion (RFC7523); verified as RFC8725 asks.",
                "flows": { "clientCredentials": {
                    "tokenUrl": format!("{SERVER}/tokens"),
                    "scopes": scopes,
                } },
            }),
        );
    }
    if signs_in && let Some(schemes) = schemes.as_object_mut() {
        // Signing in cannot ask for a token, yet it is no open door: the house rules refuse an
        // unsafe operation with the empty requirement, and the global `bearer` would be untrue.
        // OpenAPI has no scheme for credentials in a body (the password flow of OAuth 2 is not
        // what happens, and forbidden); so a scheme of `http` with a private name says it.
        schemes.insert(
            CREDENTIALS.to_owned(),
            json!({
                "type": "http",
                "scheme": "credentials-in-body",
                "description": "Not a scheme of the header: the credentials (password or refresh \
                    token) are members of the request body, and `Authorization` is not sent.",
            }),
        );
    }
    schemes
}

fn scope_text(scope: Scope) -> &'static str {
    match scope {
        Scope::Calculators => "Ask the calculators.",
        Scope::ReadDirectory => "See colleagues and offices.",
        Scope::ReadDeskContacts => "Read the counted contacts of the own offices.",
        Scope::ReadIndividuals => "Read the people of the own offices.",
        Scope::ReadIntakes => "Read the first interviews of the own offices.",
        Scope::ReadCases => "Read the cases of the own offices and their files, without notes.",
        Scope::FollowChanges => {
            "Be told, in order, what happened to whatever the other scopes permit to read."
        }
    }
}
