//! Cursors: sealed, good only for the list and the reader that got them.

use aws_lc_rs::aead::{AES_256_GCM_SIV, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::problem::{Problem, ProblemCode};
use crate::identity::secret::Secret;

/// Makes and reads cursors with a key of this installation. A position may hold a folded name,
/// and a cursor stands in a URL: so nobody but us can read it.
///
/// The same position of the same list has the same cursor, so that a page that did not change
/// keeps its entity tag. AES-GCM-SIV allows that (RFC 8452 §4): with one nonce for all it tells
/// nothing but that two cursors are the same.
pub struct Cursors {
    key: LessSafeKey,
}

impl std::fmt::Debug for Cursors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cursors(***)")
    }
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

impl Cursors {
    /// Cursors under a key that is derived from the secret of the installation.
    pub fn new(secret: &Secret) -> Option<Self> {
        let key = secret.derive("cursors");
        let key = UnboundKey::new(&AES_256_GCM_SIV, key.as_slice()).ok()?;
        Some(Self {
            key: LessSafeKey::new(key),
        })
    }

    /// A cursor behind `position` of the list that `list` names: path, filter, sort, reader.
    pub fn make(&self, list: &str, position: &impl Serialize) -> Result<String, Problem> {
        let internal = || Problem::of(ProblemCode::Internal);
        let mut sealed = serde_json::to_vec(position).map_err(|_| internal())?;
        let aad = Aad::from(list.as_bytes());
        self.key
            .seal_in_place_append_tag(nonce(), aad, &mut sealed)
            .map_err(|_| internal())?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The position in a cursor of this list; a cursor of another list is refused.
    pub fn read<P: DeserializeOwned>(&self, list: &str, cursor: &str) -> Result<P, Problem> {
        let refused = || Problem::of(ProblemCode::BadCursor);
        let mut sealed = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
        let aad = Aad::from(list.as_bytes());
        let position = self
            .key
            .open_in_place(nonce(), aad, &mut sealed)
            .map_err(|_| refused())?;
        serde_json::from_slice(position).map_err(|_| refused())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursors(seed: &str) -> Cursors {
        Cursors::new(
            &format!("{seed}-0123456789-abcdefghijklmnop-qrstuvw")
                .parse()
                .unwrap(),
        )
        .unwrap()
    }

    #[test]
    fn a_cursor_is_good_for_its_list_only() {
        let ours = cursors("ours");
        let cursor = ours.make("/cases?status=open", &(1, "rossi")).unwrap();
        let read: (i32, String) = ours.read("/cases?status=open", &cursor).unwrap();
        assert_eq!(read, (1, "rossi".to_owned()));
        let again = ours.make("/cases?status=open", &(1, "rossi")).unwrap();
        assert_eq!(again, cursor);
        let refused = |cursors: &Cursors, list: &str, cursor: &str| {
            cursors
                .read::<(i32, String)>(list, cursor)
                .unwrap_err()
                .code
        };
        assert_eq!(
            refused(&ours, "/cases?status=closed", &cursor),
            ProblemCode::BadCursor
        );
        assert_eq!(
            refused(&cursors("other"), "/cases?status=open", &cursor),
            ProblemCode::BadCursor
        );
        for broken in ["", "A", "AAAA", "%%%", &cursor[1..]] {
            assert_eq!(
                refused(&ours, "/cases?status=open", broken),
                ProblemCode::BadCursor
            );
        }
    }

    #[test]
    fn nobody_reads_a_name_in_a_cursor() {
        let cursor = cursors("ours").make("/cases", &"rossi").unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap();
        assert!(!bytes.windows(5).any(|part| part == b"rossi"));
    }
}
