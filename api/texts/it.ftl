# Words for people. Keys: problem-<code> with .detail, fault-<code>, rule-<id>, event-<kind>.

problem-malformed_request = Richiesta malformata
    .detail = La richiesta non ha la forma attesa: si veda errors.
problem-malformed_json = JSON non valido
    .detail = Il corpo della richiesta non è JSON valido.
problem-missing_key = Manca Idempotency-Key
    .detail = Ogni POST con effetti porta un'intestazione Idempotency-Key da 16 a 128 caratteri ASCII visibili.
problem-bad_key = Idempotency-Key non valida
    .detail = La chiave ha da 16 a 128 caratteri ASCII visibili.
problem-bad_parameter = Parametro non valido
    .detail = Un parametro è sconosciuto o ha un valore non ammesso: si veda errors.
problem-bad_cursor = Cursore non valido
    .detail = Il cursore non appartiene a questo elenco con questi filtri: si ricominci dalla prima pagina.
problem-unauthenticated = Accesso richiesto
    .detail = Serve un token di accesso valido.
problem-forbidden = Operazione non consentita
    .detail = Nessuno dei ruoli di chi chiede consente questa operazione. Un ruolo in attesa di approvazione non consente ancora nulla.
problem-file_gone = File non più disponibile
    .detail = Il file è stato eliminato alla scadenza, per rinuncia o perché una persona che vi figurava è stata cancellata: occorre chiedere una nuova esportazione.
problem-too_many_exports = Troppe esportazioni
    .detail = Si possono avere al massimo { $at_work } esportazioni in corso e { $kept } in tutto, compresi i file ancora disponibili: attendere, oppure annullarne una.
problem-range_not_satisfiable = Intervallo non disponibile
    .detail = L'intervallo richiesto comincia oltre la fine del file.
problem-position_unknown = Posizione inesistente
    .detail = Nessun fatto ha questa posizione. Se è stata letta qui, gli archivi sono tornati a uno stato precedente: occorre riprendere tutto e seguire le modifiche da lì.
problem-not_found = Non trovato
    .detail = La risorsa non esiste o non è alla portata di chi chiede.
problem-method_not_allowed = Metodo non ammesso
    .detail = L'intestazione Allow elenca i metodi ammessi.
problem-request_timeout = Tempo scaduto
    .detail = La richiesta non è arrivata intera in tempo.
problem-key_running = Richiesta già in corso
    .detail = La prima richiesta con questa Idempotency-Key è ancora in corso: si ripeta fra poco con la stessa chiave.
problem-taken = Già presente
    .detail = Esiste già una risorsa con questi dati.
problem-stale = Dati cambiati nel frattempo
    .detail = Qualcuno ha modificato la risorsa dopo la lettura: si rilegga e si ripeta la modifica.
problem-content_too_large = Contenuto troppo grande
    .detail = Il corpo della richiesta supera il limite.
problem-unsupported_media_type = Tipo di contenuto non ammesso
    .detail = Il corpo è application/json, senza compressione.
problem-invalid = Dati non validi
    .detail = Alcuni dati non sono validi: si veda errors, che li elenca tutti.
problem-faults = Dati non validi
    .detail = Alcuni membri della richiesta non vanno bene: li elenca `errors`.
problem-key_reused = Idempotency-Key già usata
    .detail = Questa chiave è già stata usata per un'altra richiesta: se ne scelga una nuova.
problem-precondition_required = Manca If-Match
    .detail = La modifica porta in If-Match l'ETag della versione letta (If-None-Match: * la prima volta).
problem-too_many_requests = Troppe richieste
    .detail = Si riprovi dopo i secondi indicati da Retry-After.
problem-internal = Errore interno
    .detail = Si è verificato un errore: l'identificativo della richiesta aiuta chi assiste a trovarlo.
problem-overloaded = Servizio sovraccarico
    .detail = La richiesta non è stata eseguita: si ripeta dopo i secondi indicati da Retry-After.
problem-unavailable = Servizio non disponibile
    .detail = La base di dati non ha confermato. Se era una scrittura l'esito è ignoto: si ripeta con la stessa Idempotency-Key.
problem-wrong_status = Stato non adatto
    .detail = Il passo «{ $step }» non è possibile nello stato «{ $status }».
problem-rules = Regole non rispettate
    .detail = Una o più regole impediscono l'operazione o chiedono una conferma: si veda findings.
problem-possible_duplicate = Possibile doppione
    .detail = Esistono persone che potrebbero essere la stessa: si scelga una di loro, o si confermi in confirmed_distinct_from che è un'altra persona.
problem-open_case_exists = Caso già aperto
    .detail = La persona ha già un caso aperto presso questo ufficio.
problem-sign_in_failed = Accesso non riuscito
    .detail = Indirizzo e-mail o password non corrispondono.
problem-wrong_password = Password attuale errata
    .detail = La password attuale non corrisponde.
problem-refresh_refused = Sessione scaduta
    .detail = Il token di rinnovo non è più valido: si acceda di nuovo.
problem-too_many_attempts = Troppi tentativi
    .detail = Si riprovi fra { $retry_after } secondi.
problem-last_administrator = Ultimo amministratore
    .detail = Almeno un account attivo deve poter gestire gli account.
problem-own_account = Account proprio
    .detail = Nessuno disabilita il proprio account né ne cambia ruoli e uffici: lo fa un altro amministratore.
problem-email_taken = Indirizzo già usato
    .detail = Esiste già un account con questo indirizzo e-mail.
problem-second_factor_enrolment_required = Serve il secondo fattore
    .detail = I ruoli dell'account richiedono un secondo fattore: attivarlo in /me/second-factor; fino ad allora non è possibile altro.
problem-second_factor_required = Serve il codice
    .detail = L'account ha un secondo fattore: ripetere la stessa richiesta con un codice.
problem-second_factor_refused = Codice rifiutato
    .detail = Il codice non corrisponde o è già stato usato: attendere il successivo.
problem-wrong_code = Codice errato
    .detail = Il codice non corrisponde, è già stato usato o manca.
problem-recent_sign_in_required = Ripetere l'accesso
    .detail = È possibile entro 15 minuti dall'accesso.
problem-same_administrator = Serve un altro amministratore
    .detail = Due passi che insieme aprono un account non spettano allo stesso amministratore: togliere un secondo fattore e vedere un link per scegliere la password; aprire una via d'accesso (un link stampato, un collegamento a un fornitore d'identità) e proporre o approvare un ruolo che si dà in due. Lo fa un altro amministratore, oppure il gestore del server.
problem-needs_two_people = Servono due persone
    .detail = L'account ha, o attende, un ruolo che si dà in due, e questo passo da solo basterebbe per entrarvi. Far spedire il link per posta elettronica o farlo stampare dal gestore del server (percorso user link); un fornitore d'identità collega l'account con l'indirizzo verificato.
problem-link_refused = Link non valido
    .detail = Il link è già stato usato, è scaduto o non è mai esistito: chiederne uno nuovo.
problem-own_proposal = Proposta propria
    .detail = Nessuno approva ciò che ha proposto: lo fa un'altra persona che può deciderlo; account e programmi li approva anche il gestore del server (percorso machine-client approve, percorso user approve).
problem-identity_taken = Collegamento già presente
    .detail = L'account è già collegato a questo fornitore, oppure il nome presso il fornitore è di un altro account.
problem-client_refused = Client rifiutato
    .detail = Il client è sconosciuto o non abilitato, oppure la sua asserzione non è valida.
problem-unsupported_grant = Tipo di concessione non gestito
    .detail = Qui si ottiene soltanto la concessione client_credentials.
problem-scope_refused = Ambito rifiutato
    .detail = Al client non sono consentiti tutti gli ambiti richiesti.

fault-password_too_short = Ha meno di { $min } caratteri.
fault-password_too_long = Supera { $max } caratteri.
fault-password_guessable = È troppo facile da indovinare: scegliere una frase, o farla generare da un programma.
fault-password_unchanged = È la password attuale.
fault-no_mail_server = Non c'è un server di posta: il link si può solo stampare.
fault-no_key = Non c'è una chiave utilizzabile.
fault-not_sealed = Non è stato possibile cifrarlo.
fault-no_role = Non nomina alcun ruolo.
fault-invalid_ipa_code = Non è un codice dell'indice delle pubbliche amministrazioni.
fault-invalid_hash = Non è un hash di 64 cifre esadecimali.
fault-invalid_id = Non è un identificativo.
fault-unknown_code = Codice sconosciuto.
fault-control_character = Contiene caratteri di controllo.
fault-blank = È vuoto.
fault-too_long = Supera i { $max } caratteri.
fault-not_a_name = Non contiene lettere.
fault-amount_out_of_range = L'importo è fuori dai limiti.
fault-invalid_amount = Non è un importo con due decimali.
fault-invalid_ratio = Non è una frazione.
fault-ratio_out_of_range = La frazione è fuori dai limiti.
fault-division_by_zero = Il denominatore è zero.
fault-empty_period = Il periodo è vuoto.
fault-period_ends_before_it_starts = Il periodo finisce prima di cominciare.
fault-invalid_patron_day = Nessun santo patrono cade in questo giorno.
fault-name_not_latin = Il nome non ha lettere latine.
fault-birthplace_code_structure = Non è un codice catastale: una lettera e tre cifre.
fault-iban_structure = Un IBAN ha solo lettere e cifre al loro posto.
fault-iban_country = Non è un IBAN di un Paese conosciuto.
fault-iban_length = La lunghezza non è quella degli IBAN di questo Paese.
fault-iban_check_digits = Le cifre di controllo dell'IBAN sono altre.
fault-iban_control_letter = Il CIN dell'IBAN è un altro.
fault-vat_number_office = Nessun ufficio ha questo numero nella partita IVA.
fault-malformed_json = Non è JSON valido.
fault-null = Un membro senza valore si omette: null non è ammesso.
fault-too_deep = Annidamento oltre 32 livelli.
fault-too_many_items = Più di 1.000 elementi.
fault-duplicate_member = Compare più di una volta.
fault-unknown_member = Nome sconosciuto.
fault-missing_member = Manca un membro obbligatorio.
fault-wrong_type = Ha un tipo sbagliato.
fault-invalid_value = Valore non ammesso.
fault-out_of_range = Fuori dai limiti.
fault-malformed_query = La stringa di ricerca è malformata.
fault-unknown_reference = Non esiste o non è alla portata di chi chiede.
fault-length = Lunghezza non ammessa.
fault-range = Valore fuori dai limiti.
fault-email = Non è un indirizzo e-mail.
fault-no_body = Questa richiesta non ha un corpo.

