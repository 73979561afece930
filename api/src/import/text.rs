//! The text of a file: its encoding found out, its lines one at a time.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, WINDOWS_1252};

/// How much of a file is in memory at once.
const CHUNK: usize = 64 * 1024;
/// The longest line; a row of people has a few hundred bytes.
pub(super) const LONGEST_LINE: usize = 32 * 1024;

/// The lines of a file as text, whatever the encoding and the line ends. Holds one chunk.
pub(super) struct Lines<R> {
    source: R,
    decoder: Decoder,
    raw: Box<[u8]>,
    text: String,
    at: usize,
    read: u64,
    ended: bool,
    number: u64,
}

/// A line of the file.
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: u64,
    /// Its text without the line end; none when it is longer than any row can be.
    pub(super) text: Option<String>,
}

/// What was found out about a file by reading it once.
pub(super) struct Survey {
    /// The encoding that explains it best.
    pub(super) encoding: &'static Encoding,
    /// Whether a byte order mark says so.
    pub(super) is_marked: bool,
    /// How many bytes it has.
    pub(super) length: u64,
    /// Whether it has bytes that no text has.
    pub(super) is_binary: bool,
}

/// Reads a file once from its beginning, and goes back there.
///
/// A byte order mark decides. Without one the whole file is read once: a file with no sequence
/// that UTF-8 refuses is UTF-8. Otherwise the more frequent kind of letters beyond ASCII wins,
/// because one bad byte in a long UTF-8 file must not garble every other name; accented letters of
/// Windows-1252 followed by others are hardly ever UTF-8 by chance. A letter that the encoding
/// cannot explain is a fault of its row.
pub(super) fn survey<R: Read + Seek>(source: &mut R) -> io::Result<Survey> {
    let mut raw = vec![0; CHUNK].into_boxed_slice();
    let mut decoder = UTF_8.new_decoder_without_bom_handling();
    let mut counts = Counts::default();
    let mut marked = None;
    let mut length = 0;
    source.seek(SeekFrom::Start(0))?;
    loop {
        let filled = fill(source, &mut raw)?;
        if length == 0 {
            marked = Encoding::for_bom(&raw[..filled]).map(|(encoding, _)| encoding);
        }
        length += filled as u64;
        counts.add(&mut decoder, &raw[..filled], filled == 0);
        if filled == 0 {
            break;
        }
    }
    source.seek(SeekFrom::Start(0))?;
    let guessed = if counts.refused > counts.letters {
        WINDOWS_1252
    } else {
        UTF_8
    };
    let encoding = marked.unwrap_or(guessed);
    // UTF-16 has a nought beside each plain letter; without its mark nobody knows it is that.
    let is_wide = encoding != UTF_8 && encoding != WINDOWS_1252;
    Ok(Survey {
        encoding,
        is_marked: marked.is_some(),
        length,
        is_binary: counts.noughts > 0 && !is_wide,
    })
}

/// What speaks for and against UTF-8.
#[derive(Default)]
struct Counts {
    letters: u64,
    refused: u64,
    noughts: u64,
}

impl Counts {
    fn add(&mut self, decoder: &mut Decoder, mut raw: &[u8], last: bool) {
        let mut out = [0; 4096];
        self.noughts += u64::from(raw.contains(&0));
        loop {
            let (result, read, written) =
                decoder.decode_to_utf8_without_replacement(raw, &mut out, last);
            // Each sequence of more than one byte has exactly one first byte.
            let firsts = out[..written].iter().filter(|byte| **byte >= 0xC0);
            self.letters += firsts.count() as u64;
            raw = &raw[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::Malformed(..) => self.refused += 1,
                DecoderResult::OutputFull => {}
            }
        }
    }
}

