//! Stories about interviews: which form fits, which answers, and what they add up to.

use strum::IntoEnumIterator;

use super::*;
use crate::kernel::{Fault, Faults};
use crate::vocabulary::{all, codes};

fn code(text: &str) -> FormCode {
    text.parse().unwrap()
}

fn option(name: &str, points: u16) -> AnswerOption {
    AnswerOption {
        code: code(name),
        label_it: "Sì, da solo".parse().unwrap(),
        label_en: "Yes, alone".parse().unwrap(),
        points,
    }
}

fn question(name: &str, kind: QuestionKind, weight: u16) -> Question {
    Question {
        code: code(name),
        label_it: "Come cerca lavoro?".parse().unwrap(),
        label_en: "How do you look for work?".parse().unwrap(),
        kind,
        is_required: name == "search",
        weight,
    }
}

fn section(name: &str, questions: Vec<Question>) -> Section {
    Section {
        code: code(name),
        label_it: "Ricerca".parse().unwrap(),
        label_en: "Search".parse().unwrap(),
        questions,
    }
}

fn choice() -> QuestionKind {
    QuestionKind::Choice {
        options: vec![option("none", 0), option("some", 2), option("much", 5)],
    }
}

fn scale(lowest: i64, highest: i64) -> QuestionKind {
    QuestionKind::Scale {
        lowest,
        highest,
        points_per_step: 3,
    }
}

fn form() -> FormContent {
    let yes_no = QuestionKind::YesNo {
        yes_points: 4,
        no_points: 1,
    };
    let number = QuestionKind::Number {
        lowest: 0,
        highest: 60,
    };
    let search = vec![
        question("search", choice(), 2),
        question("confidence", scale(1, 5), 1),
    ];
    let means = vec![
        question("licence", yes_no, 10),
        question("hours", number, 7),
        question("words", QuestionKind::Text {}, 7),
    ];
    FormContent {
        label_it: "Colloquio".parse().unwrap(),
        label_en: "Interview".parse().unwrap(),
        sections: vec![section("searching", search), section("means", means)],
    }
}

fn given(question: &str, answer: Answer) -> Answered {
    Answered {
        question: code(question),
        answer,
    }
}

fn chosen(option: &str) -> Answered {
    let option = code(option);
    given("search", Answer::Choice { option })
}

fn told(check: impl FnOnce(&mut Faults)) -> Vec<String> {
    let mut faults = Faults::none();
    check(&mut faults);
    { faults.iter() }
        .map(|one| format!("{} {}", one.pointer, one.fault))
        .collect()
}

fn told_of(change: impl FnOnce(&mut FormContent)) -> Vec<String> {
    let mut form = form();
    change(&mut form);
    told(|faults| form.check(faults))
}

fn sums(answers: &[Answered]) -> Vec<(i64, i64)> {
    let scores = form().scores(answers);
    scores.iter().map(|one| (one.points, one.most)).collect()
}

#[test]
fn a_form_that_fits_has_nothing_told_of_it() {
    assert!(told_of(|_| {}).is_empty());
}

#[test]
fn sections_questions_and_options_are_as_many_as_their_bounds() {
    for (count, fits) in [(0, false), (1, true), (20, true), (21, false)] {
        let told = told_of(|form| {
            form.sections = (0..count)
                .map(|n| {
                    let asked = question(&format!("asked_{n}"), QuestionKind::Text {}, 1);
                    section(&format!("part_{n}"), vec![asked])
                })
                .collect();
        });
        let expected: &[&str] = if fits {
            &[]
        } else {
            &["/sections out_of_range"]
        };
        assert_eq!(told, expected, "{count}");
    }
    for (count, fits) in [(0, false), (1, true), (40, true), (41, false)] {
        let told = told_of(|form| {
            form.sections[0].questions = (0..count)
                .map(|n| question(&format!("asked_{n}"), QuestionKind::Text {}, 1))
                .collect();
        });
        let wrong = ["/sections/0/questions out_of_range"];
        let expected: &[&str] = if fits { &[] } else { &wrong };
        assert_eq!(told, expected, "{count}");
    }
    for (count, fits) in [(1, false), (2, true), (30, true), (31, false)] {
        let told = told_of(|form| {
            let options = (0..count).map(|n| option(&format!("option_{n}"), 1));
            form.sections[0].questions[0].kind = QuestionKind::Choice {
                options: options.collect(),
            };
        });
        let wrong = ["/sections/0/questions/0/options out_of_range"];
        let expected: &[&str] = if fits { &[] } else { &wrong };
        assert_eq!(told, expected, "{count}");
    }
}

