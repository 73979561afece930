//! What is wrong with the file that relates two editions of a classification.

use super::check::{Fault, lines};

const COLUMNS: [&str; 4] = ["code_2025", "code_2022", "coverage_2025", "coverage_2022"];

/// Everything that is wrong with the text of the file. Its lines are in order, and each pair of codes
/// stands there once.
pub(crate) fn faults(text: &str) -> Vec<Fault> {
    let (lines, mut faults) = lines(text);
    let Some((_, rows)) = lines
        .split_first()
        .filter(|(header, _)| **header == COLUMNS)
    else {
        faults.push((
            1,
            format!("does not begin with the columns {}", COLUMNS.join(",")),
        ));
        return faults;
    };
    let mut last = ("", "");
    for (line, cells) in (2..).zip(rows) {
        let [newer, older, ours, theirs] = cells[..] else {
            faults.push((line, format!("has {} cells, not 4", cells.len())));
            return faults;
        };
        if (newer, older) <= last {
            faults.push((line, "is not sorted".to_owned()));
        }
        last = (newer, older);
        for coverage in [ours, theirs] {
            if !matches!(coverage, "whole" | "part") {
                faults.push((
                    line,
                    format!("the coverage {coverage:?} is neither whole nor part"),
                ));
            }
        }
    }
    faults
}
