//! What is wrong with the file of dated parameters.

use std::collections::HashMap;

use super::check::{Fault, is_date, is_word, lines, validity};

const COLUMNS: [&str; 8] = [
    "key",
    "scope",
    "valid_from",
    "valid_to",
    "value",
    "unit",
    "source",
    "confidence",
];

/// Everything that is wrong with the text of the file.
pub(crate) fn faults(text: &str) -> Vec<Fault> {
    let (lines, mut faults) = lines(text);
    let Some((header, rows)) = lines
        .split_first()
        .filter(|(header, _)| **header == COLUMNS)
    else {
        faults.push((
            1,
            format!("does not begin with the columns {}", COLUMNS.join(",")),
        ));
        return faults;
    };
    let mut units: HashMap<&str, &str> = HashMap::new();
    for (line, cells) in (2..).zip(rows) {
        let [key, scope, _, _, value, unit, source, confidence] = cells[..] else {
            faults.push((
                line,
                format!("has {} cells, not {}", cells.len(), header.len()),
            ));
            return faults;
        };
        let wrong = [
            (
                !key.contains('.') || !key.split('.').all(is_word_or_number),
                "key",
            ),
            (!is_scope(scope), "scope"),
            (!is_word(unit), "unit"),
            (!is_value(unit, value), "value"),
            (source.is_empty(), "source"),
            (!matches!(confidence, "sure" | "check"), "confidence"),
            (
                *units.entry(key).or_insert(unit) != unit,
                "unit (another line of the key differs)",
            ),
        ];
        let wrong = wrong.iter().filter(|(is_wrong, _)| *is_wrong);
        faults.extend(wrong.map(|(_, column)| (line, format!("wrong {column}"))));
    }
    if !rows.is_sorted_by_key(|cells| (cells[0], cells[1], cells[2])) {
        faults.push((2, "is not sorted by key, scope and first day".to_owned()));
    }
    faults.extend(validity(rows, |cells| cells[..2].join(" "), 2));
    faults
}

/// A part of a key; a limit may begin with a number, as in `incentive_67_79`.
fn is_word_or_number(part: &str) -> bool {
    is_word(part) || part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty()
}

fn is_scope(scope: &str) -> bool {
    match scope.split_once(':') {
        None => matches!(scope, "IT" | "EU"),
        Some(("region", code)) => code.len() == 2 && is_number(code),
        Some(("zone", code)) => is_word(code),
        Some(_) => false,
    }
}

fn is_value(unit: &str, value: &str) -> bool {
    match unit {
        "date" => is_date(value),
        "month_day" => is_date(&format!("2000-{value}")),
        "code" => is_word(value),
        _ if unit.starts_with("eur") => {
            let (euros, cents) = value.split_once('.').unwrap_or((value, "00"));
            is_number(euros) && cents.len() == 2 && is_number(cents)
        }
        _ => is_number(value),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
