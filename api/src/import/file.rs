//! A file in the database: written as it comes, read like any other file. Memory holds one piece.

use std::io::{self, Read, Seek, SeekFrom};
use std::time::{Duration, Instant};

use domain::imports::ImportId;
use persistence::imports::{self, Lease, files};
use persistence::{Caller, Error, Store};

use super::vault::{Place, Vault, What};

/// How many bytes a piece holds, but for the last one.
pub const PIECE: usize = 256 * 1024;
/// How often whoever reads says that it still lives.
const RENEWED: Duration = Duration::from_secs(3);

/// A file that is being read by whoever holds the lease of its import.
pub struct Stored<'a> {
    store: &'a Store,
    vault: &'a Vault,
    caller: Caller,
    id: ImportId,
    lease: Lease,
    length: u64,
    at: u64,
    piece: Option<(u64, Vec<u8>)>,
    renewed: Instant,
}

impl<'a> Stored<'a> {
    /// The file of an import, which has `length` bytes.
    pub fn new(
        (store, vault): (&'a Store, &'a Vault),
        caller: Caller,
        (id, lease): (ImportId, Lease),
        length: i64,
    ) -> Self {
        Self {
            store,
            vault,
            caller,
            id,
            lease,
            length: u64::try_from(length).unwrap_or(0),
            at: 0,
            piece: None,
            renewed: Instant::now(),
        }
    }

    fn fetch(&mut self, number: u64) -> io::Result<Vec<u8>> {
        let (id, lease) = (self.id, self.lease);
        if self.renewed.elapsed() > RENEWED {
            let renewed = self.store.write(self.caller.clone(), move |tx| {
                imports::hold(tx, id, lease).map(drop)
            });
            renewed.map_err(io::Error::other)?;
            self.renewed = Instant::now();
        }
        let number = i64::try_from(number).map_err(io::Error::other)?;
        let sealed = self
            .store
            .read(&self.caller, move |tx| files::piece(tx, id, number))
            .map_err(io::Error::other)?;
        let place = Place {
            organisation: self.caller.actor.organisation,
            import: id,
            what: What::Piece(number),
        };
        self.vault.open(place, sealed).map_err(io::Error::other)
    }
}

impl Read for Stored<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.length {
            return Ok(0);
        }
        let size = PIECE as u64;
        let (number, offset) = (self.at / size, self.at % size);
        let held = match self.piece.take() {
            Some((held, piece)) if held == number => piece,
            _ => self.fetch(number)?,
        };
        let offset = usize::try_from(offset).map_err(io::Error::other)?;
        let rest = held.get(offset..).unwrap_or_default();
        if rest.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at += count as u64;
        self.piece = Some((number, held));
        Ok(count)
    }
}

impl Seek for Stored<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl std::fmt::Debug for Stored<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stored")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Cuts what comes into sealed pieces.
#[derive(Debug)]
pub struct Pieces {
    place: Place,
    vault: Vault,
    number: i64,
    length: i64,
    waiting: Vec<u8>,
}

impl Pieces {
    /// Nothing has come yet.
    pub fn new(vault: &Vault, caller: &Caller, id: ImportId) -> Self {
        Self {
            place: Place {
                organisation: caller.actor.organisation,
                import: id,
                what: What::Piece(0),
            },
            vault: vault.clone(),
            number: 0,
            length: 0,
            waiting: Vec::with_capacity(PIECE),
        }
    }

    /// Takes as much as the present piece still holds, and says how much.
    pub fn take(&mut self, bytes: &[u8]) -> usize {
        let count = bytes.len().min(PIECE - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..count]);
        self.length += i64::try_from(count).unwrap_or(0);
        count
    }

    /// Whether the present piece is full and wants to be stored.
    pub fn is_full(&self) -> bool {
        self.waiting.len() == PIECE
    }

    /// The present piece with its number, sealed; nothing when it is empty.
    pub fn cut(&mut self) -> Result<Option<(i64, Vec<u8>)>, Error> {
        if self.waiting.is_empty() {
            return Ok(None);
        }
        let number = self.number;
        let piece = std::mem::replace(&mut self.waiting, Vec::with_capacity(PIECE));
        let place = Place {
            what: What::Piece(number),
            ..self.place
        };
        let sealed = self.vault.seal(place, piece);
        self.number += 1;
        let sealed = sealed.map_err(|_| Error::Corrupt("a piece cannot be sealed"))?;
        Ok(Some((number, sealed)))
    }

    /// How many bytes came.
    pub const fn length(&self) -> i64 {
        self.length
    }
}

/// Stores a whole file for an import that is about to be asked for; says how long it is. Blocks.
pub fn store(
    (store, vault): (&Store, &Vault),
    caller: &Caller,
    id: ImportId,
    mut source: impl Read,
) -> Result<i64, super::FileFault> {
    let refused = |error: Error| super::FileFault::Unreadable(io::Error::other(error));
    store
        .write(caller.clone(), move |tx| files::begin(tx, id))
        .map_err(refused)?;
    let mut pieces = Pieces::new(vault, caller, id);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = source.read(&mut buffer)?;
        let mut rest = &buffer[..count];
        while !rest.is_empty() {
            rest = &rest[pieces.take(rest)..];
            if pieces.is_full() {
                add(store, caller, id, pieces.cut().map_err(refused)?).map_err(refused)?;
            }
        }
        if count == 0 {
            add(store, caller, id, pieces.cut().map_err(refused)?).map_err(refused)?;
            return Ok(pieces.length());
        }
    }
}

fn add(
    store: &Store,
    caller: &Caller,
    id: ImportId,
    piece: Option<(i64, Vec<u8>)>,
) -> Result<(), Error> {
    let Some((number, content)) = piece else {
        return Ok(());
    };
    store.write(caller.clone(), move |tx| {
        files::add(tx, id, number, &content)
    })
}

/// Removes what is left of a file, some pieces at a time. Blocks.
pub fn forget(store: &Store, caller: &Caller, id: ImportId) -> Result<(), Error> {
    while store.write(caller.clone(), move |tx| files::remove(tx, id))? {}
    Ok(())
}