#[test]
fn everything_wrong_with_a_form_is_told_at_once() {
    let told = told_of(|form| {
        form.sections[1].code = code("searching");
        form.sections[1].questions[0].code = code("search");
        form.sections[1].questions[1].weight = 101;
        form.sections[0].questions[0].kind = QuestionKind::Choice {
            options: vec![option("same", 1001), option("same", 1000)],
        };
    });
    let expected = [
        "/sections/0/questions/0/options/0/points out_of_range",
        "/sections/0/questions/0/options/1/code duplicate_member",
        "/sections/1/code duplicate_member",
        "/sections/1/questions/0/code duplicate_member",
        "/sections/1/questions/1/weight out_of_range",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_scale_goes_upwards_in_a_hundred_steps_at_most() {
    let table = [
        (1, 1, Some("highest")),
        (1, 2, None),
        (0, 100, None),
        (0, 101, Some("highest")),
        (5, 1, Some("highest")),
        (-1_000_000, -999_950, None),
        (i64::MIN, -999_950, Some("lowest")),
        (999_950, i64::MAX, Some("highest")),
    ];
    for (lowest, highest, wrong) in table {
        let told = told_of(|form| form.sections[0].questions[1].kind = scale(lowest, highest));
        let pointer = |name| format!("/sections/0/questions/1/{name} out_of_range");
        let expected: Vec<_> = wrong.map(pointer).into_iter().collect();
        assert_eq!(told, expected, "{lowest} {highest}");
    }
}

#[test]
fn an_answer_fits_its_question_and_there_is_one() {
    let answers = [
        chosen("much"),
        chosen("never"),
        given("confidence", Answer::Scale { step: 6 }),
        given("licence", Answer::Scale { step: 1 }),
        given("hours", Answer::Number { number: 61 }),
        given("nowhere", Answer::YesNo { is_yes: true }),
    ];
    let expected = [
        "/answers/1/question duplicate_member",
        "/answers/1/answer/option unknown_reference",
        "/answers/2/answer/step out_of_range",
        "/answers/3/answer/kind invalid_value",
        "/answers/4/answer/number out_of_range",
        "/answers/5/question unknown_reference",
    ];
    let form = form();
    let told = told(|faults| form.check_answers(&answers, faults));
    assert_eq!(told, expected);
}

#[test]
fn both_ends_of_a_scale_and_of_a_number_are_answers() {
    let form = form();
    for (step, number) in [(1, 0), (5, 60)] {
        let answers = [
            given("confidence", Answer::Scale { step }),
            given("hours", Answer::Number { number }),
        ];
        let told = told(|faults| form.check_answers(&answers, faults));
        assert!(told.is_empty(), "{told:?}");
    }
}

#[test]
fn what_is_required_is_missed_until_it_is_answered() {
    let licence = given("licence", Answer::YesNo { is_yes: false });
    let form = form();
    assert_eq!(form.unanswered(&[licence]), [&code("search")]);
    assert!(form.unanswered(&[chosen("none")]).is_empty());
}

#[test]
fn points_count_by_their_weight_against_what_was_put() {
    assert_eq!(sums(&[]), [(0, 0), (0, 0)]);
    assert_eq!(sums(&[chosen("some")]), [(4, 10), (0, 0)]);
    let all = [
        chosen("much"),
        given("confidence", Answer::Scale { step: 4 }),
        given("licence", Answer::YesNo { is_yes: false }),
        given("hours", Answer::Number { number: 30 }),
    ];
    assert_eq!(sums(&all), [(19, 22), (10, 40)]);
}

#[test]
fn a_form_is_read_back_as_it_was_kept() {
    let kept = serde_json::to_string(&form()).unwrap();
    assert_eq!(serde_json::from_str::<FormContent>(&kept).unwrap(), form());
    let answer = chosen("much");
    let kept = serde_json::to_string(&answer).unwrap();
    assert_eq!(serde_json::from_str::<Answered>(&kept).unwrap(), answer);
}

#[test]
fn a_code_is_short_and_plain() {
    for wrong in ["", "a", "1a", "A1", "a-b", "è_una", &"a".repeat(41)] {
        let fault = wrong.parse::<FormCode>().unwrap_err();
        assert_eq!(fault, Fault::new("invalid_form_code"), "{wrong}");
    }
    for right in ["ab", "a_1", &"a".repeat(40)] {
        assert_eq!(code(right).as_str(), right);
    }
}

#[test]
fn each_step_leads_where_the_table_says() {
    let table = [
        "answer:draft complete:completed revise:- drop:dropped",
        "answer:- complete:- revise:draft drop:-",
        "answer:- complete:- revise:- drop:-",
    ];
    for (status, expected) in AssessmentStatus::iter().zip(table) {
        let found: Vec<String> = AssessmentStep::iter()
            .map(|step| match status.after(step) {
                Ok(next) => format!("{step}:{next}"),
                Err(_) => format!("{step}:-"),
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{status}");
    }
}

#[test]
fn a_classified_skill_names_its_edition_and_none_is_there_twice() {
    let skill = |classification, edition: Option<&str>, code: Option<&str>| Skill {
        label: "Cucinare per molti".parse().unwrap(),
        classification,
        edition: edition.map(|edition| edition.parse().unwrap()),
        code: code.map(|code| code.parse().unwrap()),
        level: Some(SkillLevel::Independent),
    };
    let heard = FindingsHeard {
        skills: vec![
            skill(SkillClassification::Esco, Some("1.2"), Some("S1.1")),
            skill(SkillClassification::Esco, None, Some("S1.2")),
            skill(SkillClassification::Free, Some("1"), Some("x")),
            skill(SkillClassification::Free, None, None),
            skill(SkillClassification::Free, None, None),
        ],
        obstacles: vec!["transport".parse().unwrap(), "transport".parse().unwrap()],
        ..FindingsHeard::default()
    };
    let expected = [
        "/skills/1/edition invalid_value",
        "/skills/2/edition invalid_value",
        "/skills/2/code invalid_value",
        "/skills/4 duplicate_member",
        "/obstacles/1 duplicate_member",
    ];
    assert_eq!(told(|faults| heard.check(faults)), expected);
    for (count, fits) in [(100, true), (101, false)] {
        let skills = (0..count).map(|n| Skill {
            label: format!("Competenza {n}").parse().unwrap(),
            ..skill(SkillClassification::Free, None, None)
        });
        let heard = FindingsHeard {
            skills: skills.collect(),
            ..FindingsHeard::default()
        };
        assert_eq!(told(|faults| heard.check(faults)).is_empty(), fits);
    }
}

#[test]
fn no_obstacle_names_health_disability_or_justice() {
    let obstacles = codes("obstacles");
    assert!(obstacles.contains(&"transport"));
    let list = all().iter().find(|list| list.id == "obstacles").unwrap();
    for concept in list.concepts.iter() {
        let words = format!("{} {:?}", concept.label_it, concept.label_en).to_lowercase();
        for never in ["salute", "health", "disab", "invalid", "giustizia", "reat"] {
            assert!(!words.contains(never), "{words}");
        }
    }
}
