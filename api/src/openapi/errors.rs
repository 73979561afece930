//! The error answers that operations share, each with headers and an example.

use serde_json::{Map, Value, json};

use super::info::SERVER;
use super::problems::INSTANCE;
use super::shared;
use crate::http::ProblemCode;

/// An error that many operations answer with.
struct Shared {
    status: &'static str,
    component: &'static str,
    description: &'static str,
    headers: &'static [&'static str],
    code: ProblemCode,
    title: &'static str,
    detail: &'static str,
}

const SHARED: &[Shared] = &[
    Shared {
        status: "400",
        component: "BadRequest",
        description: "Malformed, or with a member or parameter that is not known.",
        headers: &[],
        code: ProblemCode::BadParameter,
        title: "Parametro non valido",
        detail: "Un parametro della richiesta non è ammesso.",
    },
    Shared {
        status: "401",
        component: "Unauthorized",
        description: "Not signed in, or the credentials do not hold.",
        headers: &["WWW-Authenticate"],
        code: ProblemCode::Unauthenticated,
        title: "Accesso non riuscito",
        detail: "Occorre accedere per continuare.",
    },
    Shared {
        status: "403",
        component: "Forbidden",
        description: "Signed in, but the role does not allow it.",
        headers: &[],
        code: ProblemCode::Forbidden,
        title: "Non consentito",
        detail: "Il ruolo non consente questa operazione.",
    },
    Shared {
        status: "404",
        component: "NotFound",
        description: "Not there, or out of reach.",
        headers: &[],
        code: ProblemCode::NotFound,
        title: "Non trovato",
        detail: "Non c'è o non è visibile.",
    },
    Shared {
        status: "405",
        component: "MethodNotAllowed",
        description: "The path does not know the method.",
        headers: &["Allow"],
        code: ProblemCode::MethodNotAllowed,
        title: "Metodo non ammesso",
        detail: "L'indirizzo non ammette questo metodo.",
    },
    Shared {
        status: "408",
        component: "RequestTimeout",
        description: "The body came too slowly.",
        headers: &[],
        code: ProblemCode::RequestTimeout,
        title: "Richiesta troppo lenta",
        detail: "Il corpo della richiesta non è arrivato in tempo.",
    },
    Shared {
        status: "409",
        component: "Conflict",
        description: "The state does not allow it, or a request with the same key is still running.",
        headers: &["Retry-After"],
        code: ProblemCode::KeyRunning,
        title: "Richiesta in corso",
        detail: "Una richiesta con la stessa chiave è ancora in corso.",
    },
    Shared {
        status: "410",
        component: "Gone",
        description: "Not there any more: it has to be taken anew.",
        headers: &[],
        code: ProblemCode::PositionUnknown,
        title: "Posizione inesistente",
        detail: "Nessun fatto ha questa posizione: occorre riprendere tutto.",
    },
    Shared {
        status: "412",
        component: "PreconditionFailed",
        description: "The version is no longer the one that was read.",
        headers: &[],
        code: ProblemCode::Stale,
        title: "Dati cambiati nel frattempo",
        detail: "Qualcuno ha cambiato i dati: occorre rileggerli.",
    },
    Shared {
        status: "413",
        component: "ContentTooLarge",
        description: "The body is too large.",
        headers: &[],
        code: ProblemCode::ContentTooLarge,
        title: "Richiesta troppo grande",
        detail: "Il corpo della richiesta supera il limite.",
    },
    Shared {
        status: "415",
        component: "UnsupportedMediaType",
        description: "The body is not of a type that is read here.",
        headers: &[],
        code: ProblemCode::UnsupportedMediaType,
        title: "Formato non ammesso",
        detail: "Il corpo della richiesta non è nel formato atteso.",
    },
    Shared {
        status: "416",
        component: "RangeNotSatisfiable",
        description: "The range begins behind the end.",
        headers: &[],
        code: ProblemCode::RangeNotSatisfiable,
        title: "Intervallo non disponibile",
        detail: "L'intervallo richiesto è oltre la fine del file.",
    },
    Shared {
        status: "422",
        component: "UnprocessableContent",
        description: "Well-formed, but the meaning or a rule is against it; or the key was used \
            with another request.",
        headers: &[],
        code: ProblemCode::Invalid,
        title: "Dati non validi",
        detail: "Alcuni dati non sono validi.",
    },
    Shared {
        status: "428",
        component: "PreconditionRequired",
        description: "The version to start from is not said.",
        headers: &[],
        code: ProblemCode::PreconditionRequired,
        title: "Versione mancante",
        detail: "Occorre indicare la versione di partenza.",
    },
    Shared {
        status: "429",
        component: "TooManyRequests",
        description: "Too many requests in the window.",
        headers: &["Retry-After"],
        code: ProblemCode::TooManyRequests,
        title: "Troppe richieste",
        detail: "Il limite di richieste è stato raggiunto.",
    },
    Shared {
        status: "500",
        component: "InternalServerError",
        description: "A fault of the service.",
        headers: &[],
        code: ProblemCode::Internal,
        title: "Errore interno",
        detail: "Il servizio ha un guasto: la richiesta è stata annotata.",
    },
    Shared {
        status: "503",
        component: "ServiceUnavailable",
        description: "Overloaded or not ready. After a write the outcome is unknown: try again \
            with the same key.",
        headers: &["Retry-After"],
        code: ProblemCode::Overloaded,
        title: "Servizio sovraccarico",
        detail: "Riprovare tra poco; una scrittura va ripetuta con la stessa chiave.",
    },
    Shared {
        status: "default",
        component: "Failure",
        description: "Any other failure.",
        headers: &[],
        code: ProblemCode::Internal,
        title: "Errore interno",
        detail: "Il servizio ha un guasto: la richiesta è stata annotata.",
    },
];

