//! RFC 9457: what went wrong, in the words of the reader.

mod code;

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use domain::individuals::Candidate;
use domain::kernel::{Fault, MemberFault, Refusal, RefusalCode, Version};
use domain::rulebook::Finding;
use persistence::Error;
use serde_json::{Map, Value, json};

use crate::identity::keys::KeyFault;
use crate::routes::individuals::CandidateCard;
use crate::texts::{Language, text};

pub use code::ProblemCode;

/// A fault of one member.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldFault {
    /// JSON pointer into the body, or the name of a parameter.
    pub pointer: String,
    /// A code of `api/texts`.
    pub code: String,
    /// What the text may quote.
    pub facts: Vec<(String, String)>,
}

impl FieldFault {
    /// A fault without facts.
    pub fn new(pointer: impl Into<String>, code: &str) -> Self {
        Self {
            pointer: pointer.into(),
            code: code.to_owned(),
            facts: Vec::new(),
        }
    }

    /// A fault with its facts.
    pub fn at(pointer: impl Into<String>, fault: &Fault) -> Self {
        let facts = fault.facts.iter();
        Self {
            pointer: pointer.into(),
            code: fault.code.to_owned(),
            facts: facts.map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
        }
    }
}

impl From<MemberFault> for FieldFault {
    fn from(told: MemberFault) -> Self {
        Self::at(told.pointer, &told.fault)
    }
}

/// An answer that tells what went wrong.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Its type.
    pub code: ProblemCode,
    more: Box<More>,
}

/// What only some problems tell.
#[derive(Debug, Clone, Default)]
struct More {
    facts: Vec<(String, String)>,
    errors: Vec<FieldFault>,
    findings: Vec<Finding>,
    members: Map<String, Value>,
    candidates: Vec<Candidate>,
    retry_after: Option<u32>,
    allow: Option<String>,
    length: Option<u64>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.as_str())
    }
}

impl Problem {
    /// The problem of this type.
    pub fn of(code: ProblemCode) -> Self {
        let more = Box::new(More {
            retry_after: code.retry_after(),
            ..More::default()
        });
        Self { code, more }
    }

    /// 422 with the faults of all members.
    pub fn unprocessable(errors: Vec<FieldFault>) -> Self {
        let mut problem = Self::of(ProblemCode::Invalid);
        problem.more.errors = errors;
        problem
    }

    /// 422 with the fault of one member.
    pub fn invalid(pointer: &str, fault: &Fault) -> Self {
        Self::unprocessable(vec![FieldFault::at(pointer, fault)])
    }

    /// 400 for a parameter of the query.
    pub fn parameter(parameter: &str, code: &str) -> Self {
        Self::of(ProblemCode::BadParameter).with_fault(FieldFault::new(parameter, code))
    }

    /// The same problem with one more fault.
    #[must_use]
    pub fn with_fault(mut self, fault: FieldFault) -> Self {
        self.more.errors.push(fault);
        self
    }

    /// The same problem with the word for it that OAuth clients look for (RFC 6749 §5.2).
    #[must_use]
    pub fn with_error(mut self, error: &str) -> Self {
        self.more.members.insert("error".into(), json!(error));
        self
    }

