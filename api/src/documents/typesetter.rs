//! Typesetting: templates and data become a PDF that readers of the screen can follow (PDF/UA-1) and
//! that can be kept for good (PDF/A-2a). The same templates and data give the same bytes.

use std::sync::LazyLock;

use domain::documents::{DocumentId, DocumentKind};
use sha2::{Digest, Sha256};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

/// The paper that every template is set on.
const HOUSE: &str = include_str!("templates/house.typ");

/// The template of a kind of document.
const fn template(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::OrientationAgreement => include_str!("templates/orientation_agreement.typ"),
        DocumentKind::AppointmentLetter => include_str!("templates/appointment_letter.typ"),
    }
}

/// What every document shares: the language of the templates and the fonts.
struct Workshop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

static WORKSHOP: LazyLock<Workshop> = LazyLock::new(|| {
    let fonts = typst_assets::fonts().flat_map(|file| Font::iter(Bytes::new(file)));
    let fonts: Vec<Font> = fonts.collect();
    Workshop {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

/// A file that a template may name.
fn named(name: &str) -> Result<FileId, Untypeset> {
    let path = VirtualPath::new(name).map_err(|_| Untypeset("path"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// One document on the table. Its templates reach these files and no other, neither the disk nor
/// the net nor a clock.
struct Table {
    main: Source,
    house: Source,
    data: (FileId, Bytes),
}

impl World for Table {
    fn library(&self) -> &LazyHash<Library> {
        &WORKSHOP.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &WORKSHOP.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let sources = [&self.main, &self.house];
        let source = sources.into_iter().find(|source| source.id() == id);
        source.cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (of, data) = &self.data;
        (*of == id)
            .then(|| data.clone())
            .ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        WORKSHOP.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Why a document could not be typeset. What the typesetter itself says may quote the data, and is
/// told to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Untypeset(pub &'static str);

/// A typeset document.
#[derive(Debug)]
pub struct Typeset {
    /// The PDF.
    pub bytes: Vec<u8>,
    /// SHA-256 of the templates.
    pub template: [u8; 32],
}

/// Typesets a document.
pub fn typeset(kind: DocumentKind, id: DocumentId, data: &str) -> Result<Typeset, Untypeset> {
    let template = template(kind);
    let table = Table {
        main: Source::new(named("main.typ")?, template.to_owned()),
        house: Source::new(named("house.typ")?, HOUSE.to_owned()),
        data: (named("data.json")?, Bytes::from_string(data.to_owned())),
    };
    let bytes = printed(&table, id);
    // What the typesetter remembers of a document would stay in memory.
    typst::comemo::evict(0);
    let digest = Sha256::new_with_prefix(HOUSE).chain_update(template);
    Ok(Typeset {
        bytes: bytes?,
        template: digest.finalize().into(),
    })
}

fn printed(table: &Table, id: DocumentId) -> Result<Vec<u8>, Untypeset> {
    let laid_out = typst::compile::<PagedDocument>(table).output;
    let document = laid_out.map_err(|_| Untypeset("layout"))?;
    let full = [PdfStandard::A_2a, PdfStandard::Ua_1];
    // A letter that no font has keeps a file from being kept for good, and nobody from the paper.
    pdf(&document, id, &full)
        .or_else(|_| pdf(&document, id, &[]))
        .map_err(|_| Untypeset("pdf"))
}

fn pdf(
    document: &PagedDocument,
    id: DocumentId,
    standards: &[PdfStandard],
) -> Result<Vec<u8>, Vec<SourceDiagnostic>> {
    let Ok(standards) = PdfStandards::new(standards) else {
        return Err(Vec::new());
    };
    let options = PdfOptions {
        ident: Smart::Custom(id.to_string()),
        creator: Smart::Custom(Some("Percorso".to_owned())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(document, &options).map_err(|refused| refused.to_vec())
}

#[cfg(test)]
mod tests {
    use domain::kernel::Id;
    use strum::IntoEnumIterator;

    use super::*;
    use crate::documents::paper::samples;

    fn id(n: u128) -> DocumentId {
        Id::new(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn each_kind_is_typeset_tagged_and_the_same_bytes_again() {
        for kind in DocumentKind::iter() {
            let data = samples::data(kind);
            let once = typeset(kind, id(1), &data).unwrap();
            let again = typeset(kind, id(1), &data).unwrap();
            assert!(once.bytes == again.bytes, "{kind}");
            let other = typeset(kind, id(2), &data).unwrap();
            assert!(once.bytes != other.bytes, "{kind}");
            let text = String::from_utf8_lossy(&once.bytes);
            for mark in ["%PDF-1.7", "/StructTreeRoot", "pdfuaid", "pdfaid"] {
                assert!(text.contains(mark), "{kind} {mark}");
            }
        }
    }

    #[test]
    fn what_people_wrote_is_text_and_never_a_command() {
        let kind = DocumentKind::AppointmentLetter;
        let hostile = "#panic() $x$ *b* @a <l> \\ // #read(\"/etc/passwd\") [";
        let data = samples::data(kind).replace(
            "Giulia Verdi",
            &hostile.replace('\\', "\\\\").replace('"', "\\\""),
        );
        let typeset = typeset(kind, id(1), &data).unwrap();
        let said = pdf_extract::extract_text_from_mem(&typeset.bytes).unwrap();
        assert!(said.contains("#panic() $x$ *b* @a <l>"), "{said}");
    }

    #[test]
    fn a_letter_that_no_font_has_keeps_nobody_from_the_paper() {
        let kind = DocumentKind::AppointmentLetter;
        let data = samples::data(kind).replace("Giulia Verdi", "Giulia 威");
        let typeset = typeset(kind, id(1), &data).unwrap();
        let said = pdf_extract::extract_text_from_mem(&typeset.bytes).unwrap();
        assert!(said.contains("Giulia"), "{said}");
    }

    #[test]
    fn data_that_a_template_does_not_know_are_told_without_their_content() {
        let refused = typeset(DocumentKind::AppointmentLetter, id(1), "{}");
        assert_eq!(refused.err(), Some(Untypeset("layout")));
    }
}
