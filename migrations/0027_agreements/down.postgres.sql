DROP FUNCTION refuse_unless_agreement_erased();