# What happened.
event-organisation_created = Organizzazione creata.
event-parameter_set = Il parametro { $key } vale { $value } dal { $from }.
event-office_created = Sede aperta.
event-service_created = Servizio aggiunto.
event-service_replaced = Servizio sostituito.
event-service_blocked = Il servizio non si prenota più.
event-service_unblocked = Il servizio si prenota di nuovo.
event-staff_created = Account creato.
event-staff_changed = Ruoli o sedi dell'account cambiati.
event-staff_rights_followed = Ruoli o sedi dell'account cambiati come dice il fornitore esterno.
event-staff_disabled = Account disabilitato.
event-staff_enabled = Account riabilitato.
event-password_changed = Password cambiata.
event-second_factor_offered = Secondo fattore proposto.
event-second_factor_enrolled = Secondo fattore attivo.
event-second_factor_removed = Secondo fattore tolto.
event-recovery_code_used = Codice di recupero usato.
event-staff_invited = Invito a scegliere la password.
event-password_reset_offered = Link per scegliere un'altra password consegnato.
event-invitation_accepted = Invito usato.
event-password_reset_accepted = Link per scegliere un'altra password usato.
event-session_opened = Accesso effettuato.
event-session_ended = Sessione terminata.
event-individual_registered = Persona registrata.
event-section_replaced = Aggiornata la sezione { $section ->
        [identity] identità
        [identifiers] codici identificativi
        [residence] residenza e domicilio
        [contacts] recapiti
        [education] istruzione
        [work_history] esperienze di lavoro
        [employment_status] stato occupazionale
        [availability] disponibilità
        [household] nucleo familiare
        [citizenship] cittadinanza
        [residence_permit] titolo di soggiorno
        [languages] lingue
        [service_needs] attenzioni per il servizio
        [guardian] tutela
        [privacy_notice] informativa
       *[other] { $section }
    } (versione { $version }).
event-desk_contact_recorded = Contatto allo sportello.
event-intake_taken = Primo colloquio iniziato.
event-intake_revised = Primo colloquio aggiornato.
event-intake_set_waiting = Primo colloquio in attesa.
event-intake_concluded = Primo colloquio concluso.
event-case_opened = Caso aperto.
event-case_suspended = Caso sospeso.
event-case_resumed = Caso ripreso.
event-case_closed = Caso chiuso il { $on }.
event-case_reopened = Caso riaperto.
event-case_assigned = Caso assegnato a un operatore.
event-case_team_changed = Gruppo di lavoro del caso cambiato.
event-note_written = Nota scritta.
event-note_amended = Nota corretta; il testo precedente resta leggibile.
event-contact_attempted = Tentativo di contatto.
event-import_queued = Importazione richiesta.
event-import_started = Importazione avviata.
event-import_resumed = Importazione ripresa.
event-import_finished = Importazione terminata.
event-import_failed = Importazione non riuscita.
event-import_cancelled = Importazione annullata.
event-import_rows_decided = Righe di un'importazione decise.
event-import_rows_returned = Decisioni su righe di un'importazione restituite: chi ha deciso non può più importare.
event-import_mapping_created = Schema di importazione salvato.
event-import_mapping_replaced = Schema di importazione sostituito.
event-import_mapping_removed = Schema di importazione eliminato.
event-individuals_imported = Persone importate da un file.
event-export_queued = Esportazione richiesta.
event-export_started = Esportazione avviata.
event-export_resumed = Esportazione ripresa.
event-export_finished = File dell'esportazione completo.
event-export_failed = Esportazione non riuscita.
event-export_cancelled = Esportazione annullata.
event-export_downloaded = File dell'esportazione consegnato.
event-export_expired = File dell'esportazione eliminato alla scadenza.
event-export_withdrawn = File dell'esportazione eliminato perché una persona che vi figurava è stata cancellata.
event-identity_linked = Account collegato a un fornitore esterno.
event-identity_unlinked = Collegamento a un fornitore esterno rimosso.
event-identity_signed_out = Uscita effettuata.
event-staff_roles_proposed = Ruoli proposti, in attesa di una seconda persona.
event-staff_roles_approved = Ruoli proposti approvati.
event-staff_roles_withdrawn = Ruoli proposti ritirati.
event-machine_client_proposed = Client automatico proposto.
event-machine_client_changed = Client automatico modificato.
event-machine_client_approved = Client automatico approvato.
event-machine_client_disabled = Client automatico disabilitato.
event-machine_token_issued = Token di accesso rilasciato a un client automatico.

# Why a field of a tax code has its verdict.
check-tax_code_length = Il codice fiscale non ha 16 caratteri.
check-tax_code_structure = Una lettera o una cifra sta dove non può stare.
check-tax_code_month = Nessun mese ha questa lettera.
check-tax_code_day = Il giorno non esiste in nessun secolo.
check-tax_code_check_letter = Il carattere di controllo è un altro.
check-as_declared = Corrisponde.
check-written_out = Corrisponde, con le dieresi scritte per esteso.
check-first_given_name = Nel codice c'è soltanto il primo dei nomi.
check-different = È diverso da quello dichiarato.
check-not_declared = Non dichiarato: non confrontato.
check-name_not_latin = Il nome dichiarato non ha lettere latine.
check-century_ambiguous = Il codice si adatta a due secoli, o a nessuno plausibile: serve la data di nascita.
check-birth_in_future = La data di nascita dichiarata è futura.
check-former_place = È un codice che il luogo ha avuto in un altro tempo.
check-place_outside_validity = Il luogo non aveva questo codice alla data di nascita.
check-place_unknown = Nessun elenco ha il codice del luogo.

# Rules about a person's record.
rule-individual-code_of_another = Un'altra scheda ({ $records }) ha lo stesso codice, così com'è stato rilasciato: un codice rilasciato è di una persona sola. Si controllino i documenti di entrambe.
rule-individual-tax_code_conflict = Il codice fiscale contraddice l'identità: { $fields }. Si controlli il documento.
rule-individual-tax_code_compatible = Il codice fiscale corrisponde solo in parte: { $fields }.
rule-individual-birthplace_validity = Il luogo di nascita { $code } non aveva questo codice alla data di nascita.
rule-individual-under_fourteen = La persona ha { $age } anni, meno di { $years }.
rule-individual-contract_type_validity = La tipologia contrattuale { $code } non esisteva il { $from }.
rule-individual-provisional_code_office = Il codice provvisorio non viene da un ufficio noto.
rule-individual-address_validity = Il luogo { $code } dell'indirizzo non esiste più o non ancora.

fault-invalid_date = Non è una data AAAA-MM-GG che esiste.
fault-date_out_of_range = Non è tra il { $min } e il { $max }.
fault-in_the_future = È nel futuro.
fault-before_the_list = È prima che si facesse l'elenco.
fault-before_birth = È prima della nascita della persona.
fault-ends_before_it_begins = Finisce prima di cominciare.
fault-too_short = Ha meno di { $min } caratteri.
fault-too_many = Sono troppi.
fault-one_of_both = Non si può dare insieme all'altro.
fault-not_by_hand = Lo decide solo il sistema.
fault-unknown_place = Nessun comune e nessuno Stato ha questo codice.
fault-invalid_postal_code = Non è un codice di avviamento postale.
fault-invalid_phone = Non è un numero di telefono.
fault-invalid_email = Non è un indirizzo e-mail.
fault-channel_without_address = Manca il recapito per questo canale.
fault-invalid_local_id = Non è un identificativo locale.
fault-local_id_not_ours = Non è un identificativo che abbiamo dato a questa persona.
fault-tax_code_length = Non ha 16 caratteri.
fault-tax_code_structure = Una lettera o una cifra sta dove non può stare.
fault-tax_code_month = Nessun mese ha questa lettera.
fault-tax_code_day = Il giorno non esiste in nessun secolo.
fault-tax_code_check_letter = Il carattere di controllo è un altro.
fault-numeric_code_length = Non ha 11 cifre.
fault-numeric_code_structure = Ha altro che cifre.
fault-numeric_code_zeros = Ha soltanto zeri.
fault-numeric_code_check_digit = La cifra di controllo è un'altra.
fault-no_randomness = Il generatore di numeri casuali non risponde.
fault-unknown_organisation = Organizzazione sconosciuta.

# Rules and faults of casework.
fault-in_the_past = È nel passato.
fault-before_the_last_value = Non segue il primo giorno dell'ultimo valore impostato.
fault-before_the_last_step = È prima dell'ultimo passo della pratica.
fault-after_the_interview = È dopo il colloquio.
fault-unsuitable_colleague = L'operatore non può seguire questo caso: account, ruolo o ufficio non adatti.
fault-period_too_long = Il periodo supera 366 giorni.
rule-step-status = Nello stato «{ $status }» questo passo non è possibile.
rule-step-right = Nessuno dei ruoli di chi chiede consente questo passo qui.
rule-step-own_account = Non sul proprio account: lo fa un altro amministratore.
rule-step-own_proposal = Proposta di chi chiede: la approva un'altra persona che può deciderlo.
rule-step-same_administrator = Chi chiede ha avuto in mano l'altra metà di una via d'accesso all'account: lo fa un altro amministratore, oppure il gestore del server.
rule-step-needs_two_people = Su questo account si decide in due: il link si spedisce per posta elettronica o lo stampa il gestore del server.
rule-step-last_administrator = Almeno un account attivo deve poter gestire gli account.
rule-step-agreement_running = L'accordo precedente non è ancora chiuso.
rule-case-no_contact = Per chiudere per irreperibilità servono più tentativi o più tempo: { $attempts } tentativi senza esito e { $days } giorni senza contatto.
rule-case-silent = Nessun contatto da { $days } giorni.
rule-case-unassigned = Nessun operatore segue il caso.
rule-case-counsellor_not_active = Chi segue il caso non può più farlo: l'utenza è disattivata o non opera più nello sportello. Il caso va riassegnato.
rule-case-suspension_over = La sospensione era prevista fino al { $until }.
rule-desk_contact-late = Il contatto è di { $days } giorni fa.
rule-desk_contact-long = Il contatto sarebbe durato { $minutes } minuti.
rule-file-stale_data = I dati della sezione «{ $section }» sono del { $observed_on }: vanno confermati.
rule-file-benefit_ending = { $benefit ->
        [naspi] La NASpI
        [dis_coll] La DIS-COLL
        [sfl] Il Supporto per la formazione e il lavoro
        [adi] L’Assegno di inclusione
       *[other] Una prestazione
    } termina il { $to }.
rule-file-licence_expired = La patente { $category } è scaduta il { $expired_on }.
rule-file-no_residence = Manca la residenza.
rule-file-no_contacts = Mancano i recapiti.
rule-file-contradicted = Sulla sezione «{ $section }» le fonti non concordano: va verificata.

