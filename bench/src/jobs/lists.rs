//! Somebody looks at the own cases and the own work, or turns many pages of an office's.

use chrono::TimeDelta;
use rand_chacha::ChaCha8Rng;

use crate::load::Request;
use crate::world::{PAGE, World};

/// The own open cases of the last year: three filters.
pub(super) fn caseload(world: &World, rng: &mut ChaCha8Rng) -> Request {
    let counsellor = world.counsellor(rng);
    let from = world.today - TimeDelta::days(365);
    let path = format!("/cases?limit={PAGE}&status=open&counsellor=me&opened_from={from}");
    Request::get(path, &counsellor.token)
}

pub(super) fn far_caseload(world: &World, _: &mut ChaCha8Rng) -> Request {
    Request::get(world.far_caseload.path.clone(), &world.coordinator().token)
}

/// The own cases that rest, due by today: three filters.
pub(super) fn worklist(world: &World, rng: &mut ChaCha8Rng) -> Request {
    let counsellor = world.counsellor(rng);
    let until = world.today;
    let path = format!("/worklist?limit={PAGE}&kind=case&whose=mine&due_until={until}");
    Request::get(path, &counsellor.token)
}

pub(super) fn far_worklist(world: &World, _: &mut ChaCha8Rng) -> Request {
    Request::get(world.far_worklist.path.clone(), &world.coordinator().token)
}