/// The component of the error answer with this status; of the default one when there is none.
pub(super) fn component(status: &str) -> &'static str {
    SHARED
        .iter()
        .find(|shared| shared.status == status)
        .map_or("Failure", |s| s.component)
}

/// All shared answers by component name.
pub(super) fn responses() -> Map<String, Value> {
    let mut responses: Map<String, Value> = SHARED
        .iter()
        .map(|shared| (shared.component.to_owned(), response(shared)))
        .collect();
    let mut not_modified = headers(&["ETag", "Cache-Control"]);
    not_modified.remove("Content-Language");
    responses.insert(
        "NotModified".into(),
        json!({ "description": "What the client has still holds.", "headers": not_modified }),
    );
    responses
}

fn headers(more: &[&str]) -> Map<String, Value> {
    EVERYWHERE
        .iter()
        .chain(&["Content-Language"])
        .chain(more)
        .map(|name| ((*name).to_owned(), shared::header(name)))
        .collect()
}

/// Headers of every answer.
pub(super) const EVERYWHERE: &[&str] = &[
    "Request-Id",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
];

fn response(shared: &Shared) -> Value {
    json!({
        "description": shared.description,
        "headers": headers(shared.headers),
        "content": {
            "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/Problem" },
                "example": example(shared),
            },
        },
    })
}

fn example(shared: &Shared) -> Value {
    let mut example = json!({
        "type": format!("{SERVER}/problems/{}", shared.code.slug()),
        "title": shared.title,
        "status": shared.status.parse::<u16>().unwrap_or(500),
        "detail": shared.detail,
        "instance": INSTANCE,
    });
    let more = match shared.status {
        "400" => Some((
            "errors",
            json!([{
                "pointer": "limit",
                "code": "out_of_range",
                "detail": "Il valore ammesso va da 1 a 100.",
            }]),
        )),
        "412" => Some(("current_version", json!(4))),
        "422" => Some((
            "errors",
            json!([{
                "pointer": "/birth_date",
                "code": "bad_date",
                "detail": "La data non esiste.",
            }]),
        )),
        _ => None,
    };
    if let (Some(example), Some((member, value))) = (example.as_object_mut(), more) {
        example.insert(member.to_owned(), value);
    }
    example
}