# Faults of a row of an imported file.
fault-undecodable_character = Contiene un carattere illeggibile.
fault-garbled_text = Le lettere accentate sono state decodificate male prima dell'importazione.
fault-too_many_cells = La riga ha { $found } celle invece di { $expected }: forse un separatore non è tra virgolette.
fault-unclosed_quote = Le virgolette aperte non si chiudono.
fault-line_too_long = La riga supera i { $max } byte.
fault-two_digit_year = L'anno ha due cifre, e il secolo non si indovina: va scritto con quattro.
fault-century_ambiguous = Il codice fiscale non dice il secolo: serve la data di nascita.
fault-ambiguous_place = { $count } luoghi hanno questo nome: indicare la provincia o il codice.
fault-unknown_citizenship = Cittadinanza sconosciuta.
fault-unknown_sex = Non è M né F.
fault-spreadsheet_number = Il foglio di calcolo ha trasformato il numero: le cifre sono perse.
fault-import_nothing_changed = Persona già registrata: nulla è cambiato (la riga dice altro in: { $sections }).
fault-import_contact_of_many = Un recapito della riga è di più di { $max } persone: non è stato usato per cercare la persona.
fault-import_possible_duplicate = Forse è una persona già registrata: va verificata allo sportello.
fault-not_a_candidate = Non è tra i candidati della riga.
fault-candidate_erased = Una persona che poteva essere la stessa è stata cancellata, e con lei il contenuto della riga: chi è un'altra persona va registrato di nuovo.
fault-candidate_not_confirmed = Ogni candidato della riga va confermato come persona diversa.
fault-unknown_row = L'importazione non ha questa riga.
fault-row_without_candidates = La riga non attende una decisione.
fault-row_decided_otherwise = Per la riga è già stato deciso altro.
fault-duplicate_row = La riga compare due volte nella richiesta.
fault-duplicate_heading = L'intestazione compare due volte.
fault-duplicate_column = Il campo compare due volte.
fault-import_file_unreadable = Il file non si lascia leggere.
fault-import_file_workbook = Il file è una cartella di lavoro: va salvato come CSV.
fault-import_file_binary = Il file non è testo, o ha una codifica non riconosciuta: va salvato come CSV in UTF-8.
fault-import_file_empty = Il file è vuoto.
fault-import_missing_columns = Nel file mancano le colonne: { $columns }.
fault-import_two_columns = Due colonne del file significano lo stesso: { $column }.
fault-import_too_many_rows = Il file ha più di { $max } righe: va diviso. Quanto precede è stato trattato.
fault-import_not_permitted = Chi ha chiesto l'importazione non può più importare in questo ufficio.
fault-import_decider_not_permitted = Chi ha deciso sulla riga non può più importare in questo ufficio: deve decidere un'altra persona.
fault-import_internal = L'importazione si è interrotta per un difetto del programma.
fault-export_not_permitted = Chi ha chiesto l'esportazione non può più esportare questi dati.
fault-export_internal = L'esportazione si è interrotta per un difetto del programma.

# Sections of a person.
rule-permit-expiring = Il titolo di soggiorno scade il { $expires_on }: il rinnovo va chiesto prima della scadenza.
rule-permit-renewal_timely = Rinnovo chiesto in tempo il { $requested_on } (scadenza { $expires_on }): con la ricevuta la persona può lavorare e iscriversi finché la Questura non decide.
rule-permit-renewal_late = Rinnovo chiesto il { $requested_on }, troppo tardi per la scadenza del { $expires_on }: senza decisione della Questura non si può contare sul diritto a lavorare.
rule-permit-awaiting_first_issue = Primo rilascio chiesto il { $requested_on }: si guardi la ricevuta e se il motivo consente di lavorare.
rule-permit-expired = Il titolo di soggiorno è scaduto il { $expires_on } e nessuno ha chiesto il rinnovo: è in tempo fino al { $renewal_by }.
rule-permit-receipt_missing = Manca il numero della ricevuta della richiesta: senza ricevuta la richiesta non basta per lavorare.
rule-permit-job_loss = Perdere il lavoro non toglie il permesso: l'iscrizione come disoccupato vale per la durata residua e per almeno { $months } mesi.
rule-permit-missing = La persona ha bisogno di un titolo di soggiorno e non ne è noto alcuno.
rule-guardian-missing = La persona è minorenne e non è noto chi esercita la responsabilità genitoriale.
rule-guardian-signature = Per gli atti con effetti giuridici serve la firma di chi è indicato nella sezione tutela.
rule-guardian-schooling_duty = A { $age } anni si lavora solo con l'obbligo di istruzione assolto (dieci anni di scuola): non risulta.
rule-guardian-below_working_age = La persona ha meno di { $years } anni: non può ancora lavorare.
rule-guardian-full_age = La persona è maggiorenne e firma da sola: si tolgano i recapiti dei genitori o dell'affidatario.
rule-privacy-never_shown = L'informativa sui dati personali non è mai stata mostrata.
rule-privacy-full_age = L'informativa è stata mostrata il { $shown_on }, prima della maggiore età: va mostrata di nuovo.
rule-work-same_job_twice = Due lavori presso lo stesso datore di lavoro hanno lo stesso periodo ({ $count } volte, la prima dal { $from }): da verificare.
rule-work-income_twice = Due lavori presso lo stesso datore di lavoro dicono un reddito dallo stesso giorno ({ $count } volte, la prima nel lavoro dal { $from }): da verificare.
rule-work-below_minimum_age = Un lavoro comincia prima dell'età minima ({ $count } volte, la prima dal { $from }): da verificare.
rule-benefit-overlapping = La stessa prestazione risulta percepita due volte negli stessi giorni ({ $count } volte, la prima dal { $from }): da verificare.
rule-missing-tax_code = Manca il codice fiscale.
rule-missing-birthplace = Manca il luogo di nascita: il codice fiscale non si può verificare del tutto.
rule-missing-residence = Manca la residenza: non si sa quale ufficio è competente.
rule-missing-contacts = Mancano i recapiti.
rule-missing-citizenship = Manca la cittadinanza: non si sa se serve un titolo di soggiorno.
rule-missing-schooling = Non si sa se l'obbligo di istruzione è assolto.
fault-stateless_and_citizen = Nessuno è apolide e cittadino allo stesso tempo.
fault-not_applicable = Non si può indicare qui.
fault-role_does_not_fit_age = Questo ruolo non si addice all'età della persona.
fault-before_the_issue = È prima del rilascio.
# Perché due schede possono essere della stessa persona.
likeness-same_code = Stesso codice.
likeness-same_names = Stessi nomi e stessa data di nascita.
likeness-transposed_names = Nome e cognome scambiati, stessa data di nascita.
likeness-first_given_name = Stesso cognome e stessa data di nascita; una scheda ha solo il primo nome.
likeness-one_letter = Una lettera diversa in uno dei nomi, stessa data di nascita.
likeness-transposed_one_letter = Nome e cognome scambiati e una lettera diversa in uno dei due, stessa data di nascita.
likeness-same_contact = Stesso telefono o indirizzo di posta, e stesso nome.

# Unione di due schede della stessa persona.
fault-same_person = È già la stessa persona.
event-individuals_merged = Unite due schede della stessa persona.
event-individual_absorbed = La scheda è unita a un'altra della stessa persona.
event-merge_undone = Annullata l'unione di due schede.
event-individual_restored = La scheda vale di nuovo da sola.
event-case_reattributed = Caso attribuito a un'altra scheda della stessa persona.
event-intake_reattributed = Primo colloquio attribuito a un'altra scheda della stessa persona.
event-desk_contact_reattributed = Contatto allo sportello attribuito a un'altra scheda della stessa persona.
rule-merge-tax_codes = Le due schede hanno codici fiscali verificati che differiscono: sono due persone, o un codice è da correggere.
rule-merge-open_cases = Entrambe le schede hanno un caso in corso presso lo stesso sportello (sportelli: { $offices }): prima se ne chiuda uno.
rule-merge-overlapping_bookings = Entrambe le schede hanno appuntamenti nello stesso orario (orari: { $hours }): prima se ne disdica o sposti uno.
rule-merge-pending_twice = Entrambe le schede hanno un appuntamento da svolgere per un servizio che si prenota una volta sola (servizi: { $services }): prima se ne disdica uno.
rule-merge-later_merge = Una unione successiva si fonda su questa: prima si annulli quella ({ $merge }).
rule-merge-case_since = Dopo l'unione un primo colloquio che tornerebbe indietro ha aperto un caso: non si può più dire di chi sia.
rule-merge-changed_since = Dopo l'unione la sezione { $section ->
        [identity] identità
        [identifiers] codici identificativi
        [residence] residenza e domicilio
        [contacts] recapiti
        [education] istruzione
        [work_history] esperienze di lavoro
        [employment_status] stato occupazionale
        [availability] disponibilità
        [household] nucleo familiare
        [citizenship] cittadinanza
        [residence_permit] titolo di soggiorno
        [languages] lingue
        [service_needs] attenzioni per il servizio
        [guardian] tutela
        [privacy_notice] informativa
       *[other] { $section }
    } è stata modificata: resta alla scheda che rispondeva per entrambe. Si controlli a chi appartiene.
rule-merge-made_since = Dopo l'unione sono stati registrati { $kind ->
        [case] casi
        [intake] primi colloqui
        [desk_contact] contatti allo sportello
        [enrolment] posti in gruppi
       *[other] { $kind }
    } ({ $count }), che restano alla scheda che rispondeva per entrambe: si controlli a chi appartengono.

# Messaggi di posta.
mail-invitation =
    Gentile { $given_name } { $family_name },

    { $organisation } ha aperto per Lei un account in Percorso. Scelga la password entro il { $until } a questo indirizzo, valido una volta sola:

    { $link }

    Il link serve soltanto a Lei: non lo inoltri. Se non si aspettava un account, non faccia nulla.
    .subject = Il Suo account in Percorso
mail-password_reset =
    Gentile { $given_name } { $family_name },

    qualcuno, forse Lei, ha chiesto un'altra password per il Suo account presso { $organisation }. La scelga entro il { $until } a questo indirizzo, valido una volta sola:

    { $link }

    Se non è stato Lei, non faccia nulla: la password attuale resta valida. Se accade di nuovo, lo dica all'amministratore.
    .subject = Un'altra password per Percorso
