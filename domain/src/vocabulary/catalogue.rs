//! What there is: one card for each file.

use std::sync::LazyLock;

use super::Vocabulary;
use super::list::{Card, Origin};

const OWN: Origin = Origin {
    source: "Percorso",
    licence: "EUPL-1.2",
    edition: "1",
};
const MUNICIPALITIES: Origin = Origin {
    source: "Ministero dell'Interno (ANPR), archivio dei comuni, by way of python-codicefiscale \
             0.12.1 and belfiore-search",
    licence: "MIT",
    edition: "2026-05",
};
const STATES: Origin = Origin {
    source: "Ministero dell'Interno (ANPR), Stati esteri, by way of python-codicefiscale 0.12.1; \
             Regione Piemonte, gemip",
    licence: "MIT AND EUPL-1.2",
    edition: "2026-05",
};
const CITIZENSHIPS: Origin = Origin {
    source: "Regione Piemonte, gemip",
    licence: "EUPL-1.2",
    edition: "2025",
};
const TERRITORY: Origin = Origin {
    source: "ISTAT and AgID, OntoPiA controlled vocabularies",
    licence: "CC-BY-4.0",
    edition: "2024-12-04",
};

const LANGUAGES: Origin = Origin {
    source: "Unicode Consortium, CLDR, by way of Babel",
    licence: "Unicode-3.0",
    edition: "babel-2.18.0",
};

