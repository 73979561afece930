//! Where the vocabularies come from, and under which licence.

use super::list::Origin;

const ISTAT_ATECO: &str = "ISTAT, Classificazione ATECO, by way of the package ateco 1.0.0";

pub(super) const OWN: Origin = Origin {
    source: "Percorso",
    licence: "EUPL-1.2",
    edition: "1",
};

pub(super) const MUNICIPALITIES: Origin = Origin {
    source: "Ministero dell'Interno (ANPR), archivio dei comuni, by way of python-codicefiscale \
             0.12.1 and belfiore-search",
    licence: "MIT",
    edition: "2026-05",
};

pub(super) const STATES: Origin = Origin {
    source: "Ministero dell'Interno (ANPR), Stati esteri, by way of python-codicefiscale 0.12.1; \
             Regione Piemonte, gemip",
    licence: "MIT AND EUPL-1.2",
    edition: "2026-05",
};

pub(super) const CITIZENSHIPS: Origin = Origin {
    source: "Regione Piemonte, gemip",
    licence: "EUPL-1.2",
    edition: "2025",
};

pub(super) const TERRITORY: Origin = Origin {
    source: "ISTAT and AgID, OntoPiA controlled vocabularies",
    licence: "CC-BY-4.0",
    edition: "2024-12-04",
};

pub(super) const LANGUAGES: Origin = Origin {
    source: "Unicode Consortium, CLDR, by way of Babel",
    licence: "Unicode-3.0",
    edition: "babel-2.18.0",
};

pub(super) const CONTRACTS: Origin = Origin {
    source: "Regione Piemonte, comonl",
    licence: "EUPL-1.2",
    edition: "2025",
};

pub(super) const ATECO_2007: Origin = Origin {
    source: ISTAT_ATECO,
    licence: "CC-BY-4.0",
    edition: "2007",
};

pub(super) const ATECO_2022: Origin = Origin {
    source: ISTAT_ATECO,
    licence: "CC-BY-4.0",
    edition: "2022",
};

pub(super) const ATECO_2025: Origin = Origin {
    source: ISTAT_ATECO,
    licence: "CC-BY-4.0",
    edition: "2025",
};
