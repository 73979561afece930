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

const CONTRACTS: Origin = Origin {
    source: "Regione Piemonte, comonl",
    licence: "EUPL-1.2",
    edition: "2025",
};
const ATECO_2007: Origin = Origin {
    source: ISTAT_ATECO,
    licence: "CC-BY-4.0",
    edition: "2007",
};
const ATECO_2022: Origin = Origin {
    source: ISTAT_ATECO,
    licence: "CC-BY-4.0",
    edition: "2022",
};
const ATECO_2025: Origin = Origin {
    source: ISTAT_ATECO,
    licence: "CC-BY-4.0",
    edition: "2025",
};
const ISTAT_ATECO: &str = "ISTAT, Classificazione ATECO, by way of the package ateco 1.0.0";

const CARDS: [Card; 50] = [
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
        id: "import-reasons",
        label_it: "Motivi di importazione",
        label_en: "Reasons for an import",
        origin: &OWN,
        file: include_str!("../../data/import_reasons.csv"),
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
        id: "ateco-2007",
        label_it: "ATECO 2007: attività economiche",
        label_en: "ATECO 2007: economic activities",
        origin: &ATECO_2007,
        file: include_str!("../../data/ateco_2007.csv"),
    },
    Card {
        id: "ateco-2022",
        label_it: "ATECO 2007 aggiornamento 2022: attività economiche",
        label_en: "ATECO 2007, update 2022: economic activities",
        origin: &ATECO_2022,
        file: include_str!("../../data/ateco_2022.csv"),
    },
    Card {
        id: "ateco-2025",
        label_it: "ATECO 2025: attività economiche",
        label_en: "ATECO 2025: economic activities",
        origin: &ATECO_2025,
        file: include_str!("../../data/ateco_2025.csv"),
    },
    Card {
        id: "occupation-major-groups",
        label_it: "Grandi gruppi professionali",
        label_en: "Major groups of occupations",
        origin: &OWN,
        file: include_str!("../../data/occupation_major_groups.csv"),
    },
    Card {
        id: "education-levels",
        label_it: "Titoli di studio, codici della Regione",
        label_en: "Education levels, codes of the Region",
        origin: &CITIZENSHIPS,
        file: include_str!("../../data/education_levels.csv"),
    },
    Card {
        id: "isced-levels",
        label_it: "Livelli di istruzione ISCED 2011",
        label_en: "ISCED 2011 levels of education",
        origin: &OWN,
        file: include_str!("../../data/isced_levels.csv"),
    },
    Card {
        id: "qualification-states",
        label_it: "Stato del percorso di studio",
        label_en: "State of a course of study",
        origin: &OWN,
        file: include_str!("../../data/qualification_states.csv"),
    },
    Card {
        id: "recognitions",
        label_it: "Riconoscimento del titolo estero",
        label_en: "Recognition of a foreign qualification",
        origin: &OWN,
        file: include_str!("../../data/recognitions.csv"),
    },
    Card {
        id: "contract-types",
        label_it: "Tipologie contrattuali delle comunicazioni obbligatorie",
        label_en: "Contract types of mandatory notifications",
        origin: &CONTRACTS,
        file: include_str!("../../data/contract_types.csv"),
    },
    Card {
        id: "work-end-reasons",
        label_it: "Motivi di cessazione del lavoro",
        label_en: "Why work ended",
        origin: &OWN,
        file: include_str!("../../data/work_end_reasons.csv"),
    },
    Card {
        id: "employment-conditions",
        label_it: "Condizione occupazionale (FSE+)",
        label_en: "Employment condition (ESF+)",
        origin: &CITIZENSHIPS,
        file: include_str!("../../data/employment_conditions.csv"),
    },
    Card {
        id: "declaration-states",
        label_it: "Stati della dichiarazione di disponibilità",
        label_en: "States of the declaration of availability",
        origin: &OWN,
        file: include_str!("../../data/declaration_states.csv"),
    },
    Card {
        id: "status-loss-reasons",
        label_it: "Motivi di perdita dello stato di disoccupazione",
        label_en: "Why the unemployment status was lost",
        origin: &OWN,
        file: include_str!("../../data/status_loss_reasons.csv"),
    },
    Card {
        id: "benefits",
        label_it: "Prestazioni di sostegno",
        label_en: "Benefits",
        origin: &OWN,
        file: include_str!("../../data/benefits.csv"),
    },
    Card {
        id: "working-hours",
        label_it: "Orario di lavoro cercato",
        label_en: "Hours that are looked for",
        origin: &OWN,
        file: include_str!("../../data/working_hours.csv"),
    },
    Card {
        id: "vehicles",
        label_it: "Mezzi di trasporto",
        label_en: "Vehicles",
        origin: &OWN,
        file: include_str!("../../data/vehicles.csv"),
    },
    Card {
        id: "driving-licences",
        label_it: "Patenti e abilitazioni alla guida",
        label_en: "Driving licences",
        origin: &OWN,
        file: include_str!("../../data/driving_licences.csv"),
    },
    Card {
        id: "household-purposes",
        label_it: "Misure che richiedono dati del nucleo",
        label_en: "Measures that need facts of the household",
        origin: &OWN,
        file: include_str!("../../data/household_purposes.csv"),
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
