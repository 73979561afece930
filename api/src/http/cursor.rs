//! Cursors: opaque, sealed, good only for the list that gave them.

use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// Makes and reads cursors with a key of this installation.
#[derive(Clone)]
pub struct Cursors {
    key: hmac::Key,
}

impl std::fmt::Debug for Cursors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cursors(***)")
    }
}

/// Bytes of the tag that a cursor carries.
const TAG: usize = 16;

impl Cursors {
    /// Cursors under a secret of the installation.
    pub fn new(secret: &[u8]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, secret),
        }
    }

    /// A cursor behind `position` of the list that `list` names: path, filter, sort, actor.
    pub fn make(&self, list: &str, position: &impl Serialize) -> Result<String, Problem> {
        let position = serde_json::to_vec(position).map_err(|_| Problem::of("internal"))?;
        let mut cursor = self.tag(list, &position).to_vec();
        cursor.extend_from_slice(&position);
        Ok(URL_SAFE_NO_PAD.encode(cursor))
    }

    /// The position in a cursor of this list; a cursor of another list is refused.
    pub fn read<P: DeserializeOwned>(&self, list: &str, cursor: &str) -> Result<P, Problem> {
        let refused = || Problem::of("bad_cursor");
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
        let (tag, position) = bytes.split_at_checked(TAG).ok_or_else(refused)?;
        aws_lc_rs::constant_time::verify_slices_are_equal(tag, &self.tag(list, position))
            .map_err(|_| refused())?;
        serde_json::from_slice(position).map_err(|_| refused())
    }

    fn tag(&self, list: &str, position: &[u8]) -> [u8; TAG] {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(list.as_bytes());
        context.update(&[0]);
        context.update(position);
        let mut tag = [0; TAG];
        tag.copy_from_slice(&context.sign().as_ref()[..TAG]);
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_list_only() {
        let cursors = Cursors::new(&[7; 32]);
        let cursor = cursors.make("/cases?status=open", &(1, "a")).unwrap();
        let read: (i32, String) = cursors.read("/cases?status=open", &cursor).unwrap();
        assert_eq!(read, (1, "a".to_owned()));
        assert!(
            cursors
                .read::<(i32, String)>("/cases?status=closed", &cursor)
                .is_err()
        );
        assert!(
            Cursors::new(&[8; 32])
                .read::<(i32, String)>("/cases?status=open", &cursor)
                .is_err()
        );
        for broken in ["", "A", "AAAA", "%%%", &cursor[1..]] {
            assert_eq!(
                cursors
                    .read::<(i32, String)>("/cases?status=open", broken)
                    .unwrap_err()
                    .code,
                "bad_cursor"
            );
        }
    }
}
