-- Earlier texts and attempts are evidence: they are only ever added.
CREATE TRIGGER note_versions_are_kept_u BEFORE UPDATE ON note_versions
    BEGIN SELECT RAISE(ABORT, 'rows of note_versions are never changed'); END;
CREATE TRIGGER note_versions_are_kept_d BEFORE DELETE ON note_versions
    BEGIN SELECT RAISE(ABORT, 'rows of note_versions are never changed'); END;
CREATE TRIGGER contact_attempts_are_kept_u BEFORE UPDATE ON contact_attempts
    BEGIN SELECT RAISE(ABORT, 'rows of contact_attempts are never changed'); END;
CREATE TRIGGER contact_attempts_are_kept_d BEFORE DELETE ON contact_attempts
    BEGIN SELECT RAISE(ABORT, 'rows of contact_attempts are never changed'); END;