# Unemployment status, days and target groups.
rule-status-declared = Con la dichiarazione di disponibilità inizia lo stato di disoccupazione.
rule-status-declared_in_notice = La dichiarazione è stata resa durante il preavviso: conta dal giorno dopo la fine del rapporto.
rule-status-suspended = È iniziato un rapporto di lavoro dipendente oltre il limite di reddito: lo stato è sospeso, per 180 giorni al massimo.
rule-status-suspended_by_sum = Più lavori superano insieme il limite di reddito: lo stato è sospeso. Prassi da confermare.
rule-status-forecast_passed = Il reddito previsto ha superato il limite durante il rapporto: lo stato è sospeso da quel giorno. Da confermare.
rule-status-resumed = Il rapporto è finito entro 180 giorni: lo stato riprende senza nuova dichiarazione.
rule-status-conserved = Il lavoro resta entro il limite di reddito: lo stato è conservato.
rule-status-work_ended = Il lavoro entro il limite di reddito è finito.
rule-status-suspension_over = La sospensione è durata più del massimo: lo stato è perso dal giorno dopo. Decorrenza da confermare.
rule-status-self_employed_over = Il lavoro autonomo supera il limite di reddito: lo stato è perso, senza sospensione.
rule-status-collaboration_over = La collaborazione supera il limite di reddito: lo stato è perso. Da confermare.
rule-status-lost_by_sum = Più lavori non dipendenti superano insieme il limite di reddito: lo stato è perso. Prassi da confermare.
rule-status-revoked = La persona ha revocato la dichiarazione.
rule-status-conditionality = Il Centro per l'impiego ha disposto la decadenza per mancata partecipazione o rifiuto.
rule-status-pension = La persona è in pensione.
rule-status-death = La persona è deceduta.
rule-status-certified_loss = Il Centro per l’impiego ha certificato la perdita.
rule-status-permit_expired = Il permesso di soggiorno è scaduto senza una richiesta di rinnovo in tempo. Da confermare.
rule-status-too_soon = La dichiarazione del { $on } non vale: dopo la decadenza devono passare due mesi, fino al { $until }.
rule-status-too_young = La dichiarazione del { $on } non vale: la persona aveva { $age } anni, servono 16 anni e l'obbligo di istruzione assolto.
rule-status-schooling_duty = La dichiarazione del { $on } non vale: la persona aveva { $age } anni, e un minore è ammesso al lavoro solo con l’obbligo di istruzione assolto.
rule-status-working_over_limit = La dichiarazione del { $on } non vale: la persona lavorava oltre il limite di reddito.
rule-status-declared_after_death = La dichiarazione del { $on } è successiva al decesso.
rule-status-declared_without_permit = La dichiarazione del { $on } non conta: il permesso di soggiorno era scaduto e nessun altro era valido. Da confermare.
rule-status-declared_again = La dichiarazione del { $on } non cambia nulla: lo stato c'era già.
rule-status-age_unchecked = Senza data di nascita l'età minima alla dichiarazione non è verificata.
rule-status-permit_unchecked = Nessuno ha detto la cittadinanza: non è verificato se alla persona serve un permesso di soggiorno e se lo ha.
rule-status-mirror_differs = Il { $on } il centro per l'impiego diceva "{ $certified }", mentre dai fatti risulta "{ $computed }". Da confermare con il centro.
rule-status-no_parameter = Il parametro { $key } non ha un valore il { $on }: ciò che ne dipende non si può dire.
rule-status-seniority = Giorni dalla dichiarazione compresa; quelli sospesi non contano, primo e ultimo giorno del rapporto inclusi.
rule-status-regular_pay = Giorni senza un impiego regolarmente retribuito: un contratto di almeno sei mesi, o un lavoro autonomo o una collaborazione oltre il reddito esente da imposta.
rule-target-ltu12 = Disoccupato di lunga durata: almeno 366 giorni di disoccupazione.
rule-target-u6 = Disoccupato da oltre sei mesi: almeno 181 giorni di disoccupazione.
rule-target-neet = Giovane che non lavora, non studia e non è in formazione.
rule-target-youth_eu = Giovane secondo l'Unione europea.
rule-target-youth_gol = Giovane secondo il programma GOL: meno di 30 anni.
rule-target-youth_incentive = Giovane secondo gli incentivi all'assunzione: meno di 35 anni.
rule-target-over50_12 = Almeno 50 anni e disoccupato da oltre dodici mesi.
rule-target-women_24 = Donna senza impiego regolarmente retribuito da 24 mesi, ovunque residente.
rule-target-women_6 = Donna senza impiego regolarmente retribuito da 6 mesi, residente in area assistita o in un settore o professione con disparità di genere.
rule-target-disadv = Lavoratore svantaggiato: vale almeno una delle lettere da a) a g).
rule-target-very_disadv = Lavoratore molto svantaggiato: 24 mesi senza impiego regolarmente retribuito, o 12 e una delle lettere da b) a g).
rule-target-eu_disabled = Lavoratore con disabilità secondo l'Unione europea.
rule-target-l381 = Persona svantaggiata delle cooperative sociali.
missing-declarations = Le dichiarazioni di disponibilità.
missing-work_history = Il lavoro svolto prima di un certo giorno, o tutto.
missing-expected_income = Il reddito annuo previsto di un lavoro.
missing-work_kind = Il tipo di un lavoro.
missing-employer = Il datore di un lavoro che segue un altro senza interruzione.
missing-planned_end = La fine prevista di un lavoro.
missing-work_end = Se un lavoro è finito nel giorno previsto.
missing-permit_renewal = Se il rinnovo del permesso è stato chiesto.
missing-permit_reason = Il motivo del permesso di soggiorno.
missing-income_support = Fino a quando è stato percepito il sostegno al reddito dopo la perdita del lavoro.
missing-permit = Il permesso di soggiorno.
missing-citizenship = La cittadinanza.
missing-birth_date = La data di nascita.
missing-sex = Il sesso.
missing-isced_level = Il titolo di studio.
missing-full_time_education_end = La fine degli studi a tempo pieno.
missing-in_education = Se la persona studia.
missing-in_training = Se la persona è in formazione.
missing-schooling_duty = Se il minore ha assolto i dieci anni di obbligo di istruzione.
missing-aided_area = Se la persona risiede in un'area assistita.
missing-gender_gap = Se il settore o la professione ha una disparità di genere.
missing-single_adult = La lettera e) non si chiede qui: solo dove una misura lo richiede.
missing-ethnic_minority = La lettera g) non si chiede qui: solo dove una misura lo richiede.
missing-parameter = Un parametro di legge che non ha un valore in quel giorno.
not-computed-sealed_ground = Si fonda su dati riservati che solo il servizio competente conosce: qui non si calcola.
not-computed-sensitive_ground = Si fonda su dati sensibili che si chiedono solo dove una misura li richiede: qui non si calcola.
fault-invalid_occupation = Non è un codice delle professioni: da una a cinque cifre separate da punti.
fault-invalid_hours = Non sono ore di una settimana.
fault-seen_without_end = Manca l’ultimo giorno che si è visto.
fault-reason_without_end = Manca l’ultimo giorno a cui riferire il motivo.
fault-more_than_full_time = Supera le ore di un contratto a tempo pieno.
fault-not_in_order = Non è successivo al precedente.
fault-other_level = È di un altro livello ISCED.
fault-year_of_what_goes_on = Ciò che è in corso non ha un ultimo anno.
fault-recognition_without_country = Si riconosce solo ciò che è stato conseguito all’estero: indicare lo Stato.
fault-before_the_declaration = È prima della dichiarazione.
fault-more_than_the_most = Supera il massimo.
fault-fewer_than_dependants = Non lascia posto alla persona oltre a chi è a carico.
fault-outside_the_period = Non cade dopo l'inizio e prima della fine del periodo.
fault-after_the_reference_date = È successiva alla data di riferimento.
fault-no_scope = Serve almeno un ambito.
fault-one_or_two_keys = Serve una chiave, o due durante la sostituzione.
fault-role_of_programs = Questo ruolo è dei client automatici; una persona ne ha un altro.
fault-private_key = Questa è una chiave privata: si invia solo la parte pubblica. Occorre generare una nuova coppia.
fault-unknown_algorithm = La chiave non è per ES256, EdDSA, PS256 o RS256.
fault-invalid_key = Questa non è una chiave pubblica utilizzabile.
fault-weak_key = La chiave è troppo debole.
fault-key_name = Il nome di una chiave ha da 1 a 128 caratteri semplici e non si ripete.
fault-no_key_set = Questo non è un insieme di chiavi.
fault-repeated_member = Il membro compare più volte.
event-erasure_requested = Chiesta la cancellazione dei dati ({ $ground ->
        [registered_by_mistake] registrazione per errore
        [court_order] provvedimento del giudice
        [authority_order] provvedimento del Garante
        [data_subject_request] richiesta dell'interessato
       *[other] altro motivo
    }).
event-erasure_approved = Approvata la cancellazione dei dati.
event-erasure_withdrawn = Ritirata la richiesta di cancellazione.
event-erasure_fell_out = La cancellazione non è stata eseguita.
event-individual_erased = Cancellati i dati della persona.
event-erasure_entered = Cancellazione scritta nel registro.
rule-erasure-running_case = La persona ha casi aperti o sospesi ({ $cases }): prima si chiudono.
rule-erasure-public_task = La persona è stata servita: finché dura il compito di interesse pubblico la sola richiesta dell'interessato non basta a cancellarla (art. 17, par. 3, del Regolamento (UE) 2016/679).
fault-order_without_reference = Un provvedimento va indicato: protocollo e data, senza nomi.
rule-erasure-record_changed = La scheda è stata unita a un'altra, o non c'è più: si decide di nuovo.
problem-erasure_requested = Cancellazione già chiesta
    .detail = La cancellazione di questa persona è già stata chiesta, e nessuno l'ha ancora decisa o eseguita.
event-hold_placed = Dati trattenuti ({ $reason ->
        [litigation] contenzioso
        [inspection] ispezione o controllo dei fondi
        [complaint] reclamo o ricorso
       *[other] altro motivo
    }): non si cancellano né si scartano.
event-hold_released = I dati non sono più trattenuti.
event-disposal_proposed = Proposto lo scarto ({ $class ->
        [case_file] fascicoli di caso
       *[other] persone senza caso
    }; in elenco: { $items }).
event-disposal_approved = Approvato lo scarto; usciti dall'elenco al controllo: { $fell_out }.
event-disposal_withdrawn = Ritirata la proposta di scarto.
event-disposal_fell_out = I dati sono usciti dall'elenco di scarto ({ $because ->
        [record_changed] le schede non sono più quelle elencate
        [held] la cancellazione è bloccata
        [running_case] c'è un caso in corso
        [open_intake] c'è un colloquio da decidere
        [emergency_to_review] c'è un accesso d'emergenza da esaminare
        [other_class] decorre un altro termine
        [no_term] nessun termine è fissato
       *[not_due] il termine non è scaduto
    }).
event-disposal_done = Scarto concluso: { $erased } cancellazioni, { $fell_out } usciti dall'elenco.
disposal-heading-number = numero
disposal-heading-unit = unità
disposal-heading-office = sede
disposal-heading-class = classe di conservazione
disposal-heading-trigger = decorrenza
disposal-heading-trigger_on = decorre dal
disposal-heading-due_on = termine scaduto il
disposal-class-case_file = fascicolo di caso
disposal-class-person_without_case = persona senza caso
disposal-trigger-activity = ultima notizia
disposal-trigger-registered = registrazione
disposal-trigger-desk_contact = ultimo contatto allo sportello
disposal-trigger-intake = ultimo primo colloquio
disposal-trigger-case_closed = chiusura dell'ultimo caso
disposal-item-waiting = in attesa
disposal-item-erased = dati cancellati
disposal-item-fell_out = uscita dall'elenco
disposal-item-withdrawn = elenco ritirato
disposal-kept-record_changed = le schede non sono più quelle elencate
disposal-kept-held = la cancellazione è bloccata
disposal-kept-running_case = c'è un caso in corso
disposal-kept-open_intake = c'è un colloquio da decidere
disposal-kept-emergency_to_review = c'è un accesso d'emergenza da esaminare
disposal-kept-other_class = decorre un altro termine
disposal-kept-no_term = nessun termine è fissato
disposal-kept-not_due = il termine non è scaduto
rule-disposal-nobody_due = A quel giorno non è scaduto il termine di nessuno che non sia già in un elenco.
event-accesses_removed = Tolti dal registro degli accessi quelli prima del { $before } ({ $count }): è finito il loro termine.
rule-erasure-held = I dati sono trattenuti ({ $holds }): prima si rilasciano.
fault-other_without_note = Che cosa sia altro lo dice la nota.
fault-invalid_service_code = Non è un codice da 2 a 40 lettere minuscole, cifre e trattini bassi che inizia con una lettera.
fault-invalid_form_code = Non è un codice da 2 a 40 lettere minuscole, cifre e trattini bassi che inizia con una lettera.
fault-off_the_grid = Non è un multiplo di 5 minuti.
fault-fewer_than_the_margin = Sono meno giorni del margine prima dell'appuntamento.
fault-fewer_than_the_least = È meno del minimo.
fault-for_one_alone = Un servizio di questo tipo è per una persona sola.
fault-group_of_one = Un gruppo ha almeno due persone.
fault-less_than_one_time = È meno della durata di una volta.
fault-more_than_for_all = È più di quanto c'è per tutti insieme.
fault-reminder_without_channel = Per il promemoria serve un canale.
fault-stays_as_it_is = Resta com'è.

