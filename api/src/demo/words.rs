//! What the fictional staff writes down. Nothing of it is about health, and nobody is named.

/// What people expect.
pub(super) const EXPECTATIONS: [&str; 8] = [
    "Cerca un impiego a tempo pieno, disponibile anche su turni.",
    "Vorrebbe un corso che porti a una qualifica.",
    "Preferisce il part-time del mattino, per conciliare con la scuola dei figli.",
    "Ha esperienza in magazzino e vorrebbe prendere il patentino del muletto.",
    "Chiede aiuto per scrivere il curriculum e per le candidature in rete.",
    "Vorrebbe far riconoscere il titolo di studio estero.",
    "Sta pensando di aprire una piccola attività.",
    "Non ha ancora un'idea precisa: chiede un orientamento.",
];
/// Why cases are opened.
pub(super) const REASONS: [&str; 5] = [
    "Percorso di ricerca attiva del lavoro.",
    "Orientamento e scelta di un corso di formazione.",
    "Accompagnamento al primo impiego.",
    "Reinserimento dopo un lungo periodo senza lavoro.",
    "Bilancio delle competenze e nuovo progetto professionale.",
];
/// What notes say.
pub(super) const NOTES: [&str; 10] = [
    "Primo colloquio svolto. Concordati gli obiettivi per i prossimi due mesi.",
    "Curriculum aggiornato insieme; inviate tre candidature.",
    "Ha sostenuto un colloquio di selezione, attende risposta.",
    "Non si è presentato all'appuntamento; richiamare la prossima settimana.",
    "Segnalato il corso di logistica in partenza a breve.",
    "Colloquio di verifica: l'interesse per il settore è confermato.",
    "Consegnata la copia dell'attestato di frequenza.",
    "Chiede di spostare gli incontri al pomeriggio.",
    "Contattata l'azienda: disponibile a un incontro conoscitivo.",
    "Iscrizione al corso completata, inizio il mese prossimo.",
];
/// What amended notes say instead.
pub(super) const AMENDED: [&str; 3] = [
    "Rettifica: le candidature inviate sono due, non tre.",
    "Rettifica: l'appuntamento era per la settimana successiva.",
    "Rettifica: il corso parte fra due mesi.",
];
/// Why notes are amended.
pub(super) const AMENDMENT: &str = "Errore di trascrizione.";
/// Services that send people, or to which they are sent.
pub(super) const SERVICES: [&str; 3] = [
    "Centro per l'impiego di zona",
    "Agenzia formativa La Bussola (fittizia)",
    "Sportello sociale di quartiere",
];
/// What whoever takes a case over has to know.
pub(super) const HAND_OVER: &str =
    "Serve qualcuno che conosca le aziende della zona; il curriculum è aggiornato.";
/// Where somebody stands on the way to work.
pub(super) const PROFILE: &str =
    "Esperienza nella ristorazione, disponibile a tempo pieno e a turni.";
/// Which acts of search were agreed.
pub(super) const SEARCH_ACTS: &str = "Tre candidature alla settimana, annotate entro il venerdì.";
/// What is to be reached, and what is done for it by the person and by the officer.
pub(super) const GOALS: [[&str; 3]; 2] = [
    [
        "Trovare un impiego in cucina.",
        "Aggiornare il curriculum e portarlo a tre locali.",
        "Segnalare le offerte della zona.",
    ],
    [
        "Rinfrescare le norme di igiene.",
        "Iscriversi al corso serale.",
        "Preparare la domanda di iscrizione.",
    ],
];
/// What both found when they looked at it.
pub(super) const REVIEW: &str = "Due colloqui fatti, il corso comincia il mese prossimo.";
/// What another service is asked.
pub(super) const REFERRAL: &str =
    "Chiede un colloquio e informazioni sui corsi che partono in autunno.";
/// What it arranged.
pub(super) const REFERRAL_ANSWER: &str = "Colloquio fissato, porta il curriculum.";
