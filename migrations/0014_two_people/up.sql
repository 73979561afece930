-- Roles that two people give wait here for the second one. They stand apart from the roles in force,
-- so that a program that knows nothing of them grants none of them. Accounts keep what they have.
CREATE TABLE staff_roles_awaiting (
    organisation_id uuid NOT NULL,
    staff_id uuid NOT NULL,
    role text NOT NULL,
    proposed_by uuid NOT NULL,
    PRIMARY KEY (organisation_id, staff_id, role),
    FOREIGN KEY (organisation_id, staff_id) REFERENCES staff (organisation_id, id),
    FOREIGN KEY (organisation_id, proposed_by) REFERENCES staff (organisation_id, id)
);

-- Who typed what a provider calls the owner of an account; nobody when its verified address did it.
ALTER TABLE outside_identities ADD COLUMN linked_by_id uuid;
-- The record of events knows it of the links that are there.
UPDATE outside_identities
SET linked_by_id = e.actor_id
FROM events AS e
WHERE e.organisation_id = outside_identities.organisation_id
    AND e.kind = 'identity_linked'
    AND e.subject_id = outside_identities.id
    AND e.actor_kind = 'staff'
    AND outside_identities.linked_by = 'administrator';
