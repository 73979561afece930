//! Citizenships as offices write them: the State, its letters, or the adjective.

use domain::kernel::{Day, Fault, fold};
use domain::vocabulary::{self, states};

use super::places::{self, Hint};

/// The stems of adjectives, as in `rumena` and `Rumeno`, with the ISTAT code of the State. An
/// ending of at most three letters follows.
const ADJECTIVES: [(&str, &str); 40] = [
    ("italian", "100"),
    ("albanes", "201"),
    ("bulgar", "209"),
    ("frances", "215"),
    ("tedesc", "216"),
    ("britannic", "219"),
    ("ingles", "219"),
    ("grec", "220"),
    ("polacc", "233"),
    ("portoghes", "234"),
    ("rumen", "235"),
    ("romen", "235"),
    ("spagnol", "239"),
    ("ucrain", "243"),
    ("russ", "245"),
    ("moldav", "254"),
    ("croat", "250"),
    ("kosovar", "272"),
    ("serb", "271"),
    ("bosniac", "252"),
    ("macedon", "253"),
    ("turc", "351"),
    ("cines", "314"),
    ("indian", "330"),
    ("pakistan", "344"),
    ("banglades", "305"),
    ("filippin", "323"),
    ("afghan", "301"),
    ("sirian", "348"),
    ("marocchin", "436"),
    ("tunisin", "460"),
    ("egizian", "419"),
    ("algerin", "401"),
    ("nigerian", "443"),
    ("senegales", "450"),
    ("ghanes", "423"),
    ("ivorian", "404"),
    ("malian", "435"),
    ("peruvian", "615"),
    ("brasilian", "605"),
];

/// The ISTAT code of a citizenship.
pub(super) fn code(cell: &str, today: Day) -> Result<&'static str, Fault> {
    let unknown = || Fault::new("unknown_citizenship");
    let list = vocabulary::get("citizenships").ok_or_else(unknown)?;
    let cell = cell.trim();
    if let Some(concept) = list.at(cell, today.date()).concept() {
        return Ok(concept.code);
    }
    if let [concept, ..] = list.by_name(cell, today.date())[..] {
        return Ok(concept.code);
    }
    let key = fold(cell);
    if key == "it" || key == "ita" {
        return Ok("100");
    }
    let hint = Hint {
        day: today.date(),
        province: None,
        of_tax_code: None,
    };
    let state = places::state(cell, hint).and_then(|code| states::at(code, today.date()).concept());
    let of_state = state.and_then(|state| state.extra("istat"));
    if let Some(istat) = of_state.filter(|istat| list.contains(istat)) {
        return Ok(istat);
    }
    let adjective = ADJECTIVES.iter().find(|(stem, _)| {
        key.strip_prefix(stem)
            .is_some_and(|ending| (1..=3).contains(&ending.len()))
    });
    adjective.map(|(_, code)| *code).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cell: &str) -> Result<&'static str, &'static str> {
        code(cell, Day::of(2026, 3, 1).unwrap()).map_err(|fault| fault.code)
    }

    #[test]
    fn a_citizenship_is_known_by_state_adjective_and_code() {
        let table = [
            ("ITALIANA", "100"),
            ("Italia", "100"),
            ("it", "100"),
            ("100", "100"),
            ("rumena", "235"),
            ("ROMANIA", "235"),
            ("marocchina", "436"),
            ("cinese", "314"),
            ("CINA", "314"),
            ("Albania", "201"),
        ];
        for (cell, code) in table {
            assert_eq!(found(cell), Ok(code), "{cell}");
        }
        assert_eq!(found("marziana"), Err("unknown_citizenship"));
    }

    #[test]
    fn each_adjective_leads_to_the_state_that_begins_alike() {
        let list = vocabulary::get("citizenships").unwrap();
        for (stem, code) in ADJECTIVES {
            let label = list.history(code).next().unwrap().label_it;
            let first = |text: &str| text.chars().next().map(|c| c.to_ascii_lowercase());
            let irregular = ["britannic", "cines", "ingles", "tedesc", "ivorian", "russ"];
            assert!(
                first(stem) == first(label) || irregular.contains(&stem),
                "{stem} is not of {label}"
            );
        }
    }
}
