//! The chain of facts, verified in pieces.

use diesel::prelude::*;
use domain::audit::{Position, SealHash};
use domain::policy::Action;
use uuid::Uuid;

use crate::error::Error;
use crate::events::{self, Link};
use crate::reach;
use crate::schema::{event_seals, unsealed_events};
use crate::sql_types::Uid;
use crate::tx::Tx;

/// How many positions one verification walks at the most.
pub const PIECE: i64 = 2_000;

/// What somebody knows of the chain: where to go on, and the hash that was there.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known {
    /// The last position that was verified.
    pub position: Position,
    /// Its hash, as it was told then.
    pub hash: Option<SealHash>,
}

/// The last position that is as it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Where it is.
    pub position: i64,
    /// Its hash.
    pub hash: SealHash,
}

/// What the verification of a piece of the chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// How many positions of the piece are as they were sealed.
    pub checked: i64,
    /// The first that is not.
    pub first_bad: Option<i64>,
    /// How many facts of the piece are neither sealed nor waiting: somebody put them there.
    pub stray: i64,
    /// The last good position; none when what was known is not there any more.
    pub head: Option<Head>,
    /// Whether the chain ends with this piece.
    pub complete: bool,
    /// Where the chain ends.
    pub last_position: i64,
    /// How many facts wait to be sealed.
    pub unsealed: i64,
}

/// Verifies the next positions of the organisation's chain, at most `PIECE` of them.
pub fn verify(tx: &mut Tx<'_>, known: Known) -> Result<Piece, Error> {
    reach::of(tx, Action::ReadAudit)?;
    let mut piece = Piece {
        checked: 0,
        first_bad: None,
        stray: 0,
        head: None,
        complete: false,
        last_position: events::head(tx)?.0,
        unsealed: unsealed_events::table
            .filter(unsealed_events::organisation_id.eq(tx.org()))
            .count()
            .get_result(tx.conn())?,
    };
    let position = known.position.number();
    let Some((hash, event)) = standing(tx, known)? else {
        piece.first_bad = Some(position);
        return Ok(piece);
    };
    let mut link = Link { position, hash };
    // Also what somebody put before the first position is looked at.
    let from = if position == 0 {
        i64::MIN
    } else {
        position + 1
    };
    let page = events::chain_page(tx, from, PIECE)?;
    piece.complete = page.len() < usize::try_from(PIECE).unwrap_or(usize::MAX);
    let mut last = event;
    for (seal, fact) in page {
        let event = seal.event_id;
        if !link.follow(seal, fact.as_ref()) {
            piece.first_bad = Some(link.position + 1);
            piece.complete = false;
            break;
        }
        piece.checked += 1;
        last = event;
    }
    let until = if piece.complete {
        Uid(Uuid::max())
    } else {
        last
    };
    piece.stray = events::stray(tx, event, until)?;
    piece.head = Some(Head {
        position: link.position,
        hash: hash_of(&link.hash)?,
    });
    Ok(piece)
}

/// The hash and the fact of a known position, if it is still there as it was; before the first
/// position there is no fact.
fn standing(tx: &mut Tx<'_>, known: Known) -> Result<Option<(Vec<u8>, Uid)>, Error> {
    let found = match known.position.number() {
        0 => Some((events::genesis(tx.org()), Uid(Uuid::nil()))),
        position => event_seals::table
            .find((tx.org(), position))
            .select((event_seals::hash, event_seals::event_id))
            .first(tx.conn())
            .optional()?,
    };
    Ok(found.filter(|(hash, _)| {
        known
            .hash
            .is_none_or(|known| known.bytes() == hash.as_slice())
    }))
}

fn hash_of(bytes: &[u8]) -> Result<SealHash, Error> {
    bytes.try_into().map_err(|_| Error::Corrupt("seal"))
}