const CARDS: [Card; 31] = [
    Card {
        id: "municipalities",
        label_it: "Comuni italiani",
        label_en: "Italian municipalities",
        origin: &MUNICIPALITIES,
        file: include_str!("../../data/municipalities.csv"),
    },
    Card {
        id: "states",
        label_it: "Stati esteri",
        label_en: "States",
        origin: &STATES,
        file: include_str!("../../data/states.csv"),
    },
    Card {
        id: "citizenships",
        label_it: "Cittadinanze",
        label_en: "Citizenships",
        origin: &CITIZENSHIPS,
        file: include_str!("../../data/citizenships.csv"),
    },
    Card {
        id: "provinces",
        label_it: "Province",
        label_en: "Provinces",
        origin: &TERRITORY,
        file: include_str!("../../data/provinces.csv"),
    },
    Card {
        id: "regions",
        label_it: "Regioni",
        label_en: "Regions",
        origin: &TERRITORY,
        file: include_str!("../../data/regions.csv"),
    },
    Card {
        id: "sex",
        label_it: "Sesso",
        label_en: "Sex",
        origin: &TERRITORY,
        file: include_str!("../../data/sex.csv"),
    },
    Card {
        id: "contact-channels",
        label_it: "Canali di contatto",
        label_en: "Contact channels",
        origin: &OWN,
        file: include_str!("../../data/contact_channels.csv"),
    },
    Card {
        id: "evidence-sources",
        label_it: "Fonti del dato",
        label_en: "Sources of evidence",
        origin: &OWN,
        file: include_str!("../../data/evidence_sources.csv"),
    },
    Card {
        id: "verifications",
        label_it: "Verifica del dato",
        label_en: "Verification",
        origin: &OWN,
        file: include_str!("../../data/verifications.csv"),
    },
    Card {
        id: "desk-topics",
        label_it: "Temi dello sportello",
        label_en: "Desk topics",
        origin: &OWN,
        file: include_str!("../../data/desk_topics.csv"),
    },
    Card {
        id: "age-bands",
        label_it: "Fasce di età",
        label_en: "Age bands",
        origin: &OWN,
        file: include_str!("../../data/age_bands.csv"),
    },
    Card {
        id: "intake-origins",
        label_it: "Come è arrivata la persona",
        label_en: "How the person came",
        origin: &OWN,
        file: include_str!("../../data/intake_origins.csv"),
    },
    Card {
        id: "referral-sources",
        label_it: "Chi ha inviato la persona",
        label_en: "Who referred the person",
        origin: &OWN,
        file: include_str!("../../data/referral_sources.csv"),
    },
    Card {
        id: "needs",
        label_it: "Bisogni e aspettative",
        label_en: "Needs and expectations",
        origin: &OWN,
        file: include_str!("../../data/needs.csv"),
    },
    Card {
        id: "urgencies",
        label_it: "Urgenza",
        label_en: "Urgency",
        origin: &OWN,
        file: include_str!("../../data/urgencies.csv"),
    },
    Card {
        id: "intake-outcomes",
        label_it: "Esiti del primo colloquio",
        label_en: "Outcomes of the intake",
        origin: &OWN,
        file: include_str!("../../data/intake_outcomes.csv"),
    },
    Card {
        id: "suspension-reasons",
        label_it: "Motivi di sospensione",
        label_en: "Reasons for suspension",
        origin: &OWN,
        file: include_str!("../../data/suspension_reasons.csv"),
    },
    Card {
        id: "case-outcomes",
        label_it: "Esiti del caso",
        label_en: "Outcomes of the case",
        origin: &OWN,
        file: include_str!("../../data/case_outcomes.csv"),
    },
    Card {
        id: "reopening-reasons",
        label_it: "Motivi di riapertura",
        label_en: "Reasons for reopening",
        origin: &OWN,
        file: include_str!("../../data/reopening_reasons.csv"),
    },
    Card {
        id: "attempt-outcomes",
        label_it: "Esiti dei tentativi di contatto",
        label_en: "Outcomes of contact attempts",
        origin: &OWN,
        file: include_str!("../../data/attempt_outcomes.csv"),
    },
    Card {
        id: "work-kinds",
        label_it: "Tipi di lavoro",
        label_en: "Kinds of work",
        origin: &OWN,
        file: include_str!("../../data/work_kinds.csv"),
    },
    Card {
        id: "note-visibilities",
        label_it: "Visibilità delle note",
        label_en: "Visibility of notes",
        origin: &OWN,
        file: include_str!("../../data/note_visibilities.csv"),
    },
    Card {
        id: "access-purposes",
        label_it: "Finalità di accesso",
        label_en: "Purposes of access",
        origin: &OWN,
        file: include_str!("../../data/access_purposes.csv"),
    },
    Card {
        id: "roles",
        label_it: "Ruoli",
        label_en: "Roles",
        origin: &OWN,
        file: include_str!("../../data/roles.csv"),
    },
    Card {
        id: "languages",
        label_it: "Lingue",
        label_en: "Languages",
        origin: &LANGUAGES,
        file: include_str!("../../data/languages.csv"),
    },
    Card {
        id: "cefr-levels",
        label_it: "Livelli di lingua (QCER)",
        label_en: "Levels of language (CEFR)",
        origin: &OWN,
        file: include_str!("../../data/cefr_levels.csv"),
    },
    Card {
        id: "permit-kinds",
        label_it: "Titoli di soggiorno",
        label_en: "Kinds of residence permit",
        origin: &OWN,
        file: include_str!("../../data/permit_kinds.csv"),
    },
    Card {
        id: "permit-reasons",
        label_it: "Motivi del soggiorno",
        label_en: "Reasons for the stay",
        origin: &OWN,
        file: include_str!("../../data/permit_reasons.csv"),
    },
    Card {
        id: "service-needs",
        label_it: "Attenzioni per il servizio",
        label_en: "Needs in using the service",
        origin: &OWN,
        file: include_str!("../../data/service_needs.csv"),
    },
    Card {
        id: "guardian-roles",
        label_it: "Chi firma per la persona",
        label_en: "Who signs for the person",
        origin: &OWN,
        file: include_str!("../../data/guardian_roles.csv"),
    },
    Card {
        id: "notice-ways",
        label_it: "Come è stata mostrata l'informativa",
        label_en: "How a notice was shown",
        origin: &OWN,
        file: include_str!("../../data/notice_ways.csv"),
    },
];

pub(super) static VOCABULARIES: LazyLock<Vec<Vocabulary>> =
    LazyLock::new(|| CARDS.iter().map(Vocabulary::read).collect());

pub(super) fn municipalities() -> &'static Vocabulary {
    &VOCABULARIES[0]
}

pub(super) fn states() -> &'static Vocabulary {
    &VOCABULARIES[1]
}
