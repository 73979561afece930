# Words for people. Keys: problem-<code> with .detail, fault-<code>, rule-<id>, event-<kind>.

problem-malformed_request = Malformed request
    .detail = The request does not have the expected form: see errors.
problem-malformed_json = Invalid JSON
    .detail = The body of the request is not valid JSON.
problem-missing_key = Idempotency-Key is missing
    .detail = Every POST with an effect carries an Idempotency-Key header of 16 to 128 visible ASCII characters.
problem-bad_key = Invalid Idempotency-Key
    .detail = The key has 16 to 128 visible ASCII characters.
problem-bad_parameter = Invalid parameter
    .detail = A parameter is unknown or has a value that is not allowed: see errors.
problem-bad_cursor = Invalid cursor
    .detail = The cursor does not belong to this list with these filters: start again from the first page.
problem-unauthenticated = Sign-in required
    .detail = A valid access token is needed.
problem-forbidden = Not permitted
    .detail = None of the caller's roles permits this operation. A role that waits to be approved permits nothing yet.
problem-file_gone = File no longer there
    .detail = The file was removed when its time was up, because it was given up, or because a person in it was erased: ask for a new export.
problem-too_many_exports = Too many exports
    .detail = At most { $at_work } exports may be under way and { $kept } in all, with the files that can still be fetched: wait, or cancel one.
problem-range_not_satisfiable = Range not satisfiable
    .detail = The range that was asked for begins behind the end of the file.
problem-position_unknown = No such position
    .detail = No fact has this position. If it was read here, the record was restored to an earlier state: take everything anew and follow the changes from there.
problem-not_found = Not found
    .detail = The resource does not exist or is out of the caller's reach.
problem-method_not_allowed = Method not allowed
    .detail = The Allow header lists the methods that are allowed.
problem-request_timeout = Request timed out
    .detail = The request did not arrive whole in time.
problem-key_running = Request still running
    .detail = The first request with this Idempotency-Key is still running: repeat it shortly with the same key.
problem-taken = Already there
    .detail = A resource with these data exists already.
problem-stale = Changed meanwhile
    .detail = Somebody changed the resource after it was read: read it again and repeat the change.
problem-content_too_large = Content too large
    .detail = The body of the request exceeds the limit.
problem-unsupported_media_type = Unsupported media type
    .detail = The body is application/json, without compression.
problem-invalid = Invalid data
    .detail = Some data are not valid: see errors, which lists them all.
problem-faults = Invalid data
    .detail = Some members of the request do not fit: `errors` lists them.
problem-key_reused = Idempotency-Key reused
    .detail = This key was used for another request: choose a new one.
problem-precondition_required = If-Match is missing
    .detail = The change carries in If-Match the ETag of the version that was read (If-None-Match: * the first time).
problem-too_many_requests = Too many requests
    .detail = Try again after the seconds that Retry-After tells.
problem-internal = Internal error
    .detail = An error occurred: the request id helps support to find it.
problem-overloaded = Service overloaded
    .detail = The request was not carried out: repeat it after the seconds that Retry-After tells.
problem-unavailable = Service unavailable
    .detail = The database did not confirm. If this was a write, its outcome is unknown: repeat it with the same Idempotency-Key.
problem-wrong_status = Wrong status
    .detail = The step “{ $step }” is not possible in the status “{ $status }”.
problem-rules = Rules not met
    .detail = One or more rules prevent the operation or ask for an acknowledgement: see findings.
problem-possible_duplicate = Possible duplicate
    .detail = There are people who may be the same person: choose one of them, or confirm in confirmed_distinct_from that this is somebody else.
problem-open_case_exists = Case open already
    .detail = The person has an open case at this office already.
problem-sign_in_failed = Sign-in failed
    .detail = E-mail address or password do not match.
problem-wrong_password = Wrong present password
    .detail = The present password does not match.
problem-refresh_refused = Session ended
    .detail = The refresh token is no longer valid: sign in again.
problem-too_many_attempts = Too many attempts
    .detail = Try again in { $retry_after } seconds.
problem-last_administrator = Last administrator
    .detail = At least one active account must be able to manage accounts.
problem-own_account = Own account
    .detail = Nobody disables the own account or changes its roles and offices: another administrator does.
problem-email_taken = Address taken
    .detail = An account with this e-mail address exists already.
problem-second_factor_enrolment_required = Second factor needed
    .detail = The roles of the account demand a second factor: enrol one under /me/second-factor; until then nothing else is possible.
problem-second_factor_required = Code needed
    .detail = The account has a second factor: send the same again with a code.
problem-second_factor_refused = Code refused
    .detail = The code does not match or was used before: wait for the next one.
problem-wrong_code = Wrong code
    .detail = The code does not match, was used before, or is missing.
problem-recent_sign_in_required = Sign in again
    .detail = This is possible within 15 minutes after signing in.
problem-same_administrator = Another administrator needed
    .detail = Two steps that add up to a way into an account are not done by the same administrator: removing a second factor and seeing a link to choose the password; opening a way in (a printed link, a link to a provider) and proposing or approving a role that two people give. Another administrator does it, or the operator of the server.
problem-needs_two_people = Two people needed
    .detail = The account has a role that two people give, or waits for one, and this alone would be a way into it. Have the link mailed, or printed by the operator of the server (percorso user link); a provider links the account by its verified address.
problem-link_refused = Link not valid
    .detail = The link was used, is too old or never was: ask for a new one.
problem-own_proposal = Own proposal
    .detail = Nobody approves what he proposed himself: somebody else who may decide it does; accounts and programs are approved by the operator of the server too (percorso machine-client approve, percorso user approve).
problem-identity_taken = Link taken
    .detail = The account is linked to this provider already, or the provider's name for it belongs to another account.
problem-client_refused = Client refused
    .detail = The client is unknown or not enabled, or its assertion does not hold.
problem-unsupported_grant = Unsupported grant
    .detail = Only the grant client_credentials is given here.
problem-scope_refused = Scope refused
    .detail = The client is not permitted all of the scopes that were asked for.

fault-password_too_short = Is shorter than { $min } characters.
fault-password_too_long = Is longer than { $max } characters.
fault-password_guessable = Is too easy to guess: choose a sentence, or let a program make one.
fault-password_unchanged = Is the present password.
fault-no_mail_server = There is no mail server: the link can only be printed.
fault-no_key = There is no usable key.
fault-not_sealed = It could not be sealed.
fault-no_role = Names no role.
fault-invalid_ipa_code = Not a code of the index of public administrations.
fault-invalid_hash = Not a hash of 64 hexadecimal figures.
fault-invalid_id = Not an identifier.
fault-unknown_code = Unknown code.
fault-control_character = Holds control characters.
fault-blank = Is blank.
fault-too_long = Is longer than { $max } characters.
fault-not_a_name = Holds no letters.
fault-amount_out_of_range = The amount is out of range.
fault-invalid_amount = It is not an amount with two decimals.
fault-invalid_ratio = It is not a fraction.
fault-ratio_out_of_range = The fraction is out of range.
fault-division_by_zero = The denominator is zero.
fault-empty_period = The period is empty.
fault-period_ends_before_it_starts = The period ends before it starts.
fault-invalid_patron_day = No patron saint has this day.
fault-name_not_latin = The name has no Latin letters.
fault-birthplace_code_structure = It is not a cadastral code: a letter and three digits.
fault-iban_structure = An IBAN has letters and digits only, each in its place.
fault-iban_country = It is not an IBAN of a known country.
fault-iban_length = The length is not that of this country's IBANs.
fault-iban_check_digits = The check digits of the IBAN are others.
fault-iban_control_letter = The Italian control letter (CIN) of the IBAN is another.
fault-vat_number_office = No office has this number in the VAT number.
fault-malformed_json = Not valid JSON.
fault-null = A member without a value is left out: null is not allowed.
fault-too_deep = Nested deeper than 32 levels.
fault-too_many_items = More than 1,000 items.
fault-duplicate_member = Appears more than once.
fault-unknown_member = Unknown name.
fault-missing_member = A required member is missing.
fault-wrong_type = Has the wrong type.
fault-invalid_value = Value not allowed.
fault-out_of_range = Out of range.
fault-malformed_query = The query string is malformed.
fault-unknown_reference = Does not exist or is out of the caller's reach.
fault-length = Length not allowed.
fault-range = Value out of range.
fault-email = Not an e-mail address.
fault-no_body = This request takes no body.

# What happened.
event-organisation_created = Organisation created.
event-parameter_set = Parameter { $key } is { $value } from { $from }.
event-office_created = Office opened.
event-service_created = Service added.
event-service_replaced = Service replaced.
event-service_blocked = Nobody is booked for the service any more.
event-service_unblocked = People are booked for the service again.
event-staff_created = Account created.
event-staff_changed = Roles or offices of the account changed.
event-staff_rights_followed = Roles or offices of the account changed as the outside provider says.
event-staff_disabled = Account disabled.
event-staff_enabled = Account enabled.
event-password_changed = Password changed.
event-second_factor_offered = Second factor offered.
event-second_factor_enrolled = Second factor in force.
event-second_factor_removed = Second factor removed.
event-recovery_code_used = Recovery code used.
event-staff_invited = Invited to choose a password.
event-password_reset_offered = Link to choose another password given.
event-invitation_accepted = Invitation used.
event-password_reset_accepted = Link to choose another password used.
event-session_opened = Signed in.
event-session_ended = Session ended.
event-individual_registered = Person registered.
event-section_replaced = Section { $section ->
        [identity] identity
        [identifiers] identifiers
        [residence] residence
        [contacts] contacts
        [education] education
        [work_history] work history
        [employment_status] employment status
        [availability] availability
        [household] household
        [citizenship] citizenship
        [residence_permit] residence permit
        [languages] languages
        [service_needs] service needs
        [guardian] guardian
        [privacy_notice] privacy notice
       *[other] { $section }
    } replaced (version { $version }).
