//! Somebody opens the file of a case.

use rand_chacha::ChaCha8Rng;

use crate::load::Request;
use crate::world::World;

pub(super) fn read(world: &World, rng: &mut ChaCha8Rng) -> Request {
    let counsellor = world.counsellor(rng);
    let case = counsellor.case(rng);
    Request::get(format!("/cases/{case}/file"), &counsellor.token)
}
