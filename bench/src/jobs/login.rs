//! Somebody signs in.

use rand_chacha::ChaCha8Rng;
use serde_json::json;

use crate::load::Request;
use crate::population::PASSWORD;
use crate::world::World;

pub(super) fn sign_in(world: &World, rng: &mut ChaCha8Rng) -> Request {
    let counsellor = world.counsellor(rng);
    let body = json!({ "email": counsellor.email, "password": PASSWORD });
    let request = Request::post("/sessions", "", &body);
    Request {
        token: None,
        ..request
    }
}
