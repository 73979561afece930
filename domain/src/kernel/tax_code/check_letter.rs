//! The check letter of tax codes and of Italian account numbers.

/// What a letter or digit counts on odd positions (the first is odd): the letters A–Z in order;
/// the digits 0–9 count as the letters A–J.
const ODD: [u16; 26] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// The letter that checks these upper-case letters and digits (D.M. 23 December 1976, annex).
pub(in crate::kernel) fn check_letter(characters: &[u8]) -> u8 {
    let mut sum: u16 = 0;
    for (index, character) in characters.iter().enumerate() {
        let rank = if character.is_ascii_digit() {
            character - b'0'
        } else {
            character.saturating_sub(b'A').min(25)
        };
        // The first position, index 0, is odd.
        let value = if index % 2 == 0 {
            ODD[usize::from(rank)]
        } else {
            u16::from(rank)
        };
        sum = (sum + value) % 26;
    }
    // A remainder of 26 is always a letter.
    b'A' + u8::try_from(sum).unwrap_or_default()
}