# Who saw a record
section-identity = identità
section-identifiers = codici identificativi
section-residence = residenza e domicilio
section-contacts = recapiti
section-education = istruzione
section-work_history = esperienze di lavoro
section-employment_status = stato occupazionale
section-availability = disponibilità
section-household = nucleo familiare
section-citizenship = cittadinanza
section-residence_permit = titolo di soggiorno
section-languages = lingue
section-service_needs = attenzioni per il servizio
section-guardian = tutela
section-privacy_notice = informativa
part-individual = la scheda della persona
part-individual_section = la sezione «{ $section }»
part-section_history = le versioni precedenti della sezione «{ $section }»
part-some_section = una sezione della scheda
part-individual_facts = le informazioni ricavate dalla scheda
part-individual_status = lo stato di disoccupazione
part-timeline = la cronologia
part-case_file = il fascicolo del caso
part-case = il caso
part-contact_attempts = i tentativi di contatto
part-contact_attempt = un tentativo di contatto
part-notes = le note del caso
part-note = una nota del caso
part-intake = il primo colloquio
part-desk_contact = un contatto allo sportello
part-hand_over = il passaggio di un caso
part-referral = un invio ad altra sede o servizio
part-agreements = gli accordi di orientamento di un caso
part-agreement = un accordo di orientamento
part-appointments = gli appuntamenti della persona
part-appointment = un appuntamento
part-follow_up = un contatto di verifica dopo la chiusura del caso
part-merge_preview = il confronto con un'altra scheda
part-merge = l'unione di due schede
part-access_record = questo registro degli accessi
part-data_export = la copia di tutti i dati
part-emergency_access = un accesso d'emergenza
part-holds = i blocchi della cancellazione
part-hold = un blocco della cancellazione
part-other = una parte della scheda
who-program = il programma «{ $label }»
who-system = il sistema stesso
who-unknown = una persona non identificata
access-record-times = { $part } ({ $count } volte)
access-record-read = { $when }: { $who } ha consultato: { $parts }. Finalità: { $purpose }.
access-record-read-without-purpose = { $when }: { $who } ha consultato: { $parts }.
access-record-read-in-emergency = { $when }: { $who } ha consultato con un accesso d'emergenza: { $parts }.
access-record-changed = { $when }: { $who }. { $deed }
access-record-imported = { $when }: { $who } ha caricato un file in cui compare questa persona. Motivo: { $reason }.
access-record-asked_for = { $when }: { $who } ha chiesto un file in cui compare questa persona. Motivo: { $purpose }.
access-record-exported = { $when }: { $who } ha scaricato un file in cui compare questa persona. Motivo: { $purpose }.
access-record-since = Le consultazioni precedenti al { $day } non sono più conservate; le modifiche lo sono.
access-record-note = Sono riportati le consultazioni dei dati di questa persona, le modifiche, i file caricati e quelli chiesti e scaricati. Elenchi e ricerche mostrano molte persone insieme e sono registrati senza nominarle: qui non compaiono. Ruoli e sedi sono quelli di oggi.
event-emergency_access_begun = Fascicolo aperto con un accesso d'emergenza ({ $purpose ->
        [person_present] la persona è allo sportello
        [deadline] scadenza imminente
        [colleague_absent] assenza di chi segue il caso
        [safety] pericolo per la persona
       *[other] altro motivo
    }).
event-emergency_access_ended = Accesso d'emergenza terminato.
event-emergency_access_reviewed = Accesso d'emergenza verificato da chi coordina.
problem-emergency_not_needed = Accesso d'emergenza non necessario
    .detail = Questa scheda è già accessibile: si può aprire senza accesso d'emergenza.
problem-emergency_running = Accesso d'emergenza già in corso
    .detail = Un accesso d'emergenza a questa scheda è in corso: si trova nell'elenco degli accessi d'emergenza.
problem-own_emergency = Proprio accesso d'emergenza
    .detail = Nessuno verifica il proprio accesso d'emergenza: lo fa un altro coordinatore.
rule-step-own_emergency = Il proprio accesso d'emergenza è verificato da un altro coordinatore.

# Copy of all data
word-yes = sì
word-no = no
export-title = Copia dei dati personali
export-contents = Indice
export-nothing = Nessun dato.
export-made = Titolare: { $controller }. Copia del { $when }.
export-missing = La copia riporta i dati di questa persona, comprese le versioni precedenti. Non riporta: i dati sigillati, che consegna chi può aprirli; le risposte conservate per poche ore in forma cifrata; le scadenze di lavoro degli uffici e gli orari occupati, che si ricavano da ciò che è riportato; le righe dei file caricati come erano scritte e le annotazioni tecniche sulle unioni di schede; ciò che l'ente scrive per la propria difesa o sull'operato dei colleghi (art. 15, par. 4, del Regolamento (UE) 2016/679).
export-retention = I dati sono conservati per i tempi del piano di conservazione dell'ente, indicati nell'informativa.
export-rights = Si possono chiedere la rettifica dei dati, la limitazione del trattamento e, nei casi previsti, la cancellazione (artt. 15-21 del Regolamento (UE) 2016/679), e si può presentare reclamo al Garante per la protezione dei dati personali.
export-accesses-cut = Gli accessi più vecchi non sono riportati: si chiedono al registro degli accessi.
export-notice = Informativa, versione { $version }
export-chapter-accesses = Chi ha visto o modificato i dati
export-chapter-records = Scheda della persona
export-item-records = Scheda
export-chapter-sections = Sezioni della scheda
export-item-sections = Sezione
export-chapter-section_versions = Tutte le versioni delle sezioni
export-item-section_versions = Versione
export-chapter-intakes = Primi colloqui
export-item-intakes = Primo colloquio
export-chapter-cases = Casi
export-item-cases = Caso
export-chapter-contact_attempts = Tentativi di contatto
export-item-contact_attempts = Tentativo
export-chapter-notes = Note
export-item-notes = Nota
export-chapter-desk_contacts = Contatti allo sportello
export-chapter-agreements = Accordi di orientamento
export-chapter-agreement_editions = Accordi di orientamento come sono stati firmati
export-chapter-agreement_action_outcomes = Esiti di quanto concordato
export-chapter-agreement_reviews = Verifiche degli accordi di orientamento
export-chapter-appointments = Appuntamenti
export-chapter-appointment_versions = Esiti registrati degli appuntamenti
export-chapter-hand_overs = Passaggi dei casi
export-chapter-referrals = Invii ad altre sedi e servizi
export-chapter-follow_ups = Contatti di verifica dopo la chiusura
export-chapter-follow_up_attempts = Tentativi per i contatti di verifica
export-item-desk_contacts = Contatto
export-item-agreements = Accordo
export-item-agreement_editions = Firma
export-item-agreement_action_outcomes = Esito
export-item-agreement_reviews = Verifica
export-item-appointments = Appuntamento
export-item-appointment_versions = Registrazione
export-chapter-merges = Unioni di schede
export-item-merges = Unione
export-chapter-imports = File caricati
export-chapter-exports = File scaricati
export-item-imports = Riga
export-chapter-emergency_accesses = Accessi d'emergenza
export-chapter-holds = Blocchi della cancellazione
export-chapter-erasure_requests = Richieste di cancellazione
export-chapter-disposals = Termini di conservazione scaduti
export-item-hand_overs = Passaggio
export-item-referrals = Invio
export-item-follow_ups = Contatto di verifica
export-item-follow_up_attempts = Tentativo
export-item-exports = File
export-item-holds = Blocco
export-item-erasure_requests = Richiesta
export-item-disposals = Termine
export-chapter-cut = Questo capitolo riporta { $count } voci e non tutte: le altre si chiedono alla sede.
export-item-emergency_accesses = Accesso d'emergenza
member-absence_reason = motivo dell'assenza
member-absorbed_id = scheda assorbita
member-action_id = azione
member-action_status = stato
member-actions = azioni
member-age_band = fascia d'età
member-agreement_end = motivo della chiusura
member-agreement_closed_on = accordo chiuso il
member-agreement_id = accordo
member-amendment = nuova versione in preparazione
member-amended_because = motivo della modifica
member-amount = importo
member-answer_by = risposta attesa entro
member-answer_note = nota alla risposta
member-answered_at = risposto il
member-answered_by = risposto da
member-answered_for_by = scheda che risponde
member-appointment_id = appuntamento
member-appointment_mode = modalità
member-appointment_outcome = esito dell'appuntamento
member-arrival = modalità di arrivo
member-attempt_outcome = esito
member-attempted_on = data del tentativo
member-begun_at = inizio
member-benefits = prestazioni
member-birth_date = data di nascita
member-birthplace_code = luogo di nascita
member-blocked = rientro impedito
member-booked_at = prenotato il
member-booked_by = prenotato da
member-brought_in_at = caricato il
member-brought_in_by = caricato da
member-by_public_transport = con i mezzi pubblici
member-cancellation_reason = motivo dell'annullamento
member-case_id = caso
member-case_outcome = esito del caso
member-category = categoria
member-certificate = certificato
member-certified_email = PEC
member-certified_on = certificato il
member-change_reason = motivo della disdetta o dello spostamento
member-channel = canale
member-civic_number = numero civico
member-closed_on = caso chiuso il
member-code = codice
member-complete_since = completo dal
member-contact_every_days = giorni fra due contatti
member-content = contenuto
member-contract_type = tipo di contratto
member-counsellor = orientatore
member-country = Stato
member-currency = valuta
member-decided_at = deciso il
member-decided_by = deciso da
member-decided_on = data della decisione
member-decision = decisione
member-declarations = dichiarazioni
member-declared_on = dichiarato il
member-dependent_minors = minori a carico
member-dismissal_notice_on = preavviso di licenziamento il
member-document = documento
member-doer = chi lo fa
member-domicile = domicilio
member-drawn_up_at = redatto il
member-drawn_up_by = redatto da
member-edition = edizione
member-edition_number = numero della firma
member-email = e-mail
member-emails = e-mail
member-emergency_purpose = motivo dell'accesso
member-employer = datore di lavoro
member-end_reason = motivo della cessazione
member-ended_at = terminato il
member-ended_on = finito il
member-ends_at = termine previsto
member-expectations = aspettative
member-expires_on = scadenza
member-family_name = cognome
member-field = ambito
member-follow_up_id = contatto di verifica
member-follow_up_outcome = esito del contatto di verifica
member-followed_by = preso in carico da
member-forecasts = previsioni di reddito
member-from = dal
member-from_counsellor = orientatore di provenienza
member-from_office = sede di provenienza
member-full_time_ended_on = fine del tempo pieno
member-full_time_hours = ore del tempo pieno
member-given_name = nome
member-goals = obiettivi
member-hand_over_reason = motivo del passaggio
member-hand_over_refusal = motivo del rifiuto
member-handed_out_at = scaricato il
member-held_on = data
member-hold_reason = motivo del blocco
member-holders = esercenti la tutela
member-hours = ore
member-how = modalità
member-id = identificativo
member-import_id = caricamento
member-in_education = in istruzione
member-in_training = in formazione
member-institution = istituto
member-intake_id = primo colloquio
member-intake_outcome = esito del colloquio
member-interpreted_into = lingua dell'interprete
member-isee = ISEE
member-issued_on = rilasciato il
member-items = voce
member-kilometres = chilometri
member-kind = tipo
member-language = lingua
member-last_contact_on = ultimo contatto
member-least = minimo
member-legal_name = denominazione
member-level = livello
member-licences = patenti
member-line = riga del file
member-loss = perdita dello stato
member-members = componenti
member-merged_at = unite il
member-merged_by = unite da
member-minutes = minuti
member-minutes_held = minuti svolti
member-monthly = mensile
member-most = massimo
member-mother_tongue = lingua madre
member-needed_for = richiesto per
member-needs = bisogni
member-next_review_on = prossima verifica
member-nights = notti
member-note = nota
member-notice_language = lingua dell'informativa
member-notice_on = informativa consegnata il
member-notice_version = versione dell'informativa
member-number = numero
member-observed_on = dato osservato il
member-occupation = professione
member-occupations = professioni
member-office = sede
member-officer = persona referente
member-on = data
member-opened_by = aperto da
member-opened_on = aperto il
member-other_dependants = altre persone a carico
member-outcome_by = esito atteso entro
member-outcome_note = nota sull'esito
member-outcome_on = data dell'esito
member-commitment = impegno
member-commitments = impegni della persona
member-pact_id = patto di servizio
member-pact_reference = patto del centro per l'impiego
member-phone = telefono
member-phones = telefoni
member-place_code = comune o Stato
member-placed_at = posto il
member-placed_by = posto da
member-planned_for = previsto per il
member-planned_to = fine prevista
member-postal_code = CAP
member-preferred_channel = canale preferito
member-previous_id = appuntamento sostituito
member-profile = profilo
member-proof_mode = prova della ricerca attiva
member-proof_modes = prove della ricerca attiva
member-proposed_at = proposto il
member-proposed_by = proposto da
member-proposed_on = proposto il
member-provenance = provenienza
member-purpose = finalità
member-reason = motivo
member-receipt_number = numero della ricevuta
member-recognition = riconoscimento
member-record_id = scheda
member-recorded_at = registrato il
member-recorded_by = registrato da
member-referral_from = inviato da
member-referral_outcome = esito dell'invio
member-referral_reason = motivo dell'invio
member-referral_refusal = motivo del rifiuto
member-referral_service = servizio inviante
member-referred_service = servizio di destinazione
member-referred_to = inviato a
member-regional_level = livello regionale
member-registered_at = registrata il
member-released_at = tolto il
member-released_because = motivo della revoca
member-released_by = tolto da
member-remark = osservazioni
member-request = richiesta
member-requested_at = richiesto il (ora)
member-requested_by = richiesto da
member-requested_on = richiesto il
member-residence = residenza
member-review_note = nota di verifica
member-review_outcome = esito della verifica
member-reviewed_at = verificato il
member-reviewed_by = verificato da
member-reviewed_on = verificato il
member-role = ruolo
member-room = sala
member-row_outcome = esito della riga
member-schooling_duty_fulfilled = obbligo scolastico assolto
member-search_acts = azioni di ricerca
member-section = sezione
member-sector = settore
member-sectors = settori
member-seen_on = visto il
member-sent_at = inviato il
member-sent_by = inviato da (operatore)
member-service = servizio
member-service_kind = tipo di servizio
member-service_name = servizio
member-sex = sesso
member-shifts = turni
member-shown_on = consegnata il
member-signed_on = firmato il
member-single_adult = unico adulto
member-source = fonte
member-speaking = parlato
member-starts_at = inizio
member-state = stato
member-status = stato
member-status_at = in questo stato dal
member-status_since = stato dal
member-street = via
member-survivor_id = scheda che risponde
member-suspended = sospensioni
member-suspended_until = sospeso fino al
member-suspension_reason = motivo della sospensione
member-taken_by = svolto da
member-team = gruppo di lavoro
member-text = testo
member-title = titolo
member-to = al
member-to_counsellor = orientatore di destinazione
member-to_office = sede di destinazione
member-told_on = comunicato il
member-topic = argomento
member-travel = spostamenti
member-understanding = comprensione
member-undone_at = annullata il
member-undone_by = annullata da
member-unlimited = a tempo indeterminato
member-until = fino al
member-urgency = urgenza
member-valid_from = valido dal
member-valid_to = valido al
member-value = valore
member-vehicle = mezzo
member-verification = verifica
member-version = versione
member-visibility = visibilità
member-waiting_until = in attesa fino al
member-weekends = fine settimana
member-weekly_hours = ore settimanali
member-work_kind = tipo di lavoro
member-working_hours = orario di lavoro
member-writing = scritto
member-written_at = scritto il
member-written_by = scritto da
member-year = anno
member-yearly = annuale
# Passaggi di casi
problem-hand_over_open = Passaggio già in corso
    .detail = Per questo caso è già proposto un passaggio, oppure qualcuno lo segue per un periodo.
