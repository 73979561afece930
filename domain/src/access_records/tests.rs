use super::*;
use crate::kernel::Id;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
}

fn read(minute: u16, who: u128, part: Part) -> Deed {
    Deed {
        id: Uuid::from_u128(u128::from(minute) + 1),
        at: at(minute.into()),
        by: By::Staff(Id::new(Uuid::from_u128(who))),
        act: Act::Read(Seen {
            part,
            section: None,
        }),
        purpose: Some("case_work".to_owned()),
        case: None,
        office: None,
    }
}

fn change(minute: u16, who: u128) -> Deed {
    Deed {
        act: Act::Changed(Fact::CaseResumed {
            on: "2026-03-02".to_owned(),
        }),
        purpose: None,
        ..read(minute, who, Part::Case)
    }
}

fn told(mut deeds: Vec<Deed>, most: usize) -> Account {
    deeds.reverse();
    account(deeds, most, Some(TimeDelta::minutes(30)))
}

fn parts(line: &Line) -> Vec<(Part, u32)> {
    match &line.told {
        Told::Read(parts) => parts.iter().map(|(seen, n)| (seen.part, *n)).collect(),
        Told::Changed(_) | Told::Imported(_) | Told::AskedFor | Told::Exported => vec![],
    }
}

#[test]
fn what_one_reads_in_a_sitting_is_one_line_with_counts() {
    let account = told(
        vec![
            read(0, 1, Part::CaseFile),
            read(10, 1, Part::Notes),
            read(40, 1, Part::CaseFile),
        ],
        10,
    );
    let [line] = &account.lines[..] else {
        panic!("{account:?}")
    };
    assert_eq!(parts(line), [(Part::CaseFile, 2), (Part::Notes, 1)]);
    assert_eq!((line.since, line.at), (at(0), at(40)));
    assert!(!account.more);
}

#[test]
fn a_longer_break_another_reader_or_purpose_or_case_begins_a_new_line() {
    let mut other_purpose = read(42, 1, Part::CaseFile);
    other_purpose.purpose = Some(EMERGENCY.to_owned());
    let of_case = |minute, case| Deed {
        case: Some(Id::new(Uuid::from_u128(case))),
        ..read(minute, 1, Part::CaseFile)
    };
    let deeds = vec![
        read(0, 1, Part::CaseFile),
        of_case(31, 1),
        read(41, 2, Part::CaseFile),
        other_purpose,
        of_case(43, 2),
    ];
    let account = told(deeds, 10);
    assert_eq!(account.lines.len(), 5);
    assert!(account.lines[1].is_emergency());
}

#[test]
fn a_sitting_goes_on_while_somebody_else_reads_or_writes() {
    let deeds = vec![
        read(0, 1, Part::CaseFile),
        read(1, 2, Part::CaseFile),
        change(2, 1),
        read(3, 1, Part::CaseFile),
    ];
    let account = told(deeds, 10);
    assert_eq!(account.lines.len(), 3);
    assert_eq!(parts(&account.lines[0]), [(Part::CaseFile, 2)]);
}

#[test]
fn a_sitting_goes_on_past_lines_that_ended_long_ago() {
    let mut deeds: Vec<Deed> = (0..8).map(|n| read(n * 20, 1, Part::CaseFile)).collect();
    deeds.insert(5, read(81, 2, Part::CaseFile));
    deeds.insert(7, change(101, 2));
    let account = told(deeds, 10);
    assert_eq!(account.lines.len(), 3);
    assert_eq!(parts(&account.lines[0]), [(Part::CaseFile, 8)]);
}

#[test]
fn only_the_sittings_of_half_an_hour_are_looked_at_for_a_deed() {
    // One reader after the other, a minute apart: however long it goes on, no more than thirty are
    // within a sitting of any deed.
    let mut lines = Vec::new();
    let mut sittings = Sittings {
        longest: Some(TimeDelta::minutes(30)),
        open: Vec::new(),
    };
    for minute in (0..2_000).rev() {
        let deed = read(minute, u128::from(minute), Part::CaseFile);
        let deed = sittings.join(&mut lines, deed).unwrap_err();
        sittings.open(&lines, &deed);
        lines.push(Line::of(deed));
        assert!(sittings.open.len() <= 31, "{}", sittings.open.len());
    }
}

#[test]
fn a_file_and_the_record_behind_it_are_one_line() {
    let mut file = read(1, 1, Part::CaseFile);
    file.case = Some(Id::new(Uuid::nil()));
    let account = told(vec![file.clone(), read(2, 1, Part::Individual)], 10);
    assert_eq!(account.lines.len(), 1);
    assert_eq!(account.lines[0].case, file.case);
}

#[test]
fn every_change_is_a_line_of_its_own() {
    assert_eq!(told(vec![change(0, 1), change(1, 1)], 10).lines.len(), 2);
}

#[test]
fn pages_tell_every_deed_once() {
    let deeds: Vec<Deed> = (0..40)
        .map(|n| match n % 4 {
            0 => change(n, 1),
            odd => read(n, u128::from(odd % 2), Part::CaseFile),
        })
        .collect();
    let count = |account: &Account| -> u32 {
        let lines = account.lines.iter();
        lines
            .map(|line| parts(line).iter().map(|(_, n)| *n).sum::<u32>().max(1))
            .sum()
    };
    let mut left = deeds;
    let mut seen = 0;
    loop {
        let page = told(left.clone(), 3);
        assert!(page.lines.len() <= 3);
        seen += count(&page);
        let until = page.until.unwrap();
        left.retain(|deed| deed.id < until);
        assert_eq!(page.more, !left.is_empty());
        if left.is_empty() {
            break;
        }
    }
    assert_eq!(seen, 40);
}

#[test]
fn without_a_parameter_every_read_is_a_line() {
    let deeds = [read(1, 1, Part::Notes), read(0, 1, Part::Notes)];
    assert_eq!(account(deeds, 10, None).lines.len(), 2);
}

#[test]
fn a_sitting_is_half_an_hour() {
    let (book, chain) = (Rulebook::shipped(), Chain::italy());
    let sitting = sitting(&book, &chain, crate::samples::day("2026-03-02"));
    assert_eq!(sitting, Some(TimeDelta::minutes(30)));
}

#[test]
fn a_part_that_a_newer_program_recorded_is_told_as_another() {
    assert_eq!(Part::named("case_file"), Part::CaseFile);
    assert_eq!(Part::named("placement"), Part::Other);
}