event-desk_contact_recorded = Contact at the desk.
event-intake_taken = First interview begun.
event-intake_revised = First interview revised.
event-intake_set_waiting = First interview set to waiting.
event-intake_concluded = First interview concluded.
event-case_opened = Case opened.
event-case_suspended = Case suspended.
event-case_resumed = Case resumed.
event-case_closed = Case closed on { $on }.
event-case_reopened = Case reopened.
event-case_assigned = Case given to a counsellor.
event-case_team_changed = Team of the case changed.
event-note_written = Note written.
event-note_amended = Note amended; the earlier text stays readable.
event-contact_attempted = Attempt to reach the person.
event-import_queued = Import asked for.
event-import_started = Import started.
event-import_resumed = Import resumed.
event-import_finished = Import finished.
event-import_failed = Import failed.
event-import_cancelled = Import cancelled.
event-import_rows_decided = Rows of an import decided.
event-import_rows_returned = Decisions on rows of an import given back: who decided may no longer import.
event-import_mapping_created = Import mapping saved.
event-import_mapping_replaced = Import mapping replaced.
event-import_mapping_removed = Import mapping removed.
event-individuals_imported = People imported from a file.
event-export_queued = Export asked for.
event-export_started = Export started.
event-export_resumed = Export resumed.
event-export_finished = File of the export is whole.
event-export_failed = Export failed.
event-export_cancelled = Export cancelled.
event-export_downloaded = File of the export handed out.
event-export_expired = File of the export removed when its time was up.
event-export_withdrawn = File of the export removed because a person in it was erased.
event-identity_linked = Account linked to an outside provider.
event-identity_unlinked = Link to an outside provider removed.
event-identity_signed_out = Signed out.
event-staff_roles_proposed = Roles proposed that wait for a second person.
event-staff_roles_approved = Proposed roles approved.
event-staff_roles_withdrawn = Proposed roles withdrawn.
event-machine_client_proposed = Machine client proposed.
event-machine_client_changed = Machine client changed.
event-machine_client_approved = Machine client approved.
event-machine_client_disabled = Machine client disabled.
event-machine_token_issued = Access token given to a machine client.

# Why a field of a tax code has its verdict.
check-tax_code_length = The tax code does not have 16 characters.
check-tax_code_structure = A letter or digit stands where it cannot.
check-tax_code_month = No month has this letter.
check-tax_code_day = No century has this day.
check-tax_code_check_letter = The check letter is another.
check-as_declared = As declared.
check-written_out = As declared, with umlauts written out.
check-first_given_name = The code has only the first of the given names.
check-different = Another than declared.
check-not_declared = Not declared: not compared.
check-name_not_latin = The declared name has no Latin letters.
check-century_ambiguous = The code fits two centuries, or none that is plausible: the day of birth is needed.
check-birth_in_future = The declared day of birth is still to come.
check-former_place = A code that the place had at another time.
check-place_outside_validity = The place did not have this code on the day of birth.
check-place_unknown = No list has the code of the place.

# Rules about a person's record.
rule-individual-code_of_another = Another record ({ $records }) has the very same code as issued, and an issued code is of one person only. Look at the documents of both.
rule-individual-tax_code_conflict = The tax code contradicts the identity: { $fields }. Look at the document again.
rule-individual-tax_code_compatible = The tax code agrees in part only: { $fields }.
rule-individual-birthplace_validity = The place of birth { $code } did not have this code on the day of birth.
rule-individual-under_fourteen = The person is { $age }, younger than { $years }.
rule-individual-contract_type_validity = The contract type { $code } did not exist on { $from }.
rule-individual-provisional_code_office = The provisional code does not come from a known office.
rule-individual-address_validity = The place { $code } of the address does not exist any more, or not yet.

fault-invalid_date = Not a date YYYY-MM-DD that exists.
fault-date_out_of_range = Not between { $min } and { $max }.
fault-in_the_future = Is in the future.
fault-before_the_list = Is before the list was made.
fault-before_birth = Is before the person was born.
fault-ends_before_it_begins = Ends before it begins.
fault-too_short = Has fewer than { $min } characters.
fault-too_many = Are too many.
fault-one_of_both = Cannot be given together with the other one.
fault-not_by_hand = The product alone decides that.
fault-unknown_place = No municipality and no State has this code.
fault-invalid_postal_code = Not a postal code.
fault-invalid_phone = Not a telephone number.
fault-invalid_email = Not an e-mail address.
fault-channel_without_address = There is no address for this channel.
fault-invalid_local_id = Not a local id.
fault-local_id_not_ours = Not an id that we gave to this person.
fault-tax_code_length = Does not have 16 characters.
fault-tax_code_structure = A letter or digit stands where it cannot.
fault-tax_code_month = No month has this letter.
fault-tax_code_day = No century has this day.
fault-tax_code_check_letter = The check letter is another.
fault-numeric_code_length = Does not have 11 digits.
fault-numeric_code_structure = Has something else than digits.
fault-numeric_code_zeros = Has only zeros.
fault-numeric_code_check_digit = The check digit is another.
fault-no_randomness = The random number generator does not answer.
fault-unknown_organisation = Unknown organisation.

# Rules and faults of casework.
fault-in_the_past = Is in the past.
fault-before_the_last_value = Is not after the first day of the value that was set last.
fault-before_the_last_step = Is before the last step.
fault-after_the_interview = Is after the interview.
fault-unsuitable_colleague = The colleague cannot follow this case: account, role or office do not suit.
fault-period_too_long = The period is longer than 366 days.
rule-step-status = The status “{ $status }” does not allow this step.
rule-step-right = None of the caller's roles permits this step here.
rule-step-own_account = Not on the own account: another administrator does it.
rule-step-own_proposal = Proposed by the caller: somebody else who may decide it approves it.
rule-step-same_administrator = The caller had the other half of a way into the account in hand: another administrator does it, or the operator of the server.
rule-step-needs_two_people = Two people decide about this account: the link is mailed, or printed by the operator of the server.
rule-step-last_administrator = At least one active account must be able to manage accounts.
rule-step-agreement_running = What was agreed before has not ended.
rule-case-no_contact = Closing for want of contact asks for more attempts or more time: { $attempts } attempts without success and { $days } days without contact.
rule-case-silent = No contact for { $days } days.
rule-case-unassigned = Nobody follows the case.
rule-case-counsellor_not_active = Whoever follows the case no longer can: the account is disabled or no longer works at the office. The case needs a new counsellor.
rule-case-suspension_over = The suspension was planned until { $until }.
rule-desk_contact-late = The contact was { $days } days ago.
rule-desk_contact-long = The contact would have taken { $minutes } minutes.
rule-file-stale_data = The data of the section “{ $section }” are of { $observed_on }: they need confirmation.
rule-file-benefit_ending = { $benefit ->
        [naspi] NASpI
        [dis_coll] DIS-COLL
        [sfl] The support for training and work
        [adi] The inclusion allowance
       *[other] A benefit
    } ends on { $to }.
rule-file-licence_expired = The driving licence { $category } expired on { $expired_on }.
rule-file-no_residence = The residence is missing.
rule-file-no_contacts = There is no way to reach the person.
rule-file-contradicted = Sources disagree on the section “{ $section }”: it needs a check.

# Faults of a row of an imported file.
fault-undecodable_character = Holds a character that cannot be read.
fault-garbled_text = Its accented letters were decoded wrongly before the import.
fault-too_many_cells = The row has { $found } cells instead of { $expected }: perhaps a separator is not quoted.
fault-unclosed_quote = A quote is not closed.
fault-line_too_long = The line is longer than { $max } bytes.
fault-two_digit_year = The year has two figures, and the century is not guessed: write it with four.
fault-century_ambiguous = The tax code does not tell the century: the date of birth is needed.
fault-ambiguous_place = { $count } places have this name: give the province or the code.
fault-unknown_citizenship = Unknown citizenship.
fault-unknown_sex = Neither M nor F.
fault-spreadsheet_number = The spreadsheet has changed the number: its digits are lost.
fault-import_nothing_changed = The person is registered already: nothing changed (the row says otherwise in: { $sections }).
fault-import_contact_of_many = A number or an address of the row is shared by more than { $max } people: nobody was looked for by it.
fault-import_possible_duplicate = May be a person who is registered already: to be looked into at the desk.
fault-not_a_candidate = Not among the candidates of the row.
fault-candidate_erased = Somebody who may have been the same person was erased, and what the row said with her: whoever is somebody else is registered anew.
fault-candidate_not_confirmed = Each candidate of the row must be confirmed to be somebody else.
fault-unknown_row = The import has no such row.
fault-row_without_candidates = The row does not wait for a decision.
fault-row_decided_otherwise = Something else was decided on the row already.
fault-duplicate_row = The row stands in the request twice.
fault-duplicate_heading = The heading stands there twice.
fault-duplicate_column = The field stands there twice.
fault-import_file_unreadable = The file cannot be read.
fault-import_file_workbook = The file is a workbook: save it as CSV.
fault-import_file_binary = The file is not text, or in an unknown encoding: save it as CSV in UTF-8.
fault-import_file_empty = The file is empty.
fault-import_missing_columns = The file lacks the columns: { $columns }.
fault-import_two_columns = Two columns of the file mean the same: { $column }.
fault-import_too_many_rows = The file has more than { $max } rows: divide it. What comes before is dealt with.
fault-import_not_permitted = Whoever asked for the import may no longer import at this office.
fault-import_decider_not_permitted = Whoever decided on the row may no longer import at this office: somebody else decides.
fault-import_internal = The import stopped by a defect of the program.
fault-export_not_permitted = Whoever asked for the export may no longer take these data out.
fault-export_internal = The export stopped by a defect of the program.

