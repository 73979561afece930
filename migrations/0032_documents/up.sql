-- Documents that are handed over: agreements to be signed, letters, later sheets and certificates.
-- They hang on the thing that they are about and on nothing else: whose it is, that says.

-- The last number that each year gave. Whoever orders a document holds the row until the number is
-- written, so that none is left out.
CREATE TABLE document_numbers (
    organisation_id uuid NOT NULL REFERENCES organisations (id),
    year integer NOT NULL,
    last bigint NOT NULL CHECK (last > 0),
    PRIMARY KEY (organisation_id, year)
);

CREATE TABLE documents (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('orientation_agreement', 'appointment_letter')),
    year integer NOT NULL,
    number bigint NOT NULL CHECK (number > 0),
    -- What it is about: one of them.
    agreement_id uuid,
    appointment_id uuid,
    language text NOT NULL CHECK (language IN ('it', 'en')),
    -- What it is made from, taken when it was ordered.
    data text NOT NULL,
    status text NOT NULL CHECK (status IN ('ordered', 'made', 'failed')),
    attempts bigint NOT NULL,
    -- When the next process may begin with it.
    free_at timestamptz NOT NULL,
    -- SHA-256 of the template that it was made with, and of the file.
    template bytea,
    sha256 bytea,
    length bigint,
    made_at timestamptz,
    ordered_by uuid NOT NULL,
    ordered_at timestamptz NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    UNIQUE (organisation_id, year, number),
    FOREIGN KEY (organisation_id, agreement_id) REFERENCES agreements (organisation_id, id),
    FOREIGN KEY (organisation_id, appointment_id) REFERENCES appointments (organisation_id, id),
    FOREIGN KEY (organisation_id, ordered_by) REFERENCES staff (organisation_id, id),
    CHECK ((kind = 'orientation_agreement') = (agreement_id IS NOT NULL)),
    CHECK ((kind = 'appointment_letter') = (appointment_id IS NOT NULL)),
    CHECK ((status = 'made') = (sha256 IS NOT NULL)),
    CHECK ((sha256 IS NULL) = (template IS NULL)),
    CHECK ((sha256 IS NULL) = (length IS NULL)),
    CHECK ((sha256 IS NULL) = (made_at IS NULL))
);
CREATE INDEX documents_by_agreement ON documents (organisation_id, agreement_id, id)
    WHERE agreement_id IS NOT NULL;
CREATE INDEX documents_by_appointment ON documents (organisation_id, appointment_id, id)
    WHERE appointment_id IS NOT NULL;
-- Documents stay: what the worker looks for is found among the few that wait.
CREATE INDEX documents_ordered ON documents (free_at, organisation_id, id)
    WHERE status = 'ordered';

-- Their files. Rows are only ever added.
CREATE TABLE document_files (
    organisation_id uuid NOT NULL,
    document_id uuid NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (organisation_id, document_id),
    FOREIGN KEY (organisation_id, document_id) REFERENCES documents (organisation_id, id)
);
