-- What came after a merge is told by what the database counts, because the clocks of two servers
-- differ and with them the order of their identifiers.

-- The place of the merge among those of its two records. Merges from before have none (0): they come
-- before all others, and among each other in the order of their identifiers.
ALTER TABLE merges ADD COLUMN ordinal bigint NOT NULL DEFAULT 0;

-- How many rows of each kind the survivor had with the merge. Of merges from before nothing is
-- known.
CREATE TABLE merge_counts (
    organisation_id uuid NOT NULL,
    merge_id uuid NOT NULL,
    kind text NOT NULL,
    held bigint NOT NULL,
    PRIMARY KEY (organisation_id, merge_id, kind),
    FOREIGN KEY (organisation_id, merge_id) REFERENCES merges (organisation_id, id)
);

-- Up to which version each section of the survivor was written when the merge was made.
CREATE TABLE merge_written (
    organisation_id uuid NOT NULL,
    merge_id uuid NOT NULL,
    section text NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (organisation_id, merge_id, section),
    FOREIGN KEY (organisation_id, merge_id) REFERENCES merges (organisation_id, id)
);