# Sections of a person.
rule-permit-expiring = The residence permit ends on { $expires_on }: its renewal is asked for before that day.
rule-permit-renewal_timely = Renewal asked for in time on { $requested_on } (expiry { $expires_on }): with the receipt the person may work and register until it is decided.
rule-permit-renewal_late = Renewal asked for on { $requested_on }, too late for the expiry on { $expires_on }: until it is decided the right to work cannot be relied on.
rule-permit-awaiting_first_issue = First issue asked for on { $requested_on }: look at the receipt, and whether the reason allows work.
rule-permit-expired = The residence permit ended on { $expires_on } and nobody has asked for its renewal, which is in time until { $renewal_by }.
rule-permit-receipt_missing = The number of the receipt is missing: without a receipt the request does not allow work.
rule-permit-job_loss = Losing the job does not take the permit away: registration as unemployed lasts for the rest of it and at least { $months } months.
rule-permit-missing = The person needs a residence permit, and none is known.
rule-guardian-missing = The person is a minor, and nobody is known who has parental responsibility.
rule-guardian-signature = Acts with legal effects need the signature of whoever the section guardian names.
rule-guardian-schooling_duty = At { $age } people work only once the schooling duty is done (ten years of school): nothing says so.
rule-guardian-below_working_age = The person is younger than { $years } and may not work yet.
rule-guardian-full_age = The person is of full age and signs alone: drop the contacts of parents or foster carer.
rule-privacy-never_shown = The notice about personal data was never shown.
rule-privacy-full_age = The notice was shown on { $shown_on }, before the full age: show it again.
rule-work-same_job_twice = Two jobs with the same employer have the same period ({ $count } times, first from { $from }): to be checked.
rule-work-income_twice = Two jobs with the same employer tell an income from the same day ({ $count } times, first in the job from { $from }): to be checked.
rule-work-below_minimum_age = A job begins before the minimum age ({ $count } times, first from { $from }): to be checked.
rule-benefit-overlapping = The same benefit is drawn twice on the same days ({ $count } times, first from { $from }): to be checked.
rule-missing-tax_code = The tax code is missing.
rule-missing-birthplace = The place of birth is missing: the tax code cannot be checked in full.
rule-missing-residence = The residence is missing: which office is competent is not known.
rule-missing-contacts = There is no way to reach the person.
rule-missing-citizenship = The citizenship is missing: whether a residence permit is needed is not known.
rule-missing-schooling = Whether the schooling duty is done is not known.
fault-stateless_and_citizen = Nobody is stateless and a citizen at once.
fault-not_applicable = Cannot be told here.
fault-role_does_not_fit_age = This role does not fit the age of the person.
fault-before_the_issue = Is before the issue.
# Why two records may be of one person.
likeness-same_code = The same code.
likeness-same_names = The same names and day of birth.
likeness-transposed_names = Family and given name changed over, the same day of birth.
likeness-first_given_name = The same family name and day of birth; one record has only the first given name.
likeness-one_letter = One letter different in one of the names, the same day of birth.
likeness-transposed_one_letter = Family and given name changed over and one letter of one of them different, the same day of birth.
likeness-same_contact = The same telephone number or e-mail address, and the same given name.

# Two records of one person become one.
fault-same_person = Is the same person already.
event-individuals_merged = Two records of the person became one.
event-individual_absorbed = The record is merged with another one of the person.
event-merge_undone = The merge of two records was undone.
event-individual_restored = The record answers for itself again.
event-case_reattributed = Case given to another record of the person.
event-intake_reattributed = First interview given to another record of the person.
event-desk_contact_reattributed = Contact at the desk given to another record of the person.
rule-merge-tax_codes = Both records have a verified tax code, and they differ: these are two people, or one code is to be corrected.
rule-merge-open_cases = Both records have a running case at the same office (offices: { $offices }): close one of them first.
rule-merge-overlapping_bookings = Both records are expected at the same time (hours: { $hours }): call one appointment off or move it first.
rule-merge-pending_twice = Both records have an appointment to come for a service that nobody has twice (services: { $services }): call one off first.
rule-merge-later_merge = A later merge rests on this one: undo that one first ({ $merge }).
rule-merge-case_since = Since the merge a first interview that would go back has opened a case: nobody can tell any more whose it is.
rule-merge-changed_since = The section { $section ->
        [identity] identity
        [identifiers] identifiers
        [residence] residence
        [contacts] contacts
        [education] education
        [work_history] work history
        [employment_status] employment status
        [availability] availability
        [household] household
        [citizenship] citizenship
        [residence_permit] residence permit
        [languages] languages
        [service_needs] service needs
        [guardian] guardian
        [privacy_notice] privacy notice
       *[other] { $section }
    } was changed since the merge: it stays with the record that answered for both. See whose it is.
rule-merge-made_since = Since the merge there are new { $kind ->
        [case] cases
        [intake] first interviews
        [desk_contact] contacts at the desk
        [enrolment] places in groups
       *[other] { $kind }
    } ({ $count }), which stay with the record that answered for both: see whose they are.

# Mails.
mail-invitation =
    Dear { $given_name } { $family_name },

    { $organisation } has opened an account for you in Percorso. Choose your password by { $until } at this address, which is good once:

    { $link }

    Nobody else needs this link: do not pass it on. If you expected no account, do nothing.
    .subject = Your account in Percorso
mail-password_reset =
    Dear { $given_name } { $family_name },

    somebody, perhaps you, has asked for another password for your account at { $organisation }. Choose it by { $until } at this address, which is good once:

    { $link }

    If it was not you, do nothing: your present password holds. Tell your administrator if this happens again.
    .subject = Another password for Percorso
