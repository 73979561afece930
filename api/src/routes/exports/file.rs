//! Fetching the file of an export, whole or in part, for as long as whoever asked for it may.

use std::io;
use std::time::Duration;

use actix_web::body::SizedStream;
use actix_web::http::header::{
    self, ByteRangeSpec, ContentDisposition, ContentRange, ContentRangeSpec, DispositionParam,
    DispositionType, EntityTag, Header, IfRange, Range,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Bytes, Path};
use actix_web::{HttpRequest, HttpResponse};
use domain::exports::{Export, ExportId, ExportStatus, Part};
use domain::kernel::Refusal;
use domain::policy::Action;
use futures_util::stream::{empty, try_unfold};
use persistence::exports;
use persistence::{Caller, Tx};
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::sleep;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::app::State;
use crate::export::media_type;
use crate::hex::hex;
use crate::http::doorway::block_within;
use crate::http::precondition::has_tag;
use crate::http::session::authenticate;
use crate::http::{Access, Command, Problem, ProblemCode, Routes};

/// How many bytes are handed out before the right to them is asked for again.
const CHUNK: usize = 16 * 1024;
/// How often a transfer tries to have a turn at the database, each time for half a second, and how
/// long it lets others have theirs in between: a minute in all.
const TURNS: u32 = 60;
const BETWEEN: Duration = Duration::from_millis(500);

/// The file of an export, in the form that was asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(
    max_length = 1_073_741_824,
    example = "\"individual_id\";\"family_name\"\r\n\"0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e10\";\"Verdi\"\r\n"
)]
struct ExportBytes(String);

/// The file of an export as JSON.
#[derive(Debug, Serialize, ToSchema)]
struct ExportRecords {
    /// The records, each with the columns that were asked for and that it has.
    #[schema(
        value_type = Vec<std::collections::HashMap<String, serde_json::Value>>,
        min_items = 0,
        max_items = 10_000_000,
        example = json!([{ "id": "0195d3a4-9f5e-7c41-8d0e-5a2f3c7b9e10", "status": "open" }])
    )]
    items: Vec<serde_json::Value>,
}

/// Hands out the file of an export, whole or the range of bytes that is asked for.
///
/// To whoever asked for the export and nobody else. The file never changes: its entity tag is the
/// SHA-256 of its bytes, and `Range` with `If-Range` goes on where a transfer broke off. Of several
/// ranges none is served: the answer is the whole file. Each request is recorded with the purpose
/// of the export; that the file was handed out, with the range, once for what one sign-in fetches in
/// pieces. Whoever is disabled or loses the right meanwhile gets no more, nor does anybody when the
/// access token ends: the transfer ends short of its length, and goes on with `Range` and a new
/// token. 410: its time was up, it was given up, or a person in it was erased.
#[utoipa::path(get, path = "/exports/{export_id}/file", tag = "exports",
    operation_id = "export_file",
    params(("export_id" = uuid::Uuid, Path, description = "The export."),
        ("Range" = Option<String>, Header, description = "One range of bytes.",
            max_length = 100, pattern = "^bytes=[0-9, -]{1,90}$", example = "bytes=0-1023"),
        ("If-Range" = Option<String>, Header, description = "Only of the file with this tag.",
            max_length = 100, pattern = "^[ -~]{1,100}$", example = "\"9f86d081884c7d65\"")),
    responses(
        (status = 200, content((ExportBytes = "text/csv"), (ExportRecords = "application/json"))),
        (status = 206, description = "The range of bytes, of a file of this form.",
            content((ExportBytes = "text/csv"), (ExportRecords = "application/json")))))]
