//! The notices that people are shown when their data are taken (art. 13 GDPR).

use std::fmt;
use std::str::FromStr;

use crate::kernel::{Fault, unknown_code};

/// Every version that was ever shown, the newest last.
pub const VERSIONS: &[&str] = &["1.0"];

/// The version of a notice; one of [`VERSIONS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoticeVersion(&'static str);

impl FromStr for NoticeVersion {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        VERSIONS
            .iter()
            .find(|known| **known == text)
            .map(|known| Self(known))
            .ok_or_else(|| unknown_code(text))
    }
}

impl fmt::Display for NoticeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_notice_that_exists_was_shown() {
        assert_eq!(
            "1.0".parse::<NoticeVersion>().map(|v| v.to_string()),
            Ok("1.0".to_owned())
        );
        assert!("9.9".parse::<NoticeVersion>().is_err());
    }
}