# Unemployment status, days and target groups.
rule-status-declared = The declaration of availability begins the unemployment status.
rule-status-declared_in_notice = The declaration was given during the notice period: it counts from the day after the end of the contract.
rule-status-suspended = A contract over the limit of income began: the status is suspended, for 180 days at most.
rule-status-suspended_by_sum = Several works pass the limit of income together: the status is suspended. A practice to be confirmed.
rule-status-forecast_passed = The expected income passed the limit during the contract: the status is suspended from that day on. To be confirmed.
rule-status-resumed = The contract ended within 180 days: the status resumes without a new declaration.
rule-status-conserved = The work stays within the limit of income: the status is conserved.
rule-status-work_ended = The work within the limit of income ended.
rule-status-suspension_over = The suspension lasted longer than it may: the status is lost from the next day on. The day is to be confirmed.
rule-status-self_employed_over = The self-employment passes the limit of income: the status is lost, without suspension.
rule-status-collaboration_over = The collaboration passes the limit of income: the status is lost. To be confirmed.
rule-status-lost_by_sum = Several works, none of them as an employee, pass the limit of income together: the status is lost. A practice to be confirmed.
rule-status-revoked = The person took the declaration back.
rule-status-conditionality = The employment centre decided the loss, for no-shows or a refusal.
rule-status-pension = The person draws a pension.
rule-status-death = The person died.
rule-status-certified_loss = The employment centre certified the loss.
rule-status-permit_expired = The permit of residence expired and no renewal was asked for in time. To be confirmed.
rule-status-too_soon = The declaration of { $on } does not count: after a loss by decision two months must pass, until { $until }.
rule-status-too_young = The declaration of { $on } does not count: the person was { $age }; it takes 16 years and fulfilled schooling.
rule-status-schooling_duty = The declaration of { $on } does not count: the person was { $age }, and a minor is admitted to work once ten years of school are done.
rule-status-working_over_limit = The declaration of { $on } does not count: the person worked over the limit of income.
rule-status-declared_after_death = The declaration of { $on } is after the death.
rule-status-declared_without_permit = The declaration of { $on } does not count: the permit of residence had expired, and no other one held. To be confirmed.
rule-status-declared_again = The declaration of { $on } changes nothing: the status was there already.
rule-status-age_unchecked = Without the day of birth the least age at the declaration is not checked.
rule-status-permit_unchecked = Nobody told the citizenship: whether the person needs a permit of residence, and has one, is not checked.
rule-status-mirror_differs = On { $on } the employment centre said "{ $certified }", while the facts give "{ $computed }". To be confirmed with the centre.
rule-status-no_parameter = The parameter { $key } has no value on { $on }: what depends on it cannot be told.
rule-status-seniority = Days from the declaration on, that day included; suspended ones do not count, the first and last day of the contract among them.
rule-status-regular_pay = Days without regularly paid work: a contract of six months at least, or self-employment or collaboration over the income that is free of tax.
rule-target-ltu12 = Long-term unemployed: at least 366 days of unemployment.
rule-target-u6 = Unemployed for more than six months: at least 181 days of unemployment.
rule-target-neet = Young and neither in employment nor in education nor in training.
rule-target-youth_eu = Young, as the European Union counts.
rule-target-youth_gol = Young, as the programme GOL counts: under 30.
rule-target-youth_incentive = Young, as incentives for hiring count: under 35.
rule-target-over50_12 = Fifty years old and unemployed for more than twelve months.
rule-target-women_24 = Woman without regularly paid work for 24 months, wherever she lives.
rule-target-women_6 = Woman without regularly paid work for 6 months, in an aided area or in a sector or occupation with a gender gap.
rule-target-disadv = Disadvantaged worker: at least one of the letters (a) to (g) holds.
rule-target-very_disadv = Severely disadvantaged worker: 24 months without regularly paid work, or 12 and one of the letters (b) to (g).
rule-target-eu_disabled = Worker with disabilities, as the European Union counts.
rule-target-l381 = Disadvantaged person of social cooperatives.
missing-declarations = The declarations of availability.
missing-work_history = The work before some day, or all of it.
missing-expected_income = The yearly income expected of a work.
missing-work_kind = The kind of a work.
missing-employer = The employer of a work that follows another without a gap.
missing-planned_end = The planned end of a work.
missing-work_end = Whether a work ended on the day that was planned.
missing-permit_renewal = Whether the renewal of the permit was asked for.
missing-permit_reason = The reason of the permit of residence.
missing-income_support = Until when income support was drawn after the lost job.
missing-permit = The permit of residence.
missing-citizenship = The citizenship.
missing-birth_date = The day of birth.
missing-sex = The sex.
missing-isced_level = The level of education.
missing-full_time_education_end = The end of full-time education.
missing-in_education = Whether the person is in education.
missing-in_training = Whether the person is in training.
missing-schooling_duty = Whether a minor has done ten years of school.
missing-aided_area = Whether the person resides in an aided area.
missing-gender_gap = Whether the sector or occupation has a gender gap.
missing-single_adult = Letter (e) is not asked here: only where a measure needs it.
missing-ethnic_minority = Letter (g) is not asked here: only where a measure needs it.
missing-parameter = A number of the law that has no value on that day.
not-computed-sealed_ground = It rests on sealed data that only the competent service knows: it is not worked out here.
not-computed-sensitive_ground = It rests on sensitive data that are asked for only where a measure needs them: it is not worked out here.
fault-invalid_occupation = Not a code of occupations: one to five digits with dots between them.
fault-invalid_hours = Not hours of a week.
fault-seen_without_end = There is no last day that was seen.
fault-reason_without_end = There is no last day for this reason.
fault-more_than_full_time = Is more than the hours of a full-time contract.
fault-not_in_order = Is not after the one before.
fault-other_level = Is of another ISCED level.
fault-year_of_what_goes_on = What goes on has no last year.
fault-recognition_without_country = Only what was taught abroad is recognised: name the State.
fault-before_the_declaration = Is before the declaration.
fault-more_than_the_most = Is more than the most.
fault-fewer_than_dependants = Leaves no room for the person beside the dependants.
fault-outside_the_period = Is not after the beginning and before the end of the period.
fault-after_the_reference_date = Is after the reference date.
fault-no_scope = At least one scope is needed.
fault-one_or_two_keys = One key is needed, or two while they are rotated.
fault-role_of_programs = This role belongs to machine clients; a person has another one.
fault-private_key = This is a private key: only the public half may be sent. Make a new pair.
fault-unknown_algorithm = The key is not for ES256, EdDSA, PS256 or RS256.
fault-invalid_key = This is no usable public key.
fault-weak_key = The key is too weak.
fault-key_name = A key id has 1 to 128 plain characters and is not repeated.
fault-no_key_set = This is no set of keys.
fault-repeated_member = The member is there more than once.
event-erasure_requested = The erasure of the data was asked for ({ $ground ->
        [registered_by_mistake] registered by mistake
        [court_order] order of a court
        [authority_order] order of the supervisory authority
        [data_subject_request] request of the data subject
       *[other] another reason
    }).
event-erasure_approved = The erasure of the data was approved.
event-erasure_withdrawn = The request for erasure was taken back.
event-erasure_fell_out = The erasure was not carried out.
event-individual_erased = The data of the person were erased.
event-erasure_entered = The erasure was written into the ledger.
rule-erasure-running_case = The person has open or suspended cases ({ $cases }): they are closed first.
rule-erasure-public_task = The person was served: as long as the task in the public interest lasts, the request of the data subject alone is not enough to erase them (art. 17(3) of Regulation (EU) 2016/679).
fault-order_without_reference = An order is named: protocol and date, without names.
rule-erasure-record_changed = The record was merged into another one, or is gone: it is decided anew.
problem-erasure_requested = Erasure asked for already
    .detail = The erasure of this person was asked for already, and nobody has decided it or carried it out yet.
event-hold_placed = The data are held ({ $reason ->
        [litigation] litigation
        [inspection] inspection or audit of funds
        [complaint] complaint
       *[other] another reason
    }): they are neither erased nor disposed of.
event-hold_released = The data are held no longer.
event-disposal_proposed = A disposal was proposed ({ $class ->
        [case_file] case files
       *[other] people without a case
    }; on the list: { $items }).
event-disposal_approved = The disposal was approved; fallen out when looked at again: { $fell_out }.
event-disposal_withdrawn = The proposal of a disposal was taken back.
event-disposal_fell_out = The data fell out of the list of disposal ({ $because ->
        [record_changed] the records are others than those listed
        [held] they are on hold
        [running_case] a case runs
        [open_intake] an interview waits for its decision
        [emergency_to_review] nobody has looked at an emergency access yet
        [other_class] another term runs
        [no_term] no term is set
       *[not_due] the term is not over
    }).
event-disposal_done = The disposal came to its end: { $erased } erased, { $fell_out } fallen out.
disposal-heading-number = number
disposal-heading-unit = unit
disposal-heading-office = office
disposal-heading-class = retention class
disposal-heading-trigger = trigger
disposal-heading-trigger_on = runs from
disposal-heading-due_on = term over on
disposal-class-case_file = case file
disposal-class-person_without_case = person without a case
disposal-trigger-activity = last heard of
disposal-trigger-registered = registration
disposal-trigger-desk_contact = last contact at the desk
disposal-trigger-intake = last first interview
disposal-trigger-case_closed = end of the last case
disposal-item-waiting = waiting
disposal-item-erased = data erased
disposal-item-fell_out = fallen out of the list
disposal-item-withdrawn = list taken back
disposal-kept-record_changed = the records are others than those listed
disposal-kept-held = they are on hold
disposal-kept-running_case = a case runs
disposal-kept-open_intake = an interview waits for its decision
disposal-kept-emergency_to_review = nobody has looked at an emergency access yet
disposal-kept-other_class = another term runs
disposal-kept-no_term = no term is set
disposal-kept-not_due = the term is not over
rule-disposal-nobody_due = By that day the term is over of nobody who is not on a list already.
event-accesses_removed = Accesses before { $before } left the record of accesses ({ $count }): their term was over.
rule-erasure-held = The data are held ({ $holds }): the holds are released first.
fault-other_without_note = What else it is, the note tells.
fault-invalid_service_code = Not a code of 2 to 40 small letters, digits and underscores that begins with a letter.
fault-invalid_form_code = Not a code of 2 to 40 small letters, digits and underscores that begins with a letter.
fault-off_the_grid = Is not a multiple of 5 minutes.
fault-fewer_than_the_margin = Are fewer days than the margin before booking.
fault-fewer_than_the_least = Is less than the least.
fault-for_one_alone = A service of this kind is for one person.
fault-group_of_one = A group has at least two.
fault-less_than_one_time = Is less than one time lasts.
fault-more_than_for_all = Is more than there is for everybody together.
fault-reminder_without_channel = Whoever is to be reminded needs a channel.
fault-stays_as_it_is = Stays as it is.