async fn fetch(command: Command, id: Path<ExportId>) -> Result<HttpResponse, Problem> {
    let id = *id;
    let export = command.read(move |tx| exports::get(tx, id)).await?;
    let now = command.state().store.clock().now();
    export.hands_out_to(command.actor(), now)?;
    let whole = export.whole.ok_or(Refusal::FileGone {})?;
    let tag = EntityTag::new_strong(hex(&whole.sha256));
    let length = u64::try_from(export.written.length).unwrap_or(0);
    let is_known = has_tag(command.request(), &tag);
    let part = if is_known {
        None
    } else {
        part(command.request(), &tag, length)?
    };
    let purpose = export.order.purpose.to_string();
    let asked = part.map(bytes).transpose()?;
    // Who gets no byte is handed nothing out, and who goes on was.
    let gets_none = is_known || command.request().method() == Method::HEAD;
    let export = if gets_none || export.goes_on_from(asked, command.actor()) {
        let look = move |tx: &mut Tx<'_>| look(tx, id);
        command.read_for(purpose, look).await?
    } else {
        let hand_out = move |tx: &mut Tx<'_>| hand_out(tx, id, asked);
        command.write_for(purpose, hand_out).await?
    };
    if is_known {
        return Ok(HttpResponse::NotModified()
            .insert_header(header::ETag(tag))
            .finish());
    }
    Ok(answer(&command, &export, tag, part, length))
}

/// The bytes from the first to the last.
fn bytes((first, last): (u64, u64)) -> Result<Part, Problem> {
    let place = |at: u64| i64::try_from(at).map_err(|_| Problem::of(ProblemCode::Internal));
    Ok(Part {
        first: place(first)?,
        last: place(last)?,
    })
}

/// The export of a request that is recorded as a read and no more.
fn look(tx: &mut Tx<'_>, id: ExportId) -> Result<Export, persistence::Error> {
    let export = exports::get(tx, id)?;
    export.hands_out_to(tx.actor(), tx.now())?;
    tx.record_access(Action::ExportRecords, "export_file", None, None);
    Ok(export)
}

fn hand_out(
    tx: &mut Tx<'_>,
    id: ExportId,
    part: Option<Part>,
) -> Result<Export, persistence::Error> {
    let export = exports::get(tx, id)?;
    let subjects = exports::subjects(tx, id)?;
    let changed = export.download(subjects, part, tx.actor(), tx.now())?;
    tx.record_access(Action::ExportRecords, "export_file", None, None);
    exports::hand_out(tx, changed)
}

/// The first and last byte that are asked for; none for the whole file. What is not understood, or
/// asks for a part of another file, asks for the whole (RFC 9110 §14.2, §13.1.5).
fn part(
    request: &HttpRequest,
    tag: &EntityTag,
    length: u64,
) -> Result<Option<(u64, u64)>, Problem> {
    let headers = request.headers();
    if headers.contains_key(header::IF_RANGE) {
        let same = match IfRange::parse(request) {
            Ok(IfRange::EntityTag(known)) => known.strong_eq(tag),
            Ok(IfRange::Date(_)) | Err(_) => false,
        };
        if !same {
            return Ok(None);
        }
    }
    if !headers.contains_key(header::RANGE) {
        return Ok(None);
    }
    let Ok(Range::Bytes(asked)) = Range::parse(request) else {
        return Ok(None);
    };
    let [spec] = asked.as_slice() else {
        return Ok(None);
    };
    satisfied(spec, length).map(Some)
}

fn satisfied(spec: &ByteRangeSpec, length: u64) -> Result<(u64, u64), Problem> {
    let range = spec.to_satisfiable_range(length);
    range.ok_or_else(|| Problem::of(ProblemCode::RangeNotSatisfiable).of_length(length))
}

