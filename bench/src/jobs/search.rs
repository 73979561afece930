//! Somebody looks for a person by how the family name begins.

use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;
use serde_json::json;

use crate::load::Request;
use crate::world::World;

pub(super) fn by_name(world: &World, rng: &mut ChaCha8Rng) -> Request {
    let counsellor = world.counsellor(rng);
    let term = world.prefixes.choose(rng).map_or("ros", String::as_str);
    let body = json!({ "term": term, "limit": 25 });
    Request::post("/individual-searches", &counsellor.token, &body)
}
