//! Somebody new comes to the desk: registered with a code, a number and an address, after a look at
//! whoever might be the same.

use domain::kernel::{Day, Fault, Sex, TaxCode};
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use crate::load::Request;
use crate::world::World;

pub(super) fn register(world: &World, rng: &mut ChaCha8Rng) -> Request {
    let operator = world.operator(rng);
    let body = somebody(world.fresh(), rng).unwrap_or_default();
    Request::post("/individuals", &operator.token, &body)
}

/// Somebody whose family name nobody else has, born on a day on which others were.
pub(super) fn somebody(number: usize, rng: &mut ChaCha8Rng) -> Result<Value, Fault> {
    let (family, given) = (word(rng, 5), word(rng, 3));
    let (year, month, day) = (
        rng.random_range(1960..2007),
        rng.random_range(1..=12_u32),
        rng.random_range(1..=28_u32),
    );
    let born: Day = format!("{year}-{month:02}-{day:02}").parse()?;
    let code = TaxCode::encode(&family, &given, Sex::Female, born, "L219")?;
    Ok(json!({
        "identity": {
            "family_name": family, "given_name": given, "sex": "F",
            "birth_date": born.to_string(), "birthplace_code": "L219",
        },
        "identifiers": { "items": [{ "kind": "tax_code", "value": code.to_string() }] },
        "residence": { "residence": {
            "street": "Via delle Misure", "civic_number": format!("{}", number % 200 + 1),
            "postal_code": "10121", "place_code": "L219",
        } },
        "contacts": {
            "phones": [format!("+39301{number:07}")],
            "emails": [format!("{}.{number}@example.com", family.to_lowercase())],
        },
        "provenance": {
            "source": "document", "observed_on": "2025-02-03", "verification": "verified",
        },
    }))
}

/// A word of so many syllables.
fn word(rng: &mut ChaCha8Rng, syllables: usize) -> String {
    let mut word = String::new();
    for _ in 0..syllables {
        word.push(char::from(b"bcdfglmnprstvz"[rng.random_range(0..14)]));
        word.push(char::from(b"aeiou"[rng.random_range(0..5)]));
    }
    word[..1].to_uppercase() + &word[1..]
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn whoever_comes_has_a_code_of_her_own() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let codes: std::collections::HashSet<String> = (0..500)
            .map(|number| somebody(number, &mut rng).unwrap())
            .map(|body| body["identifiers"]["items"][0]["value"].to_string())
            .collect();
        assert!(codes.len() > 495, "{}", codes.len());
    }
}
