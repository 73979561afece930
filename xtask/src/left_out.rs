//! Stories that a run left out: named at its end, so that nobody takes them for told.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::workspace::Workspace;

/// The variable with the file to which stories add that they were left out, and why.
const FILE: &str = "PERCORSO_STORIES_LEFT_OUT";

/// Where the stories of this engine write what they leave out.
fn place(workspace: &Workspace, engine: &str) -> PathBuf {
    workspace.target().join(format!("left-out/{engine}.tsv"))
}

/// Lets these stories, which run on this engine, write down what they leave out.
pub(crate) fn noted<'a>(
    stories: &'a mut Command,
    workspace: &Workspace,
    engine: &str,
) -> Result<&'a mut Command, Failure> {
    let file = place(workspace, engine);
    fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))
        .and_then(|()| fs::write(&file, ""))
        .map_err(Failure::of("making a file for what is left out"))?;
    Ok(stories.env(FILE, file))
}

/// The stories that were told on none of these engines, each with why; nothing where all were.
pub(crate) fn everywhere(
    workspace: &Workspace,
    engines: &[&str],
) -> Result<Option<String>, Failure> {
    let notes: Result<Vec<String>, Failure> = engines
        .iter()
        .map(|engine| {
            fs::read_to_string(place(workspace, engine))
                .map_err(Failure::of("reading what was left out"))
        })
        .collect();
    Ok(in_all(&notes?))
}

fn in_all(notes: &[String]) -> Option<String> {
    let read = |note: &String| -> BTreeMap<String, String> {
        let lines = note.lines().filter_map(|line| line.split_once('\t'));
        lines
            .map(|(story, why)| (story.to_owned(), why.to_owned()))
            .collect()
    };
    let mut runs: Vec<_> = notes.iter().map(read).collect();
    let last = runs.pop()?;
    let left: Vec<String> = last
        .into_iter()
        .filter(|(story, _)| runs.iter().all(|run| run.contains_key(story)))
        .map(|(story, why)| format!("\n    {story}: {why}"))
        .collect();
    (!left.is_empty()).then(|| format!("stories that were left out:{}", left.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_engine_told_is_not_left_out_and_what_none_did_is_named_with_why() {
        let sqlite = "rig::crashes::one\tthis is about PostgreSQL\nrig::tls::sealed\tbuild it\n";
        let postgres = "rig::tls::sealed\tbuild it\nrig::backups::copy\tby its own tools\n";
        let both = [sqlite.to_owned(), postgres.to_owned()];
        let named = "stories that were left out:\n    rig::tls::sealed: build it";
        assert_eq!(in_all(&both).as_deref(), Some(named));
        let alone = in_all(&both[..1]).unwrap();
        assert!(alone.contains("rig::crashes::one"), "{alone}");
        assert_eq!(in_all(&[String::new(), both[1].clone()]), None);
    }
}
