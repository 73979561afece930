//! The three ways in: `Command` writes, `Query` reads, `Guest` has not signed in.

mod command;
mod guest;
mod query;

use std::time::Duration;

use actix_web::http::header::{ETAG, IF_NONE_MATCH};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use domain::actor::Actor;
use persistence::{Answer, Caller, Error, Tx};
use tokio::sync::OwnedSemaphorePermit;

use super::answer::respond;
use super::envelope::RequestId;
use super::gate::Gate;
use super::problem::{Problem, ProblemCode};
use crate::app::State;

pub use command::{Command, Fingerprint};
pub use guest::Guest;
pub use query::{Query, purposes};

/// On whose behalf a transaction of this request runs.
fn caller(request: &HttpRequest, actor: Actor) -> Caller {
    let id = request.extensions().get::<RequestId>().cloned();
    Caller {
        actor,
        request_id: id.map_or_else(String::new, |id| id.0),
        purpose: None,
    }
}

/// 304 instead of a representation that the reader has.
pub fn conditional(request: &HttpRequest, answer: Answer) -> Result<HttpResponse, Problem> {
    let Some(etag) = &answer.etag else {
        return respond(answer);
    };
    let tags = request
        .headers()
        .get_all(IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok());
    // Weak comparison (RFC 9110 §13.1.2): a proxy that compresses weakens the tag.
    let mut tags = tags.flat_map(|value| value.split(',')).map(str::trim);
    if tags.any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag.as_str()))
            .finish());
    }
    respond(answer)
}

/// How long anybody waits for the database. A statement ends sooner by itself; this is for one that
/// no answer comes to, because the line is dead and nothing tells.
const LONGEST: Duration = Duration::from_secs(12);

/// What comes of `asked`, if it comes in time.
async fn in_time<T>(asked: impl Future<Output = T>) -> Result<T, Problem> {
    before(LONGEST, asked).await
}

async fn before<T>(longest: Duration, asked: impl Future<Output = T>) -> Result<T, Problem> {
    tokio::time::timeout(longest, asked).await.map_err(|_| {
        tracing::error!(event = "database_silent");
        Problem::of(ProblemCode::Unavailable)
    })
}

/// Blocks a thread of its own at a gate, and waits for it, though not for ever.
pub(super) async fn block<T: Send + 'static>(
    gate: &Gate,
    lost: ProblemCode,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    block_within(gate.enter().await?, lost, work).await
}

/// The same with a turn that was given already.
pub async fn block_within<T: Send + 'static>(
    turn: OwnedSemaphorePermit,
    lost: ProblemCode,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    block_for(LONGEST, turn, lost, work).await
}

/// The thread keeps its turn until it is done, so that threads without an answer are never more
/// than connections.
async fn block_for<T: Send + 'static>(
    longest: Duration,
    turn: OwnedSemaphorePermit,
    lost: ProblemCode,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let working = web::block(move || {
        let out = work();
        drop(turn);
        out
    });
    before(longest, working)
        .await?
        .map_err(|_| Problem::of(lost))
}

async fn read<T: Send + 'static>(
    state: &web::Data<State>,
    caller: Caller,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Problem> {
    let store = state.store.clone();
    let work = move || store.read(&caller, work);
    Ok(block(&state.reading, ProblemCode::Internal, work).await??)
}

async fn write<T: Send + 'static>(
    state: &web::Data<State>,
    caller: Caller,
    work: impl Fn(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
) -> Result<T, Problem> {
    let store = state.store.clone();
    let work = move || store.write(caller, work);
    // When the thread is gone nobody knows how far it came.
    Ok(block(&state.writing, ProblemCode::Unavailable, work).await??)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn whoever_waits_for_a_database_that_is_silent_is_told_and_its_turn_stays_taken() {
        let gate = Gate::patient(1, Duration::from_millis(1));
        let (speak, silence) = std::sync::mpsc::channel::<()>();
        let silent = move || {
            let _ = silence.recv_timeout(Duration::from_secs(5));
        };
        let longest = Duration::from_millis(20);
        let turn = gate.enter().await.unwrap();
        let told = block_for(longest, turn, ProblemCode::Internal, silent).await;
        assert_eq!(told.unwrap_err().code, ProblemCode::Unavailable);
        let next = gate.enter().await;
        assert_eq!(next.unwrap_err().code, ProblemCode::Overloaded);
        drop(speak);
        let patient = Gate::patient(1, LONGEST);
        let turn = patient.enter().await.unwrap();
        let done = block_for(longest, turn, ProblemCode::Internal, || 7).await;
        assert_eq!(done.ok(), Some(7));
    }
}
