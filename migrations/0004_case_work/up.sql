-- What happens around a case: contacts at the desk, first interviews, attempts, notes.

CREATE TABLE desk_contacts (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    office_id uuid NOT NULL,
    held_on date NOT NULL,
    topic text NOT NULL,
    age_band text NOT NULL,
    channel text NOT NULL,
    minutes integer NOT NULL CHECK (minutes > 0),
    sex text,
    individual_id uuid,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id)
);
CREATE INDEX desk_contacts_by_office ON desk_contacts (organisation_id, office_id, held_on, id);
CREATE INDEX desk_contacts_by_day ON desk_contacts (organisation_id, held_on, id);
CREATE INDEX desk_contacts_by_individual ON desk_contacts (organisation_id, individual_id);

CREATE TABLE intakes (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    individual_id uuid NOT NULL,
    office_id uuid NOT NULL,
    held_on date NOT NULL,
    taken_by uuid,
    arrival text NOT NULL,
    referral_from text,
    referral_service text,
    urgency text NOT NULL,
    needs text NOT NULL,
    expectations text,
    notice_version text NOT NULL,
    notice_language text NOT NULL,
    notice_on date NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'waiting', 'concluded')),
    outcome text,
    decided_on date,
    referred_to text,
    referred_service text,
    case_id uuid,
    waiting_until date,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, individual_id) REFERENCES individuals (organisation_id, id),
    FOREIGN KEY (organisation_id, office_id) REFERENCES offices (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
CREATE INDEX intakes_by_office ON intakes (organisation_id, office_id, held_on, id);
CREATE INDEX intakes_by_status ON intakes (organisation_id, status, held_on, id);
CREATE INDEX intakes_by_individual ON intakes (organisation_id, individual_id, held_on, id);
CREATE INDEX intakes_by_case ON intakes (organisation_id, case_id);

CREATE TABLE contact_attempts (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    attempted_on date NOT NULL,
    channel text NOT NULL,
    outcome text NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
CREATE INDEX contact_attempts_by_case
    ON contact_attempts (organisation_id, case_id, attempted_on, id);

CREATE TABLE notes (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    author_id uuid,
    visibility text NOT NULL CHECK (visibility IN ('team', 'office', 'organisation')),
    version bigint NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id)
);
CREATE INDEX notes_by_case ON notes (organisation_id, case_id, id);

-- Every text that a note ever had, the present one included. Rows are only ever added.
CREATE TABLE note_versions (
    organisation_id uuid NOT NULL,
    note_id uuid NOT NULL,
    version bigint NOT NULL,
    body text NOT NULL,
    reason text,
    written_at timestamptz NOT NULL,
    written_by uuid,
    PRIMARY KEY (organisation_id, note_id, version),
    FOREIGN KEY (organisation_id, note_id) REFERENCES notes (organisation_id, id)
);
