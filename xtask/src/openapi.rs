//! The OpenAPI document in the repository.

use std::fs;

use crate::command::{output, run};
use crate::failure::Failure;
use crate::workspace::Workspace;

/// The document, from the root of the checkout.
pub(crate) const DOCUMENT: &str = "openapi/openapi.json";

/// Writes the document as the server says it.
pub(crate) fn write(workspace: &Workspace) -> Result<(), Failure> {
    run(&mut workspace.cargo("build --locked --workspace --bin percorso"))?;
    let path = workspace.root().join(DOCUMENT);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::of("making the folder of the document"))?;
    }
    fs::write(&path, said(workspace)?).map_err(Failure::of(format!("writing {DOCUMENT}")))?;
    eprintln!("wrote {DOCUMENT}");
    Ok(())
}

/// Fails unless the document in the repository is what the built server says.
pub(crate) fn compare(workspace: &Workspace) -> Result<(), Failure> {
    let said = said(workspace)?;
    let stored = fs::read(workspace.root().join(DOCUMENT)).map_err(|error| {
        Failure::new(format!(
            "{DOCUMENT} cannot be read ({error}): write it with `cargo xtask openapi`"
        ))
    })?;
    match first_difference(&stored, &said) {
        None => Ok(()),
        Some(line) => Err(Failure::new(format!(
            "{DOCUMENT} is not what `percorso openapi` says, from line {line}: \
             write it again with `cargo xtask openapi`"
        ))),
    }
}

fn said(workspace: &Workspace) -> Result<Vec<u8>, Failure> {
    let document = output(workspace.command(workspace.percorso()).arg("openapi"))?;
    if document.is_empty() {
        return Err(Failure::new("`percorso openapi` printed nothing"));
    }
    Ok(document)
}

/// The line, counted from 1, where two texts part.
fn first_difference(left: &[u8], right: &[u8]) -> Option<usize> {
    if left == right {
        return None;
    }
    let mut lines = left
        .split(|&byte| byte == b'\n')
        .zip(right.split(|&byte| byte == b'\n'));
    // Equal as far as the shorter goes: they part where it ends.
    let shorter = lines.clone().count();
    Some(lines.position(|(a, b)| a != b).unwrap_or(shorter) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_no_difference() {
        assert_eq!(first_difference(b"{\n}\n", b"{\n}\n"), None);
    }

    #[test]
    fn the_first_line_that_differs_is_told() {
        assert_eq!(first_difference(b"a\nb\nc\n", b"a\nB\nC\n"), Some(2));
    }

    #[test]
    fn a_text_that_goes_on_differs_where_the_other_ends() {
        assert_eq!(first_difference(b"a\nb", b"a\nb\nc"), Some(3));
        assert_eq!(first_difference(b"a\nb", b"a\nb\n"), Some(3));
    }
}