problem-return_blocked = Il caso non può tornare
    .detail = { $why ->
        [counsellor_gone] Chi aveva passato il caso non può più seguire casi in quell'ufficio: il caso resta a chi lo segue.
        [open_case_there] La persona ha già un altro caso aperto presso quell'ufficio: il caso resta a chi lo segue.
       *[other] Il caso resta a chi lo segue.
    }
fault-already_there = Il caso è già lì.
fault-nobody_to_return_to = Il caso non avrebbe a chi tornare.
fault-no_cases = Non c'è nulla da passare: né casi, né proposte a cui rispondere, né contatti di verifica.
rule-case-return_blocked = Il caso doveva tornare dopo il { $until } e non ha potuto: { $why ->
        [counsellor_gone] chi lo aveva passato non può più seguire casi in quell'ufficio.
        [open_case_there] la persona ha un altro caso aperto presso quell'ufficio.
       *[other] manca una condizione.
    } Decide il coordinatore.
event-hand_over_proposed = Proposto il passaggio del caso.
event-hand_over_refused = Passaggio del caso non accettato.
event-hand_over_withdrawn = Proposta di passaggio del caso ritirata.
event-hand_over_lapsed = Passaggio del caso decaduto: il caso è stato chiuso o assegnato, oppure il periodo è finito senza risposta.
event-case_handed_over = Caso passato a un altro operatore.
event-case_returned = Caso tornato a chi lo aveva passato.
event-case_left = Caso uscito dall'ufficio.
event-case_return_blocked = Il caso doveva tornare a chi lo aveva passato e non ha potuto.
event-hand_over_made_permanent = Il caso resta a chi lo seguiva per un periodo.
event-hand_over_passed_on = Il passaggio del caso prosegue con un'altra persona.
event-hand_over_refusal_seen = Letto che il passaggio del caso non è accettato.
event-desk_taken_over = Il lavoro di una persona assente è passato ai colleghi.

# Sale, chiusure e orari dei colleghi
fault-invalid_time = Non è un orario HH:MM.
fault-too_many_hours = Supera { $max } ore.
fault-room_elsewhere = Non è una sala di questo ufficio.
fault-room_closed = A quella data la sala è chiusa.
fault-room_in_a_room = Solo una postazione sta in una sala.
fault-workstation_is_for_one = Una postazione è per una persona.
fault-overlapping_hours = Il collega ha già un altro orario in queste ore.
fault-overlapping_exceptions = Il collega ha già un'altra eccezione in queste ore del giorno.
fault-applied_already = Questo orario è già stato in vigore: quanto era aperto resta. Si indica l'ultimo giorno e se ne fissa un altro.
fault-no_longer_open = Non è più da fare: resta com'era concordato.
fault-receives_nobody = Il collega non riceve in questo ufficio: account disabilitato o ruolo che non segue persone.
fault-is_a_holiday = È un giorno festivo.
fault-more_than_two_months = Il periodo supera 62 giorni.
event-room_created = { $what ->
        [workstation] Postazione aggiunta
       *[other] Sala aggiunta
    }.
event-room_replaced = Sala modificata.
event-closure_set = Chiusura dal { $from } al { $to }.
event-closure_ended = La chiusura è terminata il { $on }.
event-closure_removed = Chiusura annullata.
event-availability_set = Orario settimanale fissato: { $from }–{ $to }, valido dal { $valid_from }.
event-availability_replaced = Orario settimanale modificato: { $from }–{ $to }, valido dal { $valid_from }.
event-availability_end_set = Fissato l'ultimo giorno di un orario settimanale.
event-availability_removed = Orario settimanale annullato.
event-availability_exception_set = { $what ->
        [absent] Assenza
       *[other] Orario aggiuntivo
    } il { $on }, { $from }–{ $to }.
event-availability_exception_removed = Il { $on } torna a valere l'orario settimanale.
holiday-sunday = Domenica
holiday-new_year = Capodanno
holiday-epiphany = Epifania
holiday-easter_monday = Lunedì dell'Angelo
holiday-liberation_day = Festa della Liberazione
holiday-labour_day = Festa del lavoro
holiday-republic_day = Festa della Repubblica
holiday-assumption = Assunzione di Maria
holiday-saint_francis = San Francesco d'Assisi
holiday-all_saints = Ognissanti
holiday-immaculate_conception = Immacolata Concezione
holiday-christmas = Natale
holiday-saint_stephen = Santo Stefano
holiday-local_patron = Festa patronale

# Invii ad altri uffici e servizi
problem-referral_open = Invio già in attesa di risposta
    .detail = Per questo caso un invio allo stesso ufficio aspetta già una risposta.
fault-unsuitable_referral = L'invio non è accettato da questo ufficio per questa persona, oppure ha già un colloquio.
rule-referral-unanswered = Non è arrivata risposta a un invio entro il { $since }: si decide se aspettare ancora.
rule-referral-outcome_missing = Di un invio accettato non si sa ancora l'esito, atteso entro il { $since }.
event-referral_sent = Persona inviata a un altro ufficio o servizio.
event-referral_accepted = Invio accettato.
event-referral_refused = Invio non accettato.
event-referral_expired = Invio scaduto senza risposta.
event-referral_extended = Termine per la risposta a un invio spostato.
event-referral_withdrawn = Invio ritirato.
event-referral_received = Persona inviata ascoltata dall'ufficio che la riceve.
event-referral_completed = Esito di un invio registrato.
event-referral_refusal_seen = Letto che un invio non è accettato.

# Gli accordi di orientamento
problem-agreement_running = Accordo ancora in corso
    .detail = Questo caso ha già un accordo di orientamento che non è concluso.