fn answer(
    command: &Command,
    export: &Export,
    tag: EntityTag,
    part: Option<(u64, u64)>,
    length: u64,
) -> HttpResponse {
    let order = &export.order;
    let filename = format!(
        "{}-{}.{}",
        order.kind,
        export.created_at.format("%Y-%m-%d"),
        order.format
    );
    let mut response = match part {
        None => HttpResponse::Ok(),
        Some(range) => {
            let mut response = HttpResponse::build(StatusCode::PARTIAL_CONTENT);
            response.insert_header(ContentRange(ContentRangeSpec::Bytes {
                range: Some(range),
                instance_length: Some(length),
            }));
            response
        }
    };
    response
        .insert_header((header::CONTENT_TYPE, media_type(order.format)))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header(header::ETag(tag))
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(filename)],
        });
    let (first, end) = part.map_or((0, length), |(first, last)| (first, last + 1));
    let reader = Reader {
        request: command.request().clone(),
        state: command.state(),
        caller: command.caller(),
        export: export.clone(),
        at: first,
        end,
        held: None,
    };
    let length = end.saturating_sub(first);
    if command.request().method() == Method::HEAD {
        // The length is told, and no byte of it is read.
        return response.body(SizedStream::new(length, empty::<io::Result<Bytes>>()));
    }
    let bytes = try_unfold(reader, Reader::next);
    response.body(SizedStream::new(length, Box::pin(bytes)))
}

/// What is left to hand out.
struct Reader {
    request: HttpRequest,
    state: web::Data<State>,
    caller: Caller,
    export: Export,
    at: u64,
    end: u64,
    held: Option<(u64, Zeroizing<Vec<u8>>)>,
}

impl Reader {
    /// The next bytes, if the bearer still may have them.
    async fn next(mut self) -> io::Result<Option<(Bytes, Self)>> {
        if self.at >= self.end {
            return Ok(None);
        }
        self.ask_again().await?;
        let (starts_at, piece) = match self.held.take() {
            Some((starts_at, piece)) if self.at < starts_at + piece.len() as u64 => {
                (starts_at, piece)
            }
            _ => self.fetch().await?,
        };
        let offset = usize::try_from(self.at - starts_at).map_err(io::Error::other)?;
        let rest = piece.get(offset..).unwrap_or_default();
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let chunk = Bytes::copy_from_slice(&rest[..rest.len().min(left).min(CHUNK)]);
        if chunk.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.at += chunk.len() as u64;
        self.held = Some((starts_at, piece));
        Ok(Some((chunk, self)))
    }

    /// Whoever began the transfer must be let in still, as the database knows him at most a second
    /// ago.
    async fn ask_again(&self) -> io::Result<()> {
        let signed = authenticate(&self.state, &self.request).await;
        let now = self.state.store.clock().now();
        let may = signed.is_ok_and(|signed| self.export.hands_out_to(&signed.actor, now).is_ok());
        if may {
            Ok(())
        } else {
            tracing::info!(
                event = "transfer_ended",
                reason = "right_lost",
                at = self.at
            );
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }

    /// A turn at the database: whoever has begun waits for it longer than people do.
    async fn turn(&self) -> io::Result<OwnedSemaphorePermit> {
        for _ in 0..TURNS {
            if let Ok(turn) = self.state.reading.enter().await {
                return Ok(turn);
            }
            sleep(BETWEEN).await;
        }
        tracing::warn!(event = "transfer_ended", reason = "no_turn", at = self.at);
        Err(io::Error::other("no turn"))
    }

    async fn fetch(&self) -> io::Result<(u64, Zeroizing<Vec<u8>>)> {
        let turn = self.turn().await?;
        let (exporter, caller, id) = (
            self.state.exporter.clone(),
            self.caller.clone(),
            self.export.id,
        );
        let at = i64::try_from(self.at).map_err(io::Error::other)?;
        let read = move || exporter.piece(&caller, id, at, ExportStatus::Done);
        let piece = block_within(turn, ProblemCode::Internal, read).await;
        let (starts_at, bytes) = piece
            .map_err(|problem| io::Error::other(problem.code.as_str()))?
            .map_err(|error| io::Error::other(error.kind()))?;
        let starts_at = u64::try_from(starts_at).map_err(io::Error::other)?;
        Ok((starts_at, bytes))
    }
}

/// Mounts the route of this file.
pub(super) fn routes(routes: &mut Routes) {
    routes.mount(__path_fetch, Access::To(Action::ExportRecords), fetch);
}
