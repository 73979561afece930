//! What a link carries by which the owner of an account chooses its password.

use domain::account_links::Purpose;

use super::secret::RefreshToken;

/// 256 random bits, of which only the digest is kept; written like a refresh token.
pub type LinkToken = RefreshToken;

/// The address of the link. The token stands behind `#`, so that no server and no log between the
/// owner and the page sees it; the host comes from the configuration, never from a request.
pub fn address(public_url: &str, purpose: Purpose, token: &LinkToken) -> String {
    let page = match purpose {
        Purpose::Invitation => "invitation",
        Purpose::PasswordReset => "password-reset",
    };
    format!("{public_url}/{page}#token={}", *token.expose())
}
