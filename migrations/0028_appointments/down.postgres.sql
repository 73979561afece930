DROP TRIGGER appointment_versions_leave ON appointment_versions;
DROP TRIGGER appointment_versions_are_kept ON appointment_versions;
DROP FUNCTION refuse_unless_appointment_erased();
DELETE FROM merge_moves WHERE kind = 'appointment';
ALTER TABLE merge_moves ADD CONSTRAINT merge_moves_kind_check
    CHECK (kind IN ('case', 'intake', 'desk_contact', 'individual'));