# Who saw a record
section-identity = identity
section-identifiers = identifiers
section-residence = residence
section-contacts = contacts
section-education = education
section-work_history = work history
section-employment_status = employment status
section-availability = availability
section-household = household
section-citizenship = citizenship
section-residence_permit = residence permit
section-languages = languages
section-service_needs = service needs
section-guardian = guardian
section-privacy_notice = privacy notice
part-individual = the overview of the person
part-individual_section = the section “{ $section }”
part-section_history = the earlier versions of the section “{ $section }”
part-some_section = a section of the record
part-individual_facts = what follows from the record
part-individual_status = the unemployment status
part-timeline = the timeline
part-case_file = the file of the case
part-case = the case
part-contact_attempts = the attempts to reach the person
part-contact_attempt = an attempt to reach the person
part-notes = the notes of the case
part-note = a note of the case
part-intake = the first interview
part-desk_contact = a contact at the desk
part-hand_over = the hand-over of a case
part-referral = a referral to another office or service
part-agreements = the orientation agreements of a case
part-agreement = an orientation agreement
part-appointments = the appointments of the person
part-appointment = an appointment
part-follow_up = a follow-up after the end of a case
part-merge_preview = the comparison with another record
part-merge = the merge of two records
part-access_record = this record of accesses
part-data_export = the copy of all data
part-emergency_access = an emergency access
part-holds = the holds against erasure
part-hold = a hold against erasure
part-other = a part of the record
who-program = the program “{ $label }”
who-system = the system itself
who-unknown = somebody who had not signed in
access-record-times = { $part } ({ $count } times)
access-record-read = { $when }: { $who } read: { $parts }. Purpose: { $purpose }.
access-record-read-without-purpose = { $when }: { $who } read: { $parts }.
access-record-read-in-emergency = { $when }: { $who } read under an emergency access: { $parts }.
access-record-changed = { $when }: { $who }. { $deed }
access-record-imported = { $when }: { $who } brought in a file in which this person stands. Reason: { $reason }.
access-record-asked_for = { $when }: { $who } asked for a file in which this person stands. Reason: { $purpose }.
access-record-exported = { $when }: { $who } fetched a file in which this person stands. Reason: { $purpose }.
access-record-since = Reads from before { $day } are not kept any more; changes are.
access-record-note = Told are reads of this person's data, changes, files that were brought in and files that were asked for and fetched. Lists and searches show many people at once and are recorded without naming them: they do not appear here. Roles and offices are those of today.
event-emergency_access_begun = Record opened by an emergency access ({ $purpose ->
        [person_present] the person is at the desk
        [deadline] deadline about to pass
        [colleague_absent] whoever follows the case is away
        [safety] danger to the person
       *[other] another reason
    }).
event-emergency_access_ended = Emergency access ended.
event-emergency_access_reviewed = Emergency access reviewed by a coordinator.
problem-emergency_not_needed = Emergency access not needed
    .detail = The record is within reach already: open it without an emergency access.
problem-emergency_running = Emergency access running
    .detail = An emergency access of the caller to this record is running: it stands in the list of emergency accesses.
problem-own_emergency = Own emergency access
    .detail = Nobody reviews the own emergency access: another coordinator does.
rule-step-own_emergency = Another coordinator reviews the own emergency access.

# Copy of all data
word-yes = yes
word-no = no
export-title = Copy of personal data
export-contents = Contents
export-nothing = Nothing is held.
export-made = Controller: { $controller }. Copy of { $when }.
export-missing = The copy holds the data of this person, earlier versions included. It does not hold: sealed data, which whoever may open them hands out; answers that are kept encrypted for some hours; the deadlines of the offices' work and the hours that are taken, which follow from what it holds; rows of files that were brought in as they were written, and technical records of merges; what the body writes for its own defence or about the work of colleagues (art. 15(4) of Regulation (EU) 2016/679).
export-retention = Data are kept for the periods of the retention plan of the body, which the notice tells.
export-rights = Rectification, restriction of processing and, where the law provides for it, erasure can be asked for (Regulation (EU) 2016/679, articles 15 to 21), and a complaint can be lodged with the Garante per la protezione dei dati personali.
export-accesses-cut = Older accesses are left out: they are asked for at the access record.
export-notice = Privacy notice, version { $version }
export-chapter-accesses = Who saw or changed the data
export-chapter-records = Record of the person
export-item-records = Record
export-chapter-sections = Sections of the record
export-item-sections = Section
export-chapter-section_versions = All versions of the sections
export-item-section_versions = Version
export-chapter-intakes = First interviews
export-item-intakes = First interview
export-chapter-cases = Cases
export-item-cases = Case
export-chapter-contact_attempts = Attempts to reach the person
export-item-contact_attempts = Attempt
export-chapter-notes = Notes
export-item-notes = Note
export-chapter-desk_contacts = Contacts at the desk
export-chapter-agreements = Orientation agreements
export-chapter-agreement_editions = Orientation agreements as they were signed
export-chapter-agreement_action_outcomes = What became of what was agreed
export-chapter-agreement_reviews = Reviews of orientation agreements
export-chapter-appointments = Appointments
export-chapter-appointment_versions = What was said of appointments
export-chapter-hand_overs = Hand-overs of cases
export-chapter-referrals = Referrals to other offices and services
export-chapter-follow_ups = Follow-ups after the end
export-chapter-follow_up_attempts = Attempts to follow up
export-item-desk_contacts = Contact
export-item-agreements = Agreement
export-item-agreement_editions = Signature
export-item-agreement_action_outcomes = Outcome
export-item-agreement_reviews = Review
export-item-appointments = Appointment
export-item-appointment_versions = Record
export-chapter-merges = Merges of records
export-item-merges = Merge
export-chapter-imports = Files brought in
export-chapter-exports = Files taken out
export-item-imports = Row
export-chapter-emergency_accesses = Emergency accesses
export-chapter-holds = Holds against erasure
export-chapter-erasure_requests = Requests for erasure
export-chapter-disposals = Terms of retention that are over
export-item-hand_overs = Hand-over
export-item-referrals = Referral
export-item-follow_ups = Follow-up
export-item-follow_up_attempts = Attempt
export-item-exports = File
export-item-holds = Hold
export-item-erasure_requests = Request
export-item-disposals = Term
export-chapter-cut = This chapter tells { $count } and not all of them: the others are asked for at the office.
export-item-emergency_accesses = Emergency access
member-absence_reason = reason for not coming
member-absorbed_id = absorbed record
member-action_id = action
member-action_status = what became of it
member-actions = actions
member-age_band = age band
member-agreement_end = reason for its end
member-agreement_closed_on = agreement closed on
member-agreement_id = agreement
member-amendment = what is to bind instead
member-amended_because = reason of the amendment
member-amount = amount
member-answer_by = answer awaited by
member-answer_note = note on the answer
member-answered_at = answered at
member-answered_by = answered by
member-answered_for_by = record that answers
member-appointment_id = appointment
member-appointment_mode = way of meeting
member-appointment_outcome = what came of it
member-arrival = way of arrival
member-attempt_outcome = outcome
member-attempted_on = day of the attempt
member-begun_at = beginning
member-benefits = benefits
member-birth_date = date of birth
member-birthplace_code = place of birth
member-blocked = return impeded
member-booked_at = booked on
member-booked_by = booked by
member-brought_in_at = brought in on
member-brought_in_by = brought in by
member-by_public_transport = by public transport
member-cancellation_reason = reason of the cancellation
member-case_id = case
member-case_outcome = outcome of the case
member-category = category
member-certificate = certificate
member-certified_email = certified e-mail
member-certified_on = certified on
member-change_reason = reason of the cancellation or the move
member-channel = channel
member-civic_number = house number
member-closed_on = case closed on
member-code = code
member-complete_since = complete since
member-contact_every_days = days between two contacts
member-content = content
member-contract_type = type of contract
member-counsellor = counsellor
member-country = country
member-currency = currency
member-decided_at = decided on
member-decided_by = decided by
member-decided_on = day of the decision
member-decision = decision
member-declarations = declarations
member-declared_on = declared on
member-dependent_minors = dependent minors
member-dismissal_notice_on = notice of dismissal on
member-document = document
member-doer = who does it
member-domicile = domicile
member-drawn_up_at = drawn up on
member-drawn_up_by = drawn up by
member-edition = edition
member-edition_number = number of the signature
member-email = e-mail
member-emails = e-mail addresses
member-emergency_purpose = ground of the access
member-employer = employer
member-end_reason = reason of the end
member-ended_at = ended on
member-ended_on = ended on
member-ends_at = planned end
member-expectations = expectations
member-expires_on = expiry
member-family_name = family name
member-field = field
member-follow_up_id = follow-up
member-follow_up_outcome = outcome of the follow-up
member-followed_by = taken over by
member-forecasts = income forecasts
member-from = from
member-from_counsellor = counsellor who gives
member-from_office = office that gives
member-full_time_ended_on = end of full time
member-full_time_hours = hours of full time
member-given_name = given name
member-goals = goals
member-hand_over_reason = reason of the hand-over
member-hand_over_refusal = reason of the refusal
member-handed_out_at = fetched at
member-held_on = day
member-hold_reason = reason of the hold
member-holders = holders
member-hours = hours
member-how = how
member-id = identifier
member-import_id = import
member-in_education = in education
member-in_training = in training
member-institution = institution
member-intake_id = first interview
member-intake_outcome = outcome of the interview
member-interpreted_into = interpreted into
member-isee = ISEE
member-issued_on = issued on
member-items = item
member-kilometres = kilometres
member-kind = kind
member-language = language
member-last_contact_on = last contact
member-least = least
member-legal_name = legal name
member-level = level
member-licences = licences
member-line = line of the file
member-loss = loss of the status
member-members = members
member-merged_at = merged on
member-merged_by = merged by
member-minutes = minutes
member-minutes_held = minutes held
member-monthly = monthly
member-most = most
member-mother_tongue = mother tongue
member-needed_for = needed for
member-needs = needs
member-next_review_on = next review
member-nights = nights
member-note = note
member-notice_language = language of the notice
member-notice_on = notice shown on
member-notice_version = version of the notice
member-number = number
member-observed_on = observed on
member-occupation = occupation
member-occupations = occupations
member-office = office
member-officer = officer
member-on = day
member-opened_by = opened by
member-opened_on = opened on
member-other_dependants = other dependants
member-outcome_by = outcome awaited by
member-outcome_note = note on the outcome
member-outcome_on = day of the outcome
member-commitment = commitment
member-commitments = commitments of the person
member-pact_id = service pact
member-pact_reference = pact of the employment centre
member-phone = telephone
member-phones = telephone numbers
member-place_code = municipality or country
member-placed_at = placed at
member-placed_by = placed by
member-planned_for = planned for
member-planned_to = planned end
member-postal_code = postal code
member-preferred_channel = preferred channel
member-previous_id = appointment whose place it took
member-profile = profile
member-proof_mode = proof of active search
member-proof_modes = proofs of active search
member-proposed_at = proposed at
member-proposed_by = proposed by
member-proposed_on = proposed on
member-provenance = provenance
member-purpose = purpose
member-reason = reason
member-receipt_number = number of the receipt
member-recognition = recognition
member-record_id = record
member-recorded_at = recorded on
member-recorded_by = recorded by
member-referral_from = referred by
member-referral_outcome = outcome of the referral
member-referral_reason = reason of the referral
member-referral_refusal = reason of the refusal
member-referral_service = referring service
member-referred_service = service referred to
member-referred_to = referred to
member-regional_level = regional level
member-registered_at = registered on
member-released_at = released at
member-released_because = reason of the release
member-released_by = released by
member-remark = remark
member-request = request
member-requested_at = asked for at
member-requested_by = asked for by
member-requested_on = requested on
member-residence = residence
member-review_note = note of the review
member-review_outcome = outcome of the review
member-reviewed_at = reviewed on
member-reviewed_by = reviewed by
member-reviewed_on = reviewed on
member-role = role
member-room = room
member-row_outcome = outcome of the row
member-schooling_duty_fulfilled = schooling duty fulfilled
member-search_acts = acts of search
member-section = section
member-sector = sector
member-sectors = sectors
member-seen_on = seen on
member-sent_at = sent at
member-sent_by = sent by
member-service = service
member-service_kind = kind of service
member-service_name = service
member-sex = sex
member-shifts = shifts
member-shown_on = shown on
member-signed_on = signed on
member-single_adult = single adult
member-source = source
member-speaking = speaking
member-starts_at = beginning
member-state = state
member-status = status
member-status_at = so since
member-status_since = status since
member-street = street
member-survivor_id = record that answers
member-suspended = suspensions
member-suspended_until = suspended until
member-suspension_reason = reason of the suspension
member-taken_by = held by
member-team = team
member-text = text
member-title = title
member-to = to
member-to_counsellor = counsellor who is asked
member-to_office = office that is asked
member-told_on = told on
member-topic = topic
member-travel = travel
member-understanding = understanding
member-undone_at = undone on
member-undone_by = undone by
member-unlimited = unlimited
member-until = until
member-urgency = urgency
member-valid_from = valid from
member-valid_to = valid to
member-value = value
member-vehicle = vehicle
member-verification = verification
member-version = version
member-visibility = visibility
member-waiting_until = waiting until
member-weekends = weekends
member-weekly_hours = weekly hours
member-work_kind = kind of work
member-working_hours = working hours
member-writing = writing
member-written_at = written on
member-written_by = written by
member-year = year
member-yearly = yearly
# Hand-overs of cases
problem-hand_over_open = Hand-over under way
    .detail = A hand-over of this case is proposed already, or somebody holds the case for a time.