rule-agreement-late_review = La verifica è oltre il { $latest }: di regola si fa entro { $days } giorni.
worklist-agreement_review_due = Il { $about } è prevista la verifica dell'accordo di orientamento.
worklist-agreed_action_due = Quanto concordato è da fare entro il { $about }.
event-agreement_drawn_up = Accordo di orientamento redatto.
event-agreement_revised = Bozza dell'accordo di orientamento riscritta.
event-agreement_proposed = Accordo di orientamento proposto alla persona.
event-agreement_taken_back = Proposta dell'accordo di orientamento ritirata.
event-agreement_amendment_dropped = Riscrittura dell'accordo di orientamento abbandonata.
event-agreement_amended = Accordo di orientamento in riscrittura.
event-agreement_signed = Accordo di orientamento firmato.
event-agreement_reviewed = Accordo di orientamento verificato.
event-agreement_action_set = Aggiornato lo stato di quanto concordato.
event-agreement_officer_named = Cambiata la persona referente dell'accordo di orientamento.
event-agreement_pact_named = Aggiornato il riferimento del patto del centro per l'impiego.
event-agreement_reopened = Accordo di orientamento riaperto.
event-agreement_closed = Accordo di orientamento chiuso.

# Appuntamenti e orari liberi
problem-slot_taken = Non più libero
    .detail = { $resource ->
        [counsellor] L'operatore è già impegnato a quest'ora.
        [person] La persona è già attesa altrove a quest'ora.
        [room] La sala è già occupata a quest'ora.
       *[other] Qualcun altro è arrivato prima: si cerchi un altro orario.
    }
problem-appointment_pending = Appuntamento ancora da svolgere
    .detail = La persona ha già un appuntamento da svolgere per questo servizio, che si prenota una volta sola.
fault-invalid_instant = Non è un istante con lo scarto da UTC (RFC 3339).
fault-service_blocked = Per questo servizio non si prenota più.
fault-service_for_groups = Questo servizio si svolge in gruppo: ci si iscrive.
fault-mode_not_offered = Il servizio non si svolge in questo modo.
fault-service_of_another = Non è il servizio dell'appuntamento da spostare.
fault-case_of_another_person = È il caso di un'altra persona.
fault-case_closed = Il caso è chiuso.
fault-unsuitable_reason = Il motivo non corrisponde a quanto indicato.
fault-same_hour = L'appuntamento è già in quest'orario e luogo.
rule-appointment-booked_by = Questo servizio lo prenotano altri: { $by ->
        [desk] lo sportello
        [counsellor] gli operatori
       *[other] il personale
    }.
rule-appointment-margin = Il servizio si prenota almeno { $days ->
        [one] un giorno
       *[other] { $days } giorni
    } prima.
rule-appointment-ahead = Il servizio si prenota al massimo { $days ->
        [one] un giorno
       *[other] { $days } giorni
    } prima.
rule-appointment-begun = L'orario è già iniziato.
rule-appointment-late_move = Gli appuntamenti di questo servizio si spostano fino a { $hours ->
        [one] un'ora
       *[other] { $hours } ore
    } prima.
rule-appointment-cap = Con questo appuntamento sarebbero prenotati o svolti { $minutes } minuti del servizio, su { $cap }.
rule-appointment-person_cap = Con questo appuntamento la persona avrebbe { $minutes } minuti del servizio, su { $cap } per persona.
rule-appointment-outside_hours = A quest'ora l'operatore non riceve per questo servizio.
rule-appointment-closed = L'ufficio è chiuso il { $day }.
rule-appointment-holiday = Il giorno è festivo.
rule-appointment-no_contact = Il { $since } la persona si è opposta a essere contattata.
rule-appointment-deceased = In un caso risulta che la persona è deceduta.
rule-appointment-case_closed = Il caso dell'appuntamento è chiuso.
rule-appointment-room_closed = La stanza è chiusa il { $day }.
rule-availability-booked = In questo tempo ci sono appuntamenti prenotati ({ $count }): restano prenotati, vanno spostati o disdetti.
rule-appointment-late_notice = L'assenza è stata comunicata meno di { $days ->
        [one] un giorno
       *[other] { $days } giorni
    } prima.
rule-appointment-late_reopening = L'esito è stato registrato più di { $days ->
        [one] un giorno
       *[other] { $days } giorni
    } fa.
worklist-appointment_to_close = Appuntamento del { $about }: registrarne l'esito.
event-appointment_booked = Appuntamento prenotato per il { $starts_at }.
event-appointment_held = Appuntamento svolto.
event-appointment_missed = La persona non si è presentata all'appuntamento.
event-appointment_excused = La persona è giustificata per l'appuntamento.
event-appointment_cancelled = Appuntamento disdetto { $by ->
        [person] dalla persona
       *[other] dal servizio
    }.
event-appointment_moved = Appuntamento spostato al { $starts_at }.
event-appointment_restored = Annullata la disdetta dell'appuntamento.
event-appointment_reopened = Ritirato l'esito registrato dell'appuntamento.
event-appointment_reattributed = Appuntamento attribuito a un'altra scheda della persona.

# La lista di lavoro e i contatti di verifica
worklist-intake_undecided = Primo colloquio del { $about }: nulla è ancora deciso.
worklist-intake_waiting = La persona attende una risposta dal { $about }.
worklist-hand_over_to_answer = Dal { $about } è chiesto di prendere in carico il caso: rispondere.
worklist-hand_over_refused = Il { $about } il passaggio del caso non è stato accettato: decidere come proseguire.
worklist-case_comes_back = Il caso torna dopo il { $about }.
worklist-return_blocked = Il caso doveva tornare dopo il { $about } e non ha potuto: decidere.
worklist-referral_to_answer = Un invio aspetta risposta entro il { $about }.
worklist-referral_unanswered = Entro il { $about } non è arrivata risposta a un invio: decidere se aspettare ancora.
worklist-referral_to_receive = Invio accettato il { $about }: ascoltare la persona.
worklist-referral_refused = Il { $about } un invio non è stato accettato: decidere come proseguire.
worklist-referral_to_conclude = Registrare entro il { $about } l'esito di un invio accettato.
worklist-no_contact = Nessuno ha raggiunto la persona dal { $about }.
worklist-suspension_over = La sospensione era prevista fino al { $about }: riprendere il caso.
worklist-case_unassigned = Nessuno segue il caso dal { $about }.
worklist-permit_expires = Il permesso di soggiorno { $over ->
        [yes] è scaduto
       *[no] scade
    } il { $about } e non ne è stato chiesto il rinnovo.
worklist-licence_expires = Una patente { $over ->
        [yes] è scaduta
       *[no] scade
    } il { $about }.
worklist-emergency_to_review = Accesso d'emergenza del { $about }: va esaminato da chi coordina la sede.
worklist-follow_up_due = Il caso è finito il { $about }: chiedere com'è andata. Tentativi finora: { $attempts }.
rule-follow_up-early = Il contatto di verifica è previsto per il { $planned_for }: una risposta di un giorno precedente dice di meno.
rule-follow_up-few_attempts = Non si rinuncia finché non si è tentato in almeno { $least } giorni diversi, dalla data prevista in poi: finora { $attempts }.
rule-follow_up-reached = La persona è stata raggiunta il { $on }: l'esito è la sua risposta, o che non vuole rispondere.
event-follow_up_planned = Programmato il contatto di verifica dopo la fine del caso.
event-follow_up_attempted = Tentativo di raggiungere la persona per il contatto di verifica.
event-follow_up_concluded = Contatto di verifica concluso.
event-follow_up_cancelled = Contatto di verifica annullato.
event-follow_up_given = Contatto di verifica affidato a un'altra persona.

# Codici nella copia dei dati
code-case-status-open = aperto
code-case-status-suspended = sospeso
code-case-status-closed = chiuso
code-intake-status-open = in corso
code-intake-status-waiting = in attesa
code-intake-status-concluded = concluso
code-hand_over-status-proposed = proposto
code-hand_over-status-accepted = accettato
code-hand_over-status-running = in corso, a termine
code-hand_over-status-stuck = rientro del caso impedito
code-hand_over-status-returned = caso rientrato
code-hand_over-status-refused = non accettato
code-hand_over-status-withdrawn = ritirato
code-hand_over-status-lapsed = decaduto
code-referral-status-sent = inviato, in attesa di risposta
code-referral-status-accepted = accettato
code-referral-status-refused = non accettato
code-referral-status-expired = scaduto senza risposta
code-referral-status-completed = concluso
code-referral-status-withdrawn = ritirato
code-agreement-status-draft = in bozza
code-agreement-status-proposed = proposto
code-agreement-status-signed = firmato
code-agreement-status-reviewed = verificato
code-agreement-status-closed = chiuso
code-appointment-status-booked = prenotato
code-appointment-status-held = svolto
code-appointment-status-no_show = la persona non si è presentata
code-appointment-status-excused = giustificato
code-appointment-status-cancelled_by_person = disdetto dalla persona
code-appointment-status-cancelled_by_us = disdetto dal servizio
code-appointment-status-moved = spostato
code-follow_up-status-planned = programmato
code-follow_up-status-done = concluso
code-follow_up-status-unreachable = persona non raggiunta
code-follow_up-status-cancelled = annullato
code-export-status-queued = in coda
code-export-status-running = in preparazione
code-export-status-done = pronto
code-export-status-failed = non riuscito
code-export-status-cancelled = annullato
code-export-status-expired = eliminato alla scadenza
code-export-status-withdrawn = eliminato perché vi figurava una persona cancellata
code-merge-status-merged = unite
code-merge-status-undone = unione annullata
code-hold-status-standing = attivo
code-hold-status-released = tolto
code-erasure-status-waiting = in attesa di una seconda persona
code-erasure-status-approved = approvata, da eseguire
code-erasure-status-erased = dati cancellati
code-erasure-status-done = dati cancellati e cancellazione registrata
code-erasure-status-fell_out = non eseguita
code-erasure-status-withdrawn = ritirata
code-return-blocked-counsellor_gone = chi aveva passato il caso non può più seguirlo
code-return-blocked-open_case_there = la persona ha un altro caso aperto in quella sede
code-row-outcome-created = persona registrata
code-row-outcome-unchanged = persona già presente, nulla è cambiato
code-row-outcome-refused = riga non accettata
code-row-outcome-candidates = da decidere: esiste una persona simile
code-row-outcome-skipped = riga tralasciata
code-row-decision-same_as = è questa persona
code-row-decision-new_person = è una nuova persona
code-row-decision-skip = riga tralasciata
code-identifier-kind-tax_code = codice fiscale
code-identifier-kind-provisional_code = codice numerico provvisorio
code-identifier-kind-local_id = codice interno dell'ente
code-edition-2007 = ATECO 2007
code-edition-2022 = ATECO 2007, aggiornamento 2022
code-edition-2025 = ATECO 2025
code-edition-cp2011 = classificazione delle professioni ISTAT CP2011
code-edition-cp2021 = classificazione delle professioni ISTAT CP2021
member-erasure_ground = motivo della cancellazione
member-reference = atto
member-disposal_class = classe di conservazione
member-trigger = decorrenza
member-trigger_on = decorre dal
member-due_on = termine scaduto il
member-kept_because = motivo della conservazione

# Documents that are handed over.
document-page = Pagina { $page } di { $pages }
document-number = N. { $number } del { $day }
document-day = { $weekday ->
        [1] lunedì
        [2] martedì
        [3] mercoledì
        [4] giovedì
        [5] venerdì
        [6] sabato
       *[7] domenica
    } { $day } { $month ->
        [1] gennaio
        [2] febbraio
        [3] marzo
        [4] aprile
        [5] maggio
        [6] giugno
        [7] luglio
        [8] agosto
        [9] settembre
        [10] ottobre
        [11] novembre
       *[12] dicembre
    } { $year }
