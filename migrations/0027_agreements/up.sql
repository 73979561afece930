-- Orientation agreements: what a person and the service want to reach, and how it goes. They hang on
-- a case and on nothing else: whose they are, and who works on them, the case says.

CREATE TABLE agreements (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('draft', 'proposed', 'signed', 'reviewed', 'closed')),
    -- How often it was signed.
    edition bigint NOT NULL,
    officer_id uuid NOT NULL,
    -- What the employment centre calls its own pact.
    pact_id text,
    -- What binds, or the first draft; and what is to bind instead, with who is to answer for it and
    -- when it was proposed. Always read and replaced whole.
    terms text NOT NULL,
    amendment text,
    proposed_on date,
    signed_on date,
    reviewed_on date,
    reviews bigint NOT NULL,
    -- How often somebody said what became of something that was agreed.
    outcomes bigint NOT NULL,
    next_review_on date,
    closed_on date,
    -- When somebody said that it ended.
    close_said_on date,
    close_reason text,
    -- Where it stands again if its end is taken back.
    status_before text CHECK (status_before IN ('draft', 'proposed', 'signed', 'reviewed')),
    drawn_up_by uuid NOT NULL,
    drawn_up_at timestamptz NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, id),
    FOREIGN KEY (organisation_id, case_id) REFERENCES cases (organisation_id, id),
    FOREIGN KEY (organisation_id, officer_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, drawn_up_by) REFERENCES staff (organisation_id, id),
    CHECK ((edition = 0) = (signed_on IS NULL)),
    CHECK ((reviews = 0) = (reviewed_on IS NULL)),
    CHECK (status NOT IN ('signed', 'reviewed') OR next_review_on IS NOT NULL),
    CHECK ((status = 'closed') = (closed_on IS NOT NULL)),
    CHECK ((closed_on IS NULL) = (close_reason IS NULL)),
    CHECK ((closed_on IS NULL) = (close_said_on IS NULL)),
    CHECK (closed_on <= close_said_on),
    CHECK ((closed_on IS NULL) = (status_before IS NULL)),
    CHECK (status NOT IN ('draft', 'proposed') OR edition = 0),
    CHECK (amendment IS NULL OR edition > 0),
    -- Nothing ends before its last step, and only what was signed is kept or not.
    CHECK (closed_on IS NULL OR proposed_on IS NULL OR closed_on >= proposed_on),
    CHECK (closed_on IS NULL OR signed_on IS NULL OR closed_on >= signed_on),
    CHECK (closed_on IS NULL OR reviewed_on IS NULL OR closed_on >= reviewed_on),
    CHECK (edition > 0 OR close_reason IS NULL
        OR close_reason NOT IN ('achieved', 'not_kept', 'revoked'))
);
-- A case has one agreement at a time that has not ended.
CREATE UNIQUE INDEX agreements_one_running ON agreements (organisation_id, case_id)
    WHERE status <> 'closed';
CREATE INDEX agreements_by_case ON agreements (organisation_id, case_id, id);

-- What was signed, each time that it was. Rows are only ever added.
CREATE TABLE agreement_editions (
    organisation_id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    number bigint NOT NULL,
    signed_on date NOT NULL,
    officer_id uuid NOT NULL,
    terms text NOT NULL,
    next_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    PRIMARY KEY (organisation_id, agreement_id, number),
    FOREIGN KEY (organisation_id, agreement_id) REFERENCES agreements (organisation_id, id),
    FOREIGN KEY (organisation_id, officer_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES staff (organisation_id, id)
);

-- How it went, each time that both looked at it. Rows are only ever added.
CREATE TABLE agreement_reviews (
    organisation_id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    number bigint NOT NULL,
    edition bigint NOT NULL,
    held_on date NOT NULL,
    outcome text NOT NULL,
    remark text,
    next_on date NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    PRIMARY KEY (organisation_id, agreement_id, number),
    FOREIGN KEY (organisation_id, agreement_id, edition)
        REFERENCES agreement_editions (organisation_id, agreement_id, number),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES staff (organisation_id, id)
);

-- What became of each thing that was agreed, each time that somebody said so. Rows are only ever
-- added.
CREATE TABLE agreement_action_outcomes (
    organisation_id uuid NOT NULL,
    agreement_id uuid NOT NULL,
    number bigint NOT NULL,
    action_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('open', 'done', 'dropped')),
    ended_on date,
    recorded_at timestamptz NOT NULL,
    recorded_by uuid NOT NULL,
    PRIMARY KEY (organisation_id, agreement_id, number),
    FOREIGN KEY (organisation_id, agreement_id) REFERENCES agreements (organisation_id, id),
    FOREIGN KEY (organisation_id, recorded_by) REFERENCES staff (organisation_id, id),
    CHECK ((status = 'open') = (ended_on IS NULL))
);