problem-return_blocked = The case cannot go back
    .detail = { $why ->
        [counsellor_gone] Whoever handed the case over can answer for no case of that office any more: it stays with whoever follows it.
        [open_case_there] The person has another open case at that office: it stays with whoever follows it.
       *[other] The case stays with whoever follows it.
    }
fault-already_there = The case is there already.
fault-nobody_to_return_to = The case would have nobody to go back to.
fault-no_cases = There is nothing to hand over: no cases, no proposals to answer, no follow-ups.
rule-case-return_blocked = The case was to go back after { $until } and could not: { $why ->
        [counsellor_gone] whoever handed it over can answer for no case of that office any more.
        [open_case_there] the person has another open case at that office.
       *[other] something stands in its way.
    } The coordinator decides.
event-hand_over_proposed = Hand-over of the case proposed.
event-hand_over_refused = Hand-over of the case not accepted.
event-hand_over_withdrawn = Proposal to hand the case over withdrawn.
event-hand_over_lapsed = Hand-over of the case lapsed: the case was closed or given to somebody, or the time was over without an answer.
event-case_handed_over = Case handed over to another counsellor.
event-case_returned = Case back with whoever had handed it over.
event-case_left = Case left the office.
event-case_return_blocked = The case was to go back to whoever handed it over, and could not.
event-hand_over_made_permanent = The case stays with whoever held it for a time.
event-hand_over_passed_on = The hand-over of the case goes on with somebody else.
event-hand_over_refusal_seen = Refusal of the hand-over read.
event-desk_taken_over = The desk of somebody who is not there went to colleagues.

# Rooms, closures and the hours of colleagues
fault-invalid_time = Not a time of day HH:MM.
fault-too_many_hours = Is longer than { $max } hours.
fault-room_elsewhere = Is not a room of this office.
fault-room_closed = The room is closed by then.
fault-room_in_a_room = Only a workstation stands in a room.
fault-workstation_is_for_one = A workstation is for one person.
fault-overlapping_hours = The colleague has other hours at this time.
fault-overlapping_exceptions = The colleague has another exception at this time of the day.
fault-applied_already = These hours have applied already: what was open stays. Give them a last day and set others.
fault-no_longer_open = It is no longer open: it stays as it was agreed.
fault-receives_nobody = The colleague receives nobody there: the account is disabled or has no role that follows people.
fault-is_a_holiday = Is a holiday.
fault-more_than_two_months = The period is longer than 62 days.
event-room_created = { $what ->
        [workstation] Workstation
       *[other] Room
    } added.
event-room_replaced = Room changed.
event-closure_set = Closed from { $from } to { $to }.
event-closure_ended = The closure ended on { $on }.
event-closure_removed = The closure was taken back.
event-availability_set = Weekly hours set: { $from }–{ $to }, valid from { $valid_from }.
event-availability_replaced = Weekly hours changed: { $from }–{ $to }, valid from { $valid_from }.
event-availability_end_set = The last day of weekly hours was set.
event-availability_removed = Weekly hours taken back.
event-availability_exception_set = { $what ->
        [absent] Absence
       *[other] Additional hours
    } on { $on }, { $from }–{ $to }.
event-availability_exception_removed = { $on } goes by the weekly hours again.
holiday-sunday = Sunday
holiday-new_year = New Year's Day
holiday-epiphany = Epiphany
holiday-easter_monday = Easter Monday
holiday-liberation_day = Liberation Day
holiday-labour_day = Labour Day
holiday-republic_day = Republic Day
holiday-assumption = Assumption of Mary
holiday-saint_francis = Saint Francis
holiday-all_saints = All Saints
holiday-immaculate_conception = Immaculate Conception
holiday-christmas = Christmas Day
holiday-saint_stephen = Saint Stephen's Day
holiday-local_patron = Feast of the patron saint

# Referrals to other offices and services
problem-referral_open = Referral waiting for its answer
    .detail = A referral of this case to the same office is waiting for its answer already.
fault-unsuitable_referral = The referral is not accepted by this office for this person, or has its interview already.
rule-referral-unanswered = No answer to a referral came by { $since }: somebody decides whether to wait longer.
rule-referral-outcome_missing = What came of an accepted referral is not known yet; it was expected by { $since }.
event-referral_sent = Person referred to another office or service.
event-referral_accepted = Referral accepted.
event-referral_refused = Referral not accepted.
event-referral_expired = Referral ended without an answer.
event-referral_extended = Answer to a referral awaited until another day.
event-referral_withdrawn = Referral withdrawn.
event-referral_received = Person who was referred heard at the receiving office.
event-referral_completed = What came of a referral written down.
event-referral_refusal_seen = Refusal of a referral read.

# Orientation agreements
problem-agreement_running = Agreement still running
    .detail = This case has an orientation agreement that has not ended.
rule-agreement-late_review = The review is after { $latest }: as a rule it is within { $days } days.
worklist-agreement_review_due = The orientation agreement is to be reviewed on { $about }.
worklist-agreed_action_due = What was agreed is to be done by { $about }.
event-agreement_drawn_up = Orientation agreement drawn up.
event-agreement_revised = Draft of the orientation agreement written otherwise.
event-agreement_proposed = Orientation agreement proposed to the person.
event-agreement_taken_back = Proposal of the orientation agreement taken back.
event-agreement_amendment_dropped = Rewriting of the orientation agreement given up.
event-agreement_amended = Orientation agreement being written otherwise.
event-agreement_signed = Orientation agreement signed.
event-agreement_reviewed = Orientation agreement reviewed.
event-agreement_action_set = It is known what became of something that was agreed.
event-agreement_officer_named = Somebody else answers for the orientation agreement.
event-agreement_pact_named = Reference of the employment centre's pact updated.
event-agreement_reopened = Orientation agreement reopened.
event-agreement_closed = Orientation agreement closed.