    /// The same problem, to be tried again after so many seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.more.retry_after = Some(seconds);
        self
    }

    /// The same problem, naming the methods that the path knows.
    #[must_use]
    pub fn allow(mut self, methods: String) -> Self {
        self.more.allow = Some(methods);
        self
    }

    /// The same problem, telling how many bytes there are.
    #[must_use]
    pub fn of_length(mut self, length: u64) -> Self {
        self.more.length = Some(length);
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Renders the answer in the reader's language. `base` is the address of the API.
    pub fn render(&self, language: Language, request_id: &str, base: &str) -> HttpResponse {
        let mut body = self.more.members.clone();
        let key = format!("problem-{}", self.code.as_str());
        let say = |attribute| text(language, &key, attribute, &self.more.facts);
        body.insert(
            "type".into(),
            json!(format!("{base}/problems/{}", self.code.slug())),
        );
        body.insert(
            "title".into(),
            json!(say(None).unwrap_or_else(|| self.code.as_str().into())),
        );
        body.insert("status".into(), json!(self.code.status()));
        body.insert(
            "detail".into(),
            json!(say(Some("detail")).unwrap_or_else(|| self.code.as_str().into())),
        );
        body.insert(
            "instance".into(),
            json!(format!("urn:request:{request_id}")),
        );
        if !self.more.errors.is_empty() {
            let errors = self.more.errors.iter().map(|e| fault_json(language, e));
            body.insert("errors".into(), errors.collect());
        }
        if !self.more.findings.is_empty() {
            let findings = self
                .more
                .findings
                .iter()
                .map(|f| crate::http::answer::finding_json(language, f));
            body.insert("findings".into(), findings.collect());
        }
        if !self.more.candidates.is_empty() {
            let candidates = self.more.candidates.iter();
            let cards = candidates.map(|one| {
                let card = one.card.clone();
                json!(CandidateCard::may_be(card, &one.reasons, language))
            });
            body.insert("candidates".into(), cards.collect());
        }
        let mut answer = HttpResponseBuilder::new(self.status());
        answer.insert_header((header::CONTENT_TYPE, "application/problem+json"));
        answer.insert_header((header::CONTENT_LANGUAGE, language.tag()));
        if let Some(seconds) = self.more.retry_after {
            answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if let Some(methods) = &self.more.allow {
            answer.insert_header((header::ALLOW, methods.as_str()));
        }
        if let Some(length) = self.more.length {
            answer.insert_header((header::CONTENT_RANGE, format!("bytes */{length}")));
        }
        if self.code.status() == 401 {
            answer.insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        answer.body(Value::Object(body).to_string())
    }
}

fn fault_json(language: Language, fault: &FieldFault) -> Value {
    let key = format!("fault-{}", fault.code);
    let detail = text(language, &key, None, &fault.facts).unwrap_or_else(|| fault.code.clone());
    json!({ "pointer": fault.pointer, "code": fault.code, "detail": detail })
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// Leaves the words to the envelope, which knows the reader's language and the request.
    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::new(self.status());
        answer.extensions_mut().insert(self.clone());
        answer
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let mut problem = Self::of(RefusalCode::from(&refusal).into());
        if let Ok(Value::Object(facts)) = serde_json::to_value(&refusal) {
            problem.more.facts = facts
                .into_iter()
                .filter(|(key, _)| key != "code")
                .map(|(key, value)| {
                    (
                        key,
                        value
                            .as_str()
                            .map_or_else(|| value.to_string(), str::to_owned),
                    )
                })
                .collect();
        }
        match refusal {
            Refusal::Rules { findings } => problem.more.findings = findings,
            Refusal::Invalid { faults } => {
                problem.more.errors = faults.into_iter().map(FieldFault::from).collect();
            }
            Refusal::TooManyAttempts { retry_after } => {
                problem.more.retry_after = Some(retry_after);
            }
            Refusal::PossibleDuplicate { candidates } => {
                problem.more.candidates = candidates;
            }
            Refusal::NotPermitted {}
            | Refusal::WrongStatus { .. }
            | Refusal::OpenCaseExists {}
            | Refusal::SignInFailed {}
            | Refusal::WrongPassword {}
            | Refusal::RefreshRefused {}
            | Refusal::LastAdministrator {}
            | Refusal::OwnAccount {}
            | Refusal::OwnProposal {}
            | Refusal::IdentityTaken {}
            | Refusal::ErasureRequested {}
            | Refusal::EmergencyNotNeeded {}
            | Refusal::EmergencyRunning {}
            | Refusal::OwnEmergency {}
            | Refusal::EmailTaken {}
            | Refusal::SecondFactorRequired {}
            | Refusal::SecondFactorRefused {}
            | Refusal::WrongCode {}
            | Refusal::RecentSignInRequired {}
            | Refusal::SameAdministrator {}
            | Refusal::NeedsTwoPeople {}
            | Refusal::LinkRefused {}
            | Refusal::HandOverOpen {}
            | Refusal::ReturnBlocked { .. }
            | Refusal::PositionUnknown {}
            | Refusal::FileGone {}
            | Refusal::ReferralOpen {}
            | Refusal::AgreementRunning {}
            | Refusal::SlotTaken { .. }
            | Refusal::AppointmentPending {}
            | Refusal::EnrolledAlready {}
            | Refusal::TooManyExports { .. } => {}
        }
        problem
    }
}

/// All that a request asks of the keys is to sign a token.
impl From<KeyFault> for Problem {
    fn from(error: KeyFault) -> Self {
        tracing::error!(event = "token_not_signed", %error);
        Self::of(ProblemCode::Internal)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => refusal.into(),
            Error::NotFound => Self::of(ProblemCode::NotFound),
            Error::Stale { current } => {
                let mut problem = Self::of(ProblemCode::Stale);
                if let Some(Version(current)) = current {
                    problem
                        .more
                        .members
                        .insert("current_version".into(), json!(current));
                }
                problem
            }
            Error::Overtaken => Self::of(ProblemCode::Stale),
            Error::Taken => Self::of(ProblemCode::Taken),
            Error::KeyReused => Self::of(ProblemCode::KeyReused),
            Error::KeyRunning => Self::of(ProblemCode::KeyRunning),
            Error::SessionEnded => Self::of(ProblemCode::Unauthenticated),
            Error::Overloaded => Self::of(ProblemCode::Overloaded),
            Error::Unavailable | Error::Full => Self::of(ProblemCode::Unavailable),
            Error::Database(_) | Error::Corrupt(_) => {
                // The message of the engine may quote a value, so only its kind is told.
                tracing::error!(event = "internal_error", kind = error.kind());
                Self::of(ProblemCode::Internal)
            }
        }
    }
}
