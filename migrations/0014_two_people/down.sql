-- What still waits was never in force: it is proposed again afterwards.
ALTER TABLE outside_identities DROP COLUMN linked_by_id;
DROP TABLE staff_roles_awaiting;