# Appointments and free hours
problem-slot_taken = Not free any more
    .detail = { $resource ->
        [counsellor] The counsellor is taken at this hour.
        [person] The person is expected elsewhere at this hour.
        [room] The room is taken at this hour.
       *[other] Somebody else came first: look for another hour.
    }
problem-appointment_pending = Appointment still to come
    .detail = The person has an appointment for this service that is still to come; of this service nobody has two.
fault-invalid_instant = Not an instant with its offset from UTC (RFC 3339).
fault-service_blocked = Nobody is booked for this service any more.
fault-service_for_groups = This service is held in a group: people enrol for it.
fault-mode_not_offered = The service is not held in this way.
fault-service_of_another = Is not the service of the appointment that is to be moved.
fault-case_of_another_person = Is a case of another person.
fault-case_closed = The case is closed.
fault-unsuitable_reason = The reason does not fit what is said.
fault-same_hour = The appointment is at this hour and place already.
rule-appointment-booked_by = This service is booked by others: { $by ->
        [desk] the desk
        [counsellor] counsellors
       *[other] the staff
    }.
rule-appointment-margin = The service is booked at least { $days ->
        [one] one day
       *[other] { $days } days
    } ahead.
rule-appointment-ahead = The service is booked at most { $days ->
        [one] one day
       *[other] { $days } days
    } ahead.
rule-appointment-begun = The hour has begun already.
rule-appointment-late_move = Appointments of this service are moved until { $hours ->
        [one] one hour
       *[other] { $hours } hours
    } before.
rule-appointment-cap = With this appointment { $minutes } minutes of the service would be booked and held; there are { $cap }.
rule-appointment-person_cap = With this appointment the person would have { $minutes } minutes of the service; there are { $cap } for one person.
rule-appointment-outside_hours = The counsellor does not receive people for this at this hour.
rule-appointment-closed = The office is closed on { $day }.
rule-appointment-holiday = The day is a holiday.
rule-appointment-no_contact = The person objected on { $since } to being contacted.
rule-appointment-deceased = A case says that the person died.
rule-appointment-case_closed = The case of the appointment is closed.
rule-appointment-room_closed = The room is closed on { $day }.
rule-availability-booked = Appointments are booked in this time ({ $count }): they stay booked and are to be moved or called off.
rule-appointment-late_notice = The absence was told later than { $days ->
        [one] one day
       *[other] { $days } days
    } before.
rule-appointment-late_reopening = What came of it was said more than { $days ->
        [one] one day
       *[other] { $days } days
    } ago.
worklist-appointment_to_close = Appointment of { $about }: say what came of it.
event-appointment_booked = Appointment booked for { $starts_at }.
event-appointment_held = Appointment held.
event-appointment_missed = The person did not come to the appointment.
event-appointment_excused = The person is excused for the appointment.
event-appointment_cancelled = Appointment called off { $by ->
        [person] by the person
       *[other] by the service
    }.
event-appointment_moved = Appointment moved to { $starts_at }.
event-appointment_restored = The appointment takes place after all.
event-appointment_reopened = What was said of the appointment was taken back.
event-appointment_reattributed = Appointment given to another record of the person.

# The worklist and follow-ups
worklist-intake_undecided = First interview of { $about }: nothing is decided yet.
worklist-intake_waiting = The person waits for an answer since { $about }.
worklist-hand_over_to_answer = Somebody asked on { $about } that the case is taken over: answer.
worklist-hand_over_refused = The hand-over of the case was not accepted on { $about }: decide how to go on.
worklist-case_comes_back = The case comes back after { $about }.
worklist-return_blocked = The case was to go back after { $about } and could not: decide.
worklist-referral_to_answer = A referral waits for an answer by { $about }.
worklist-referral_unanswered = No answer to a referral came by { $about }: decide whether to wait longer.
worklist-referral_to_receive = Referral accepted on { $about }: hear the person.
worklist-referral_refused = A referral was not accepted on { $about }: decide how to go on.
worklist-referral_to_conclude = Write down by { $about } what came of an accepted referral.
worklist-no_contact = Nobody has reached the person since { $about }.
worklist-suspension_over = The suspension was planned until { $about }: take the case up again.
worklist-case_unassigned = Nobody follows the case since { $about }.
worklist-permit_expires = The residence permit { $over ->
        [yes] expired
       *[no] expires
    } on { $about }, and nobody has asked for its renewal.
worklist-licence_expires = A driving licence { $over ->
        [yes] expired
       *[no] expires
    } on { $about }.
worklist-emergency_to_review = Emergency access of { $about }: whoever coordinates the office is to look at it.
worklist-follow_up_due = The case ended on { $about }: ask how it went. Attempts so far: { $attempts }.
rule-follow_up-early = The follow-up is planned for { $planned_for }: an answer of an earlier day says less.
rule-follow_up-few_attempts = Nobody is given up before attempts on at least { $least } different days from the planned one on: so far { $attempts }.
rule-follow_up-reached = The person was reached on { $on }: the outcome is what they said, or that they do not want to say.
event-follow_up_planned = Follow-up after the end of the case planned.
event-follow_up_attempted = Attempt to reach the person for the follow-up.
event-follow_up_concluded = Follow-up concluded.
event-follow_up_cancelled = Follow-up cancelled.
event-follow_up_given = Follow-up given to somebody else.

# Codes in the copy of all data
code-case-status-open = open
code-case-status-suspended = suspended
code-case-status-closed = closed
code-intake-status-open = open
code-intake-status-waiting = waiting
code-intake-status-concluded = concluded
code-hand_over-status-proposed = proposed
code-hand_over-status-accepted = accepted
code-hand_over-status-running = under way, for a time
code-hand_over-status-stuck = the case could not go back
code-hand_over-status-returned = the case went back
code-hand_over-status-refused = refused
code-hand_over-status-withdrawn = taken back
code-hand_over-status-lapsed = lapsed
code-referral-status-sent = sent, waiting for an answer
code-referral-status-accepted = accepted
code-referral-status-refused = refused
code-referral-status-expired = expired without an answer
code-referral-status-completed = completed
code-referral-status-withdrawn = taken back
code-agreement-status-draft = draft
code-agreement-status-proposed = proposed
code-agreement-status-signed = signed
code-agreement-status-reviewed = reviewed
code-agreement-status-closed = closed
code-appointment-status-booked = booked
code-appointment-status-held = held
code-appointment-status-no_show = the person did not come
code-appointment-status-excused = excused
code-appointment-status-cancelled_by_person = called off by the person
code-appointment-status-cancelled_by_us = called off by the service
code-appointment-status-moved = moved
code-follow_up-status-planned = planned
code-follow_up-status-done = done
code-follow_up-status-unreachable = the person could not be reached
code-follow_up-status-cancelled = cancelled
code-export-status-queued = queued
code-export-status-running = being written
code-export-status-done = ready
code-export-status-failed = failed
code-export-status-cancelled = cancelled
code-export-status-expired = removed at the end of its time
code-export-status-withdrawn = removed because somebody in it was erased
code-merge-status-merged = merged
code-merge-status-undone = merge undone
code-hold-status-standing = standing
code-hold-status-released = released
code-erasure-status-waiting = waits for a second person
code-erasure-status-approved = approved, to be carried out
code-erasure-status-erased = data erased
code-erasure-status-done = data erased and entered in the ledger
code-erasure-status-fell_out = not carried out
code-erasure-status-withdrawn = taken back
code-return-blocked-counsellor_gone = whoever handed the case over can follow it no more
code-return-blocked-open_case_there = the person has another open case at that office
code-row-outcome-created = person registered
code-row-outcome-unchanged = person was there, nothing changed
code-row-outcome-refused = row refused
code-row-outcome-candidates = to be decided: somebody alike is there
code-row-outcome-skipped = row left out
code-row-decision-same_as = it is this person
code-row-decision-new_person = it is a new person
code-row-decision-skip = row left out
code-identifier-kind-tax_code = tax code
code-identifier-kind-provisional_code = provisional numeric code
code-identifier-kind-local_id = local code of the body
code-edition-2007 = ATECO 2007
code-edition-2022 = ATECO 2007, update 2022
code-edition-2025 = ATECO 2025
code-edition-cp2011 = ISTAT classification of occupations CP2011
code-edition-cp2021 = ISTAT classification of occupations CP2021
member-erasure_ground = ground of the erasure
member-reference = act
member-disposal_class = class of retention
member-trigger = begins with
member-trigger_on = begins on
member-due_on = term over on
member-kept_because = kept because

