//! Where fictional people are born and live: real places, streets that nobody looks for.

/// Municipalities of birth; the near ones come more often.
pub(super) const ITALIAN: [&str; 36] = [
    "L219", "L219", "L219", "L219", "L219", "L219", "L219", "L219", "C627", "C627", "F335", "H355",
    "G674", "B791", "E379", "C665", "A479", "D205", "A182", "F952", "L750", "A859", "L746", "F205",
    "D969", "H501", "F839", "G273", "C351", "A662", "H224", "B354", "D643", "H703", "E506", "L013",
];
/// Municipalities that ceased when these people were grown up: Alice Superiore, Castellar,
/// Colcavagno.
pub(super) const CEASED: [&str; 3] = ["A199", "C140", "C831"];
/// The last year of the first of them to cease, Colcavagno.
pub(super) const CEASED_FROM: i32 = 1998;

/// Municipalities of residence with a postal code of theirs.
pub(super) const RESIDENCES: [(&str, &str); 10] = [
    ("C627", "10023"),
    ("F335", "10024"),
    ("H355", "10098"),
    ("G674", "10064"),
    ("B791", "10022"),
    ("E379", "10015"),
    ("C665", "10034"),
    ("L727", "10078"),
    ("C860", "10093"),
    ("I703", "10036"),
];

/// Streets.
pub(super) const STREETS: [&str; 16] = [
    "Corso degli Olmi",
    "Largo del Buon Esempio",
    "Piazza dei Tre Mulini",
    "Strada della Dimostrazione",
    "Via dei Ciliegi Immaginari",
    "Via del Campo Prova",
    "Via del Fontanile Asciutto",
    "Via dell'Esempio",
    "Via della Fornace Inventata",
    "Via delle Due Lune",
    "Via delle Sette Chiavi",
    "Via di Mezzo al Nulla",
    "Viale dei Tigli Fittizi",
    "Vicolo Chiuso",
    "Vicolo del Gatto Grigio",
    "Via XXXI Febbraio",
];