document-hours = { $day }, dalle { $from } alle { $to }
document-person = Persona
document-born = Data di nascita
document-officer = Referente
document-pact = Patto del centro per l'impiego
document-proposed_on = Proposto il
document-signed_on = Firmato il
document-closed_on = Chiuso il
document-agreement = Accordo di orientamento
document-agreement-draft = Bozza: non ancora proposta alla persona.
document-agreement-proposed = Proposta da leggere e firmare.
document-agreement-signed = Testo in vigore.
document-agreement-closed = Testo non più in vigore.
document-agreement-profile = Situazione di partenza
document-agreement-search = Attività di ricerca
document-agreement-contact = Contatti
document-agreement-contact_every = { $days ->
        [one] Ci si sente di regola ogni giorno.
       *[other] Ci si sente di regola ogni { $days } giorni.
    }
document-agreement-proofs = Come si dimostra la ricerca
document-agreement-commitments = Altri impegni
document-agreement-goals = Obiettivi
document-agreement-action = Che cosa
document-agreement-by = Chi
document-agreement-due = Entro
document-agreement-state = A che punto
document-agreement-note = Questo accordo è del servizio comunale: non sostituisce il patto che si stipula al centro per l'impiego (D.Lgs. 150/2015, art. 20).
document-agreement-sign_person = La persona
document-agreement-sign_officer = Per il servizio
document-agreement-date = Luogo e data
document-letter = Appuntamento
document-letter-intro = La aspettiamo per questo appuntamento.
document-letter-when = Quando
document-letter-service = Servizio
document-letter-mode = Come
document-letter-where = Dove
document-letter-room = Stanza
document-letter-with = Con
document-letter-change = Se non può venire, ci avvisi appena possibile: possiamo spostare l'appuntamento.
event-document_ordered = Richiesta la stampa n. { $number }: { $of ->
        [appointment_letter] lettera di appuntamento
       *[orientation_agreement] accordo di orientamento
    }.
event-document_made = Documento pronto.
event-document_failed = Il documento non si è potuto preparare.
part-documents = i documenti stampati per la persona
part-document = un documento stampato per la persona
export-chapter-documents = Documenti stampati
export-item-documents = Documento
code-document-kind-orientation_agreement = accordo di orientamento
code-document-kind-appointment_letter = lettera di appuntamento
code-document-status-ordered = richiesto
code-document-status-made = pronto
code-document-status-failed = non riuscito
code-document-language-it = italiano
code-document-language-en = inglese
member-ordered_at = richiesto il
member-ordered_by = richiesto da
member-made_at = preparato il

# Messages to people about their appointments.
message-confirmation =
    Gentile { $given_name } { $family_name }, La aspettiamo il { $day } alle { $time }: { $service }. { $place }. Se non può venire, ci avvisi: { $contact }. { $organisation }
    .subject = Appuntamento del { $day }
message-move =
    Gentile { $given_name } { $family_name }, il Suo appuntamento è spostato al { $day } alle { $time }: { $service }. { $place }. Se non può venire, ci avvisi: { $contact }. { $organisation }
    .subject = Appuntamento spostato al { $day }
message-cancelled_by_person =
    Gentile { $given_name } { $family_name }, come ha chiesto, l'appuntamento del { $day } alle { $time } è disdetto: { $service }. Per un altro appuntamento: { $contact }. { $organisation }
    .subject = Disdetta dell'appuntamento del { $day }
message-cancelled_by_us =
    Gentile { $given_name } { $family_name }, dobbiamo disdire l'appuntamento del { $day } alle { $time }: { $service }. Ci scusiamo. Per un altro appuntamento: { $contact }. { $organisation }
    .subject = Disdetta dell'appuntamento del { $day }
message-no_show =
    Gentile { $given_name } { $family_name }, il { $day } alle { $time } La aspettavamo e non è venuto nessuno: { $service }. Ci faccia sapere il motivo: { $contact }. { $organisation }
    .subject = Appuntamento del { $day }: assenza
message-correction =
    Gentile { $given_name } { $family_name }, Le abbiamo scritto per errore che il { $day } alle { $time } era assente. Non ne tenga conto. Ci scusiamo. { $organisation }
    .subject = Appuntamento del { $day }: rettifica
message-reminder =
    Gentile { $given_name } { $family_name }, Le ricordiamo l'appuntamento del { $day } alle { $time }: { $service }. { $place }. Se non può venire, ci avvisi: { $contact }. { $organisation }
    .subject = Promemoria: appuntamento del { $day }
event-message_sent = Inviato alla persona: { $of ->
        [confirmation] conferma dell'appuntamento
        [move] spostamento dell'appuntamento
        [cancelled_by_person] disdetta chiesta dalla persona
        [cancelled_by_us] disdetta da parte del servizio
        [no_show] assenza all'appuntamento
        [correction] rettifica dell'assenza
       *[reminder] promemoria dell'appuntamento
    }.
event-message_dropped = Messaggio non inviato: { $reason ->
        [undone] non è più così
        [known_already] la persona lo sa già
        [paused] la persona non vuole promemoria
        [deceased] la persona è deceduta
        [no_way] nessun recapito utile
       *[too_late] era troppo tardi
    }.
event-message_failed = Un messaggio alla persona non è partito.
event-reminders_paused = Promemoria sospesi.
event-reminders_resumed = Promemoria ripresi.
fault-unpaired_braces = Le parentesi graffe non sono a coppie.
fault-unknown_placeholder = Un nome tra parentesi graffe non è fra quelli previsti.
fault-missing_placeholder = Mancano il giorno o l'ora.
event-message_text_replaced = Cambiato il testo di un messaggio.
part-messages = i messaggi alla persona
part-reminder_pause = la sospensione dei promemoria
code-message-kind-confirmation = conferma
code-message-kind-move = spostamento
code-message-kind-cancelled_by_person = disdetta chiesta dalla persona
code-message-kind-cancelled_by_us = disdetta da parte del servizio
code-message-kind-no_show = assenza
code-message-kind-correction = rettifica
code-message-kind-reminder = promemoria
code-message-status-waiting = in attesa
code-message-status-sent = inviato
code-message-status-dropped = non inviato
code-message-status-failed = non riuscito
code-message-dropped-undone = non era più così
code-message-dropped-known_already = la persona lo sapeva già
code-message-dropped-paused = promemoria sospesi
code-message-dropped-deceased = persona deceduta
code-message-dropped-no_way = nessun recapito utile
code-message-dropped-too_late = troppo tardi
export-chapter-messages = Messaggi sugli appuntamenti
export-item-messages = Messaggio
export-chapter-reminder_pauses = Sospensione dei promemoria
export-item-reminder_pauses = Sospensione
member-dropped_because = non inviato perché
member-subject = oggetto
member-reminders_rest = promemoria sospesi
event-calendar_address_issued = Creato un nuovo indirizzo segreto del calendario.
event-calendar_address_revoked = Indirizzo segreto del calendario revocato.
calendar-heading = Appuntamenti
calendar-status-held = svolto
calendar-status-no_show = assente
calendar-status-excused = assenza giustificata
calendar-status-cancelled_by_person = disdetto dalla persona
calendar-status-cancelled_by_us = annullato dal servizio
calendar-status-moved = spostato
calendar-mode-online = Online
calendar-mode-phone = Al telefono
fault-fewer_than_enrolled = Sono meno delle persone che hanno già un posto.
fault-somebody_left_out = Manca qualcuno degli iscritti.
fault-not_https = L'indirizzo deve cominciare con https://.

# Gruppi
problem-enrolled_already = Già iscritta
    .detail = La persona è già iscritta al gruppo, o in lista d'attesa.
fault-service_not_for_groups = Questo servizio non si svolge in gruppo.
fault-no_session = La serie non ha nessun incontro.
fault-too_many_sessions = Un gruppo ha al massimo 104 incontri.
fault-overlaps_another_session = Si sovrappone a un altro incontro del gruppo.
rule-group-holiday = Il giorno è festivo.
rule-group-closed = Il { $day } la sede o la stanza è chiusa.
rule-group-begun = L'orario è già iniziato.
rule-group-clash = A quest'ora alcune persone iscritte sono attese altrove ({ $count }): restano attese là.
rule-group-room_small = La stanza ha { $places } posti, meno del gruppo.
rule-group-late_amendment = L'incontro si è svolto più di { $days ->
        [one] un giorno
       *[other] { $days } giorni
    } fa.
rule-merge-enrolled_twice = Entrambe le schede sono iscritte allo stesso gruppo (gruppi: { $groups }): prima se ne ritiri una.
event-group_planned = Gruppo programmato, con { $places } posti.
event-group_changed = Gruppo modificato: { $places } posti.
event-group_opened = Iscrizioni al gruppo aperte.
event-group_closed = Iscrizioni al gruppo chiuse.
event-group_cancelled = Gruppo annullato.
event-session_planned = Incontro di gruppo programmato per il { $starts_at }.
event-session_moved = Incontro di gruppo spostato al { $starts_at }.
event-session_cancelled = Incontro di gruppo annullato.
event-attendance_recorded = Presenze registrate: { $present } presenti, { $absent } assenti.
event-session_attended = Presente a un incontro di gruppo: { $credited } minuti riconosciuti.
event-session_missed = Assente a un incontro di gruppo.
event-attendance_amended = Presenza rettificata: { $credited } minuti riconosciuti.
event-enrolment_made = { $overbooked ->
        [true] Iscrizione a un gruppo oltre i posti.
       *[other] Iscrizione a un gruppo.
    }
event-enrolment_queued = In lista d'attesa per un gruppo.
event-enrolment_promoted = Dalla lista d'attesa al gruppo: un posto si è liberato.
event-enrolment_withdrawn = Ritiro dal gruppo { $by ->
        [person] da parte della persona
       *[other] da parte del servizio
    }.
event-enrolment_reattributed = Iscrizione a un gruppo attribuita a un'altra scheda della persona.
part-enrolments = i gruppi della persona
part-enrolment = l'iscrizione a un gruppo
part-attendance = le presenze a un incontro di gruppo
code-group-kind-thematic_meeting = incontro tematico
code-group-kind-workshop = laboratorio
code-group-kind-training_module = modulo formativo
code-group-kind-job_club = job club
code-session-mode-in_person = in presenza
code-session-mode-online = a distanza
code-enrolment-status-enrolled = iscritta
code-enrolment-status-waiting = in lista d'attesa
code-enrolment-status-withdrawn = ritirata
export-chapter-enrolments = Gruppi
export-chapter-attendances = Presenze agli incontri di gruppo
export-chapter-attendance_versions = Presenze come registrate ogni volta
export-item-enrolments = Gruppo
export-item-attendances = Incontro
export-item-attendance_versions = Registrazione
member-group_kind = tipo di gruppo
member-session_mode = modalità dell'incontro
member-session_id = incontro
member-enrolment_id = iscrizione
member-ticket = ordine di iscrizione
member-overbooked = motivo del posto oltre il numero
member-asked_by = chiesta da
member-asked_at = chiesta il
member-got_place_at = posto assegnato il
member-facilitator = conduttore
member-credited_minutes = minuti riconosciuti
