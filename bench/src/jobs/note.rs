//! Somebody writes down what was said.

use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use serde_json::json;

use crate::load::Request;
use crate::world::World;

pub(super) fn write(world: &World, rng: &mut ChaCha8Rng) -> Request {
    let counsellor = world.counsellor(rng);
    let case = counsellor.case(rng);
    let number: u32 = rng.random();
    let text = format!(
        "Colloquio {number}: rivisto il curriculum, concordate tre candidature per la settimana \
         prossima; porterà l'attestato del corso."
    );
    let body = json!({ "visibility": "team", "text": text });
    Request::post(format!("/cases/{case}/notes"), &counsellor.token, &body)
}
