//! A folder from which another program takes messages: the gateway of text messages, or the app of
//! the services. It is the way out for whatever we do not speak ourselves.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use domain::services::MessageChannel;
use persistence::outbox::Outcome;
use serde_json::json;
use uuid::Uuid;

/// A message as the other program finds it.
#[derive(Clone)]
pub struct Draft {
    /// The message: the same one twice is the same message.
    pub id: Uuid,
    /// By which way.
    pub channel: MessageChannel,
    /// To which number.
    pub to: String,
    /// `it`, `en`.
    pub language: String,
    /// What it says.
    pub text: String,
}

/// It tells of a person: it never shows up in a debug print.
impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({}, ***)", self.id)
    }
}

/// The folder. Each way has one of its own below it, and each message is a file there, which appears
/// whole or not at all.
#[derive(Debug, Clone)]
pub struct DropBox(PathBuf);

impl DropBox {
    /// The folder at this path; it is made where it is not there.
    pub fn new(path: PathBuf) -> io::Result<Self> {
        for channel in [MessageChannel::Sms, MessageChannel::App] {
            fs::create_dir_all(path.join(channel.to_string()))?;
        }
        Ok(Self(path))
    }

    /// Puts a message there, for good.
    pub fn put(&self, draft: &Draft) -> Outcome {
        match self.try_to_put(draft) {
            Ok(()) => Outcome::Sent,
            Err(error) => {
                tracing::error!(event = "message_drop_failed", kind = %error.kind());
                Outcome::Later
            }
        }
    }

    fn try_to_put(&self, draft: &Draft) -> io::Result<()> {
        let folder = self.0.join(draft.channel.to_string());
        // A name that begins with a dot is not a message yet.
        let being_written = folder.join(format!(".{}", draft.id));
        let said = json!({
            "id": draft.id, "channel": draft.channel.to_string(), "to": draft.to,
            "language": draft.language, "text": draft.text,
        });
        let mut file = private(&being_written)?;
        file.write_all(said.to_string().as_bytes())?;
        file.sync_all()?;
        fs::rename(&being_written, folder.join(format!("{}.json", draft.id)))?;
        File::open(&folder)?.sync_all()
    }
}

/// A file that only its owner reads, and the group to which the folder belongs.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o640);
    }
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        Draft {
            id: Uuid::from_u128(7),
            channel: MessageChannel::Sms,
            to: "+393401112233".to_owned(),
            language: "it".to_owned(),
            text: "La aspettiamo lunedì.".to_owned(),
        }
    }

    #[test]
    fn a_message_appears_whole_in_the_folder_of_its_way_and_twice_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let drop_box = DropBox::new(folder.path().join("out")).unwrap();
        assert_eq!(drop_box.put(&draft()), Outcome::Sent);
        assert_eq!(drop_box.put(&draft()), Outcome::Sent);
        let sms = folder.path().join("out/sms");
        let names: Vec<_> = fs::read_dir(&sms)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(names, ["00000000-0000-0000-0000-000000000007.json"]);
        let said = fs::read_to_string(sms.join(&names[0])).unwrap();
        let said: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(said["to"], "+393401112233");
        assert_eq!(said["text"], "La aspettiamo lunedì.");
    }

    #[test]
    fn a_folder_that_is_gone_is_tried_again_later() {
        let folder = tempfile::tempdir().unwrap();
        let drop_box = DropBox::new(folder.path().join("out")).unwrap();
        fs::remove_dir_all(folder.path().join("out")).unwrap();
        assert_eq!(drop_box.put(&draft()), Outcome::Later);
    }
}