# Documents that are handed over.
document-page = Page { $page } of { $pages }
document-number = No. { $number } of { $day }
document-day = { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    } { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
document-hours = { $day }, from { $from } to { $to }
document-person = Person
document-born = Date of birth
document-officer = Responsible officer
document-pact = Pact of the employment centre
document-proposed_on = Proposed on
document-signed_on = Signed on
document-closed_on = Closed on
document-agreement = Orientation agreement
document-agreement-draft = Draft: not yet proposed to the person.
document-agreement-proposed = Proposal, to be read and signed.
document-agreement-signed = Text in force.
document-agreement-closed = Text no longer in force.
document-agreement-profile = Where the person stands
document-agreement-search = Acts of search
document-agreement-contact = Contacts
document-agreement-contact_every = { $days ->
        [one] As a rule there is a contact every day.
       *[other] As a rule there is a contact every { $days } days.
    }
document-agreement-proofs = How the search is shown
document-agreement-commitments = Other commitments
document-agreement-goals = Goals
document-agreement-action = What
document-agreement-by = Who
document-agreement-due = By
document-agreement-state = How it stands
document-agreement-note = This agreement is the municipal service's own: it does not replace the pact that is made at the employment centre (Legislative Decree 150/2015, article 20).
document-agreement-sign_person = The person
document-agreement-sign_officer = For the service
document-agreement-date = Place and date
document-letter = Appointment
document-letter-intro = We expect you for this appointment.
document-letter-when = When
document-letter-service = Service
document-letter-mode = How
document-letter-where = Where
document-letter-room = Room
document-letter-with = With
document-letter-change = If you cannot come, tell us as soon as possible: the appointment can be moved.
event-document_ordered = Print no. { $number } ordered: { $of ->
        [appointment_letter] appointment letter
       *[orientation_agreement] orientation agreement
    }.
event-document_made = Document ready.
event-document_failed = The document could not be prepared.
part-documents = the documents printed for the person
part-document = a document printed for the person
export-chapter-documents = Printed documents
export-item-documents = Document
code-document-kind-orientation_agreement = orientation agreement
code-document-kind-appointment_letter = appointment letter
code-document-status-ordered = ordered
code-document-status-made = ready
code-document-status-failed = failed
code-document-language-it = Italian
code-document-language-en = English
member-ordered_at = ordered at
member-ordered_by = ordered by
member-made_at = made at

# Messages to people about their appointments.
message-confirmation =
    Dear { $given_name } { $family_name }, we expect you on { $day } at { $time }: { $service }. { $place }. If you cannot come, tell us: { $contact }. { $organisation }
    .subject = Appointment on { $day }
message-move =
    Dear { $given_name } { $family_name }, your appointment was moved to { $day } at { $time }: { $service }. { $place }. If you cannot come, tell us: { $contact }. { $organisation }
    .subject = Appointment moved to { $day }
message-cancelled_by_person =
    Dear { $given_name } { $family_name }, as you asked, the appointment on { $day } at { $time } is cancelled: { $service }. For another one: { $contact }. { $organisation }
    .subject = Appointment on { $day } cancelled
message-cancelled_by_us =
    Dear { $given_name } { $family_name }, we have to cancel the appointment on { $day } at { $time }: { $service }. We are sorry. For another one: { $contact }. { $organisation }
    .subject = Appointment on { $day } cancelled
message-no_show =
    Dear { $given_name } { $family_name }, on { $day } at { $time } we expected you and nobody came: { $service }. Please tell us why: { $contact }. { $organisation }
    .subject = Appointment on { $day }: absence
message-correction =
    Dear { $given_name } { $family_name }, we wrote to you by mistake that you were absent on { $day } at { $time }. Please disregard it. We are sorry. { $organisation }
    .subject = Appointment on { $day }: correction
message-reminder =
    Dear { $given_name } { $family_name }, this is a reminder of the appointment on { $day } at { $time }: { $service }. { $place }. If you cannot come, tell us: { $contact }. { $organisation }
    .subject = Reminder: appointment on { $day }
event-message_sent = Sent to the person: { $of ->
        [confirmation] confirmation of the appointment
        [move] move of the appointment
        [cancelled_by_person] cancellation that the person asked for
        [cancelled_by_us] cancellation by the service
        [no_show] absence at the appointment
        [correction] correction of the absence
       *[reminder] reminder of the appointment
    }.
event-message_dropped = Message not sent: { $reason ->
        [undone] it is not so any more
        [known_already] the person knows already
        [paused] the person wants no reminders
        [deceased] the person died
        [no_way] no address that serves
       *[too_late] it was too late
    }.
event-message_failed = A message to the person did not leave.
event-reminders_paused = Reminders paused.
event-reminders_resumed = Reminders resumed.
fault-unpaired_braces = The braces do not pair.
fault-unknown_placeholder = A name between braces is not one of those that there are.
fault-missing_placeholder = The day or the time is missing.
event-message_text_replaced = The words of a message were changed.
part-messages = the messages to the person
part-reminder_pause = the pause of reminders
code-message-kind-confirmation = confirmation
code-message-kind-move = move
code-message-kind-cancelled_by_person = cancellation that the person asked for
code-message-kind-cancelled_by_us = cancellation by the service
code-message-kind-no_show = absence
code-message-kind-correction = correction
code-message-kind-reminder = reminder
code-message-status-waiting = waiting
code-message-status-sent = sent
code-message-status-dropped = not sent
code-message-status-failed = failed
code-message-dropped-undone = it was not so any more
code-message-dropped-known_already = the person knew already
code-message-dropped-paused = reminders paused
code-message-dropped-deceased = the person died
code-message-dropped-no_way = no address that serves
code-message-dropped-too_late = too late
export-chapter-messages = Messages about appointments
export-item-messages = Message
export-chapter-reminder_pauses = Pause of reminders
export-item-reminder_pauses = Pause
member-dropped_because = not sent because
member-subject = subject
member-reminders_rest = reminders paused
event-calendar_address_issued = New secret calendar address made.
event-calendar_address_revoked = Secret calendar address revoked.
calendar-heading = Appointments
calendar-status-held = held
calendar-status-no_show = no-show
calendar-status-excused = excused
calendar-status-cancelled_by_person = cancelled by the person
calendar-status-cancelled_by_us = cancelled by the service
calendar-status-moved = moved
calendar-mode-online = Online
calendar-mode-phone = By phone
fault-fewer_than_enrolled = There are more people with a place already.
fault-somebody_left_out = One of those who are enrolled is missing.
fault-not_https = The address must begin with https://.

# Groups
problem-enrolled_already = Enrolled already
    .detail = The person is in the group already, or waits for a place in it.
fault-service_not_for_groups = This service is not one for groups.
fault-no_session = The series has no session.
fault-too_many_sessions = A group has 104 sessions at the most.
fault-overlaps_another_session = Overlaps another session of the group.
rule-group-holiday = The day is a holiday.
rule-group-closed = The office or the room is closed on { $day }.
rule-group-begun = The hour has begun already.
rule-group-clash = Some of those who are enrolled are expected elsewhere at this hour ({ $count }): they stay expected there.
rule-group-room_small = The room holds { $places } people, fewer than the group has places.
rule-group-late_amendment = The session was more than { $days ->
        [one] a day
       *[other] { $days } days
    } ago.
rule-merge-enrolled_twice = Both records are in one group (groups: { $groups }): withdraw one first.
event-group_planned = Group planned, with { $places } places.
event-group_changed = Group changed: { $places } places.
event-group_opened = Group opened for enrolment.
event-group_closed = Group closed for enrolment.
event-group_cancelled = Group cancelled.
event-session_planned = Group session planned for { $starts_at }.
event-session_moved = Group session moved to { $starts_at }.
event-session_cancelled = Group session cancelled.
event-attendance_recorded = Attendance recorded: { $present } present, { $absent } absent.
event-session_attended = Came to a group session: { $credited } minutes credited.
event-session_missed = Did not come to a group session.
event-attendance_amended = Attendance amended: { $credited } minutes credited.
event-enrolment_made = { $overbooked ->
        [true] Enrolled in a group beyond its places.
       *[other] Enrolled in a group.
    }
event-enrolment_queued = On the waiting list of a group.
event-enrolment_promoted = From the waiting list into the group: a place was free.
event-enrolment_withdrawn = Withdrawn from the group { $by ->
        [person] by the person
       *[other] by the service
    }.
event-enrolment_reattributed = Enrolment in a group given to another record of the person.
part-enrolments = the groups of the person
part-enrolment = an enrolment in a group
part-attendance = who came to a group session
code-group-kind-thematic_meeting = thematic meeting
code-group-kind-workshop = workshop
code-group-kind-training_module = training module
code-group-kind-job_club = job club
code-session-mode-in_person = in person
code-session-mode-online = online
code-enrolment-status-enrolled = enrolled
code-enrolment-status-waiting = on the waiting list
code-enrolment-status-withdrawn = withdrawn
export-chapter-enrolments = Groups
export-chapter-attendances = Attendance of group sessions
export-chapter-attendance_versions = Attendance as it was said each time
export-item-enrolments = Group
export-item-attendances = Session
export-item-attendance_versions = Record
member-group_kind = kind of group
member-session_mode = way of the session
member-session_id = session
member-enrolment_id = enrolment
member-ticket = order of enrolment
member-overbooked = reason of the place beyond the number
member-asked_by = asked for by
member-asked_at = asked for on
member-got_place_at = place given on
member-facilitator = facilitator
member-credited_minutes = minutes credited
