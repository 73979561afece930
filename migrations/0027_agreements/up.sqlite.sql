-- What was signed and how it went leaves with the person, and with nobody else.
CREATE TRIGGER agreement_editions_are_kept_u BEFORE UPDATE ON agreement_editions
    BEGIN SELECT RAISE(ABORT, 'rows of agreement_editions are never changed'); END;
CREATE TRIGGER agreement_editions_are_kept_d BEFORE DELETE ON agreement_editions
    WHEN NOT EXISTS (SELECT 1 FROM agreements a
        JOIN cases c ON c.organisation_id = a.organisation_id AND c.id = a.case_id
        JOIN erased_individuals e ON e.organisation_id = c.organisation_id
            AND e.individual_id = c.individual_id
        WHERE a.organisation_id = OLD.organisation_id AND a.id = OLD.agreement_id)
    BEGIN SELECT RAISE(ABORT, 'rows of agreement_editions are never changed'); END;
CREATE TRIGGER agreement_reviews_are_kept_u BEFORE UPDATE ON agreement_reviews
    BEGIN SELECT RAISE(ABORT, 'rows of agreement_reviews are never changed'); END;
CREATE TRIGGER agreement_reviews_are_kept_d BEFORE DELETE ON agreement_reviews
    WHEN NOT EXISTS (SELECT 1 FROM agreements a
        JOIN cases c ON c.organisation_id = a.organisation_id AND c.id = a.case_id
        JOIN erased_individuals e ON e.organisation_id = c.organisation_id
            AND e.individual_id = c.individual_id
        WHERE a.organisation_id = OLD.organisation_id AND a.id = OLD.agreement_id)
    BEGIN SELECT RAISE(ABORT, 'rows of agreement_reviews are never changed'); END;
CREATE TRIGGER agreement_action_outcomes_are_kept_u BEFORE UPDATE ON agreement_action_outcomes
    BEGIN SELECT RAISE(ABORT, 'rows of agreement_action_outcomes are never changed'); END;
CREATE TRIGGER agreement_action_outcomes_are_kept_d BEFORE DELETE ON agreement_action_outcomes
    WHEN NOT EXISTS (SELECT 1 FROM agreements a
        JOIN cases c ON c.organisation_id = a.organisation_id AND c.id = a.case_id
        JOIN erased_individuals e ON e.organisation_id = c.organisation_id
            AND e.individual_id = c.individual_id
        WHERE a.organisation_id = OLD.organisation_id AND a.id = OLD.agreement_id)
    BEGIN SELECT RAISE(ABORT, 'rows of agreement_action_outcomes are never changed'); END;
