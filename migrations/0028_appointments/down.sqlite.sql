DELETE FROM merge_moves WHERE kind = 'appointment';
CREATE TABLE merge_moves_checked (
    organisation_id uuid NOT NULL,
    merge_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('case', 'intake', 'desk_contact', 'individual')),
    row_id uuid NOT NULL,
    PRIMARY KEY (organisation_id, merge_id, kind, row_id),
    FOREIGN KEY (organisation_id, merge_id) REFERENCES merges (organisation_id, id)
);
INSERT INTO merge_moves_checked SELECT organisation_id, merge_id, kind, row_id FROM merge_moves;
DROP TABLE merge_moves;
ALTER TABLE merge_moves_checked RENAME TO merge_moves;
