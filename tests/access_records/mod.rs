//! "Who saw my file?", answered at the desk in one call.

mod files;
mod told;
mod undone;

use domain::actor::Role;
use serde_json::Value;

use crate::support::world::World;
use crate::support::{Client, Member, Place, TestApp};

fn home(role: Role, number: u8) -> Member {
    Member::new(Place::Home, role, number)
}

/// The access record of the person with this name in the world of the stories.
fn path(world: &World, who: &str) -> String {
    format!("/individuals/{}/access-record", world.id(who))
}

/// All lines of a record, page by page.
fn lines(client: &Client, path: &str, limit: usize) -> Vec<Value> {
    let mut all = Vec::new();
    let mut next = format!("{path}?limit={limit}");
    loop {
        let page = client.get(&next).ok(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit, "{page}");
        all.extend(items.iter().cloned());
        match page["next_cursor"].as_str() {
            Some(cursor) => next = format!("{path}?limit={limit}&cursor={cursor}"),
            None => return all,
        }
    }
}

fn texts(lines: &[Value]) -> Vec<&str> {
    lines
        .iter()
        .map(|line| line["text"].as_str().unwrap())
        .collect()
}

/// How many reads the lines tell, but for those of the access record itself.
fn reads(lines: &[Value]) -> u64 {
    let parts = lines
        .iter()
        .flat_map(|line| line["parts"].as_array().unwrap());
    let parts = parts.filter(|part| part["part"] != "access_record");
    parts.map(|part| part["times"].as_u64().unwrap()).sum()
}
