//! Days as Italian offices and their spreadsheets write them.

use domain::imports::DateOrder;
use domain::kernel::tax_code::BirthDate;
use domain::kernel::{Day, Fault};

/// Reads a day of birth: `gg/mm/aaaa`, also with one figure, hyphens, dots or blanks, and
/// `aaaa-mm-gg`; a time of day behind it, as databases export it, is dropped. A year of two figures
/// is taken where an age that is plausible `today` tells the century, as with a tax code.
pub(super) fn born(cell: &str, order: DateOrder, today: Day) -> Result<Day, Fault> {
    let invalid = || Fault::new("invalid_date");
    let text = without_time(cell.trim());
    let parts: Vec<&str> = text
        .split(['/', '-', '.', ' '])
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third] = parts[..] else {
        return Err(invalid());
    };
    let (year, month, day) = match (first.len(), third.len()) {
        (4, 1 | 2) => (first, second, third),
        (1 | 2, 4 | 2) => match order {
            DateOrder::DayFirst => (third, second, first),
            DateOrder::MonthFirst => (third, first, second),
        },
        _ => return Err(invalid()),
    };
    let number = |text: &str| {
        let is_number = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| text.parse::<u16>().ok()).flatten()
    };
    let (Some(full), Some(month), Some(day)) = (number(year), number(month), number(day)) else {
        return Err(invalid());
    };
    if year.len() == 4 {
        return Day::of(full.into(), month.into(), day.into());
    }
    let small = |number: u16| u8::try_from(number).map_err(|_| invalid());
    match BirthDate::without_century(small(full)?, small(month)?, small(day)?, today) {
        BirthDate::Known(day) => Ok(day),
        BirthDate::Ambiguous(days) if days.is_empty() => Err(invalid()),
        BirthDate::Ambiguous(_) => Err(Fault::new("two_digit_year")),
    }
}

/// What stands before `T00:00`, ` 00:00:00` or the like.
fn without_time(text: &str) -> &str {
    match text.split_once(':') {
        Some((before, _)) => {
            let end = before.rfind([' ', 'T', 't']).unwrap_or(before.len());
            before[..end].trim_end()
        }
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(cell: &str) -> Result<Day, Fault> {
        born(cell, DateOrder::DayFirst, Day::of(2026, 3, 2).unwrap())
    }

    #[test]
    fn a_day_is_read_as_offices_write_it() {
        let cells = [
            "07/03/1985",
            "7/3/1985",
            "07-03-1985",
            "7.3.1985",
            "07 03 1985",
            "1985-03-07",
            "1985/3/7",
            " 07/03/1985 ",
            "07/03/1985 00:00",
            "07/03/1985 00:00:00",
            "1985-03-07T00:00:00",
            "1985-03-07 00:00:00.000",
        ];
        for cell in cells {
            assert_eq!(day(cell).unwrap().to_string(), "1985-03-07", "{cell}");
        }
    }

    #[test]
    fn what_is_no_day_is_refused_with_its_reason() {
        let table = [
            ("", "invalid_date"),
            ("31/02/1985", "invalid_date"),
            ("03/25/1985", "invalid_date"),
            ("31113", "invalid_date"),
            ("07/03", "invalid_date"),
            ("7 marzo 1985", "invalid_date"),
            ("+7/03/1985", "invalid_date"),
            ("31/02/85", "invalid_date"),
            ("07/03/1885", "date_out_of_range"),
        ];
        for (cell, code) in table {
            assert_eq!(day(cell).unwrap_err().code, code, "{cell}");
        }
    }

    #[test]
    fn the_century_of_two_figures_is_the_one_with_a_plausible_age() {
        // On 2 March 2026, between 14 and 99 years old, both included.
        let table = [
            ("14/03/85", Ok("1985-03-14")),
            ("14-03-85", Ok("1985-03-14")),
            ("07/03/08", Ok("2008-03-07")),
            ("02/03/12", Ok("2012-03-02")),
            ("03/03/12", Err("two_digit_year")),
            ("03/03/26", Ok("1926-03-03")),
            ("02/03/26", Err("two_digit_year")),
            ("14/03/20", Err("two_digit_year")),
            ("29/02/00", Ok("2000-02-29")),
        ];
        for (cell, expected) in table {
            let read = day(cell)
                .map(|day| day.to_string())
                .map_err(|fault| fault.code);
            assert_eq!(read, expected.map(str::to_owned), "{cell}");
        }
    }

    #[test]
    fn a_source_may_write_the_month_first() {
        let today = Day::of(2026, 3, 2).unwrap();
        let read = |cell| born(cell, DateOrder::MonthFirst, today).map(|day| day.to_string());
        assert_eq!(read("12/31/1980").unwrap(), "1980-12-31");
        assert_eq!(read("12/31/80").unwrap(), "1980-12-31");
        assert_eq!(read("1980-12-31").unwrap(), "1980-12-31");
        assert_eq!(read("31/12/1980").unwrap_err().code, "invalid_date");
    }

    proptest! {
        #[test]
        fn every_day_is_read_back_in_italian(offset in 0_u32..73_000) {
            let some = Day::of(1900, 1, 1).unwrap().add_days(offset).unwrap();
            prop_assert_eq!(day(&some.date().format("%d/%m/%Y").to_string()), Ok(some));
            prop_assert_eq!(day(&some.date().format("%-d.%-m.%Y").to_string()), Ok(some));
        }

        #[test]
        fn no_cell_makes_it_panic(cell in "\\PC{0,16}") {
            let _ = day(&cell);
        }
    }
}