fn fill(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

impl<R: Read> Lines<R> {
    pub(super) fn new(source: R, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK].into_boxed_slice(),
            text: String::new(),
            at: 0,
            read: 0,
            ended: false,
            number: 0,
        }
    }

    /// How many bytes of the file were read.
    pub(super) const fn read(&self) -> u64 {
        self.read
    }

    /// The next line.
    pub(super) fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut is_too_long = false;
        let mut searched = self.at;
        loop {
            let end = self.text[searched..].find(['\n', '\r']);
            if let Some(end) = end.map(|end| searched + end)
                && (self.ended || end + 1 < self.text.len())
            {
                let kept = self.text[self.at..end].to_owned();
                // `\r\n` ends one line, not two.
                let pair = self.text[end..].starts_with("\r\n");
                self.at = end + if pair { 2 } else { 1 };
                return Ok(Some(self.line(kept, is_too_long)));
            }
            if self.ended {
                let kept = self.text.split_off(self.at);
                self.at = self.text.len();
                let is_over = kept.is_empty() && !is_too_long;
                return Ok((!is_over).then(|| self.line(kept, is_too_long)));
            }
            if self.text.len() - self.at > LONGEST_LINE && end.is_none() {
                is_too_long = true;
                self.at = self.text.len();
            }
            self.more()?;
            searched = self.at;
        }
    }

    fn line(&mut self, text: String, is_too_long: bool) -> Line {
        self.number += 1;
        let fits = !is_too_long && text.len() <= LONGEST_LINE;
        Line {
            number: self.number,
            text: fits.then_some(text),
        }
    }

    /// Decodes one more chunk behind what is left of the last.
    fn more(&mut self) -> io::Result<()> {
        self.text.drain(..self.at);
        self.at = 0;
        let filled = fill(&mut self.source, &mut self.raw)?;
        self.read += filled as u64;
        self.ended = filled == 0;
        let room = self
            .decoder
            .max_utf8_buffer_length(filled)
            .unwrap_or(4 * CHUNK);
        self.text.reserve(room);
        let raw = &self.raw[..filled];
        let _ = self
            .decoder
            .decode_to_string(raw, &mut self.text, self.ended);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut source = Cursor::new(bytes);
        let survey = survey(&mut source).unwrap();
        assert_eq!(survey.length, bytes.len() as u64);
        assert!(!survey.is_binary);
        let mut lines = Lines::new(source, survey.encoding);
        let mut read = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            read.push(line.text.unwrap_or_else(|| "(too long)".to_owned()));
        }
        read
    }

    #[test]
    fn one_text_is_read_alike_in_every_encoding_that_offices_save() {
        let text = "Nicolò;Forlì\nPerù;più";
        let (bytes, _, _) = WINDOWS_1252.encode(text);
        let wide = |mark: u16, to: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let units = std::iter::once(mark).chain(text.encode_utf16());
            units.flat_map(to).collect()
        };
        let marked = format!("\u{FEFF}{text}");
        let encoded = [
            text.as_bytes().to_vec(),
            marked.into_bytes(),
            bytes.into_owned(),
            wide(0xFEFF, u16::to_le_bytes),
            wide(0xFEFF, u16::to_be_bytes),
        ];
        for bytes in encoded {
            assert_eq!(lines(&bytes), ["Nicolò;Forlì", "Perù;più"], "{bytes:?}");
        }
    }

    #[test]
    fn one_bad_byte_does_not_garble_the_other_names() {
        let mut bytes = "Nicolò\nForlì\nPerù\n".as_bytes().to_vec();
        bytes.extend(b"citt\xE0 \n");
        assert_eq!(lines(&bytes), ["Nicolò", "Forlì", "Perù", "citt\u{FFFD} "]);
    }

    #[test]
    fn a_letter_cut_by_the_end_of_a_chunk_is_read_whole() {
        for shift in 0..4 {
            let mut text = "x".repeat(30_000 + shift);
            text.push('\n');
            text.push_str(&"x".repeat(30_000));
            text.push('\n');
            text.push_str(&"ò".repeat(8_000));
            let read = lines(text.as_bytes());
            assert_eq!(read[2], "ò".repeat(8_000));
        }
    }

    #[test]
    fn lines_end_as_on_any_system() {
        assert_eq!(lines(b"a\r\nb\nc\rd"), ["a", "b", "c", "d"]);
        assert_eq!(lines(b"a\r\n"), ["a"]);
        assert_eq!(lines(b"\n\n"), ["", ""]);
        assert!(lines(b"").is_empty());
        // The pair stands on both sides of the end of a chunk.
        let mut text = "x".repeat(CHUNK - 1).into_bytes();
        text[20_000] = b'\n';
        text[40_000] = b'\n';
        text.extend(b"\r\nlast");
        assert_eq!(lines(&text).len(), 4);
    }

    #[test]
    fn a_line_without_end_is_dropped_and_never_held_whole() {
        let mut bytes = vec![b'x'; 40 * CHUNK];
        bytes.extend(b"\nnext\n");
        let mut source = Cursor::new(bytes);
        let survey = survey(&mut source).unwrap();
        let mut lines = Lines::new(source, survey.encoding);
        assert!(lines.next_line().unwrap().unwrap().text.is_none());
        assert!(
            lines.text.capacity() < 8 * CHUNK,
            "{}",
            lines.text.capacity()
        );
        let next = lines.next_line().unwrap().unwrap();
        assert_eq!((next.number, next.text.as_deref()), (2, Some("next")));
    }
}
