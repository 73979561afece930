DROP TRIGGER agreement_reviews_leave ON agreement_reviews;
DROP TRIGGER agreement_editions_leave ON agreement_editions;
DROP FUNCTION refuse_unless_agreement_erased();
