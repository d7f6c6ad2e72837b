#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "stages/common/words.h"
#include "tests/unit/deciding.h"

#define REGISTRY                                                                                   \
    "dossier,scheme,kind,period_start,period_end,bsn,surname,initials,birth_date,street,"          \
    "house_number,postcode,city,iban,kvk,company,partner_bsn,partner_surname,partner_initials,"    \
    "partner_birth_date,partner_iban,status\n"                                                     \
    "R-1,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990019,van der Meer,J.,1960-05-17,Dijk,1," \
    "3011AB,Rotterdam,,12345678,Meer Klussen,999990020,Bakker,A.,1962-01-02,,\n"                   \
    "R-2,tozo2,levensonderhoud,2020-06-01,2020-09-30,999990019,van der Meer,J.,1960-05-17,Dijk,1," \
    "3011AB,Rotterdam,,12345678,Meer Klussen,999990020,Bakker,A.,1962-01-02,,\n"                   \
    "R-3,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990032,van der Meer,P.,1990-11-03,Dijk,1," \
    "3011AB,Rotterdam,,,,,,,,,\n"                                                                  \
    "R-4,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990044,Visser,K.,1980-02-03,Kade,9,"       \
    "3012CD,Rotterdam,,,,,,,,,closed\n"                                                            \
    "R-5,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990056,Smit,L.,1985-07-08,Laan,5,3013EF,"  \
    "Rotterdam,,,,,,,,,\n"                                                                         \
    "R-6,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990068,Mulder,M.,1970-01-01,Weg,7,3014GH," \
    "Rotterdam,,,,999990081,Vos,N.,1972-02-02,,\n"                                                 \
    "R-7,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990081,Vos,N.,1972-02-02,Weg,7,3014GH,"    \
    "Rotterdam,,,,999990068,Mulder,M.,1970-01-01,,\n"                                              \
    "R-8,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990093,de Wit,A.,1955-03-04,Pad,3,3015IJ," \
    "Rotterdam,,,,,,,,,\n"                                                                         \
    "R-9,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990100,de Wit,A.,1988-05-06,Pad,3,3015IJ," \
    "Rotterdam,,,,,,,,,\n"                                                                         \
    "R-10,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990111,Prins,B.,1991-05-05,Hof,2,3016KL," \
    "Rotterdam,,,,,,,,,\n"                                                                         \
    "R-12,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990135,Kuipers,M.,1977-01-01,Steeg,4,"    \
    "3017MN,Rotterdam,,,,,,,,,\n"                                                                  \
    "R-13,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990147,Kuipers,M.,1966-02-02,Plein,6,"    \
    "3018OP,Rotterdam,,,,,,,,,\n"                                                                  \
    "R-14,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990159,Tromp,P.Q.,1971-03-03,Gang,8,"     \
    "3019QR,Rotterdam,,,,,,,,,\n"                                                                  \
    "R-15,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990172,Tromp,D.,1981-04-04,Baan,2,"       \
    "3020ST,Rotterdam,,,,,,,,,\n"                                                                  \
    "R-16,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990184,Bos,Q.,1973-05-06,Brink,4,3021UV," \
    "Rotterdam,NL91ABNA0417164300,,,,,,,,\n"                                                       \
    "R-17,bbz,levensonderhoud,2020-12-01,2021-11-30,999990196,Kok,H.,1968-04-04,Singel,6,3022WX,"  \
    "Rotterdam,,,,,,,,,\n"                                                                         \
    "R-18,tozo2,bedrijfskapitaal,2020-06-01,2020-09-30,999990202,Dekker,T.,1974-07-07,Gracht,8,"   \
    "3023YZ,Rotterdam,,,,,,,,,\n"                                                                  \
    "R-19,tozo4,levensonderhoud,2021-04-01,2021-06-30,999990202,Dekker,T.,1974-07-07,Gracht,8,"    \
    "3023YZ,Rotterdam,,,,,,,,,\n"                                                                  \
    "R-11,tozo1,levensonderhoud,2020-03-01,2020-05-31,999990123,Prins,C.,1991-05-05,Hof,2,3016KL," \
    "Rotterdam,,,,,,,,,\n"

static char folder[64];
struct spool spool;
static struct registry *registry;
struct ledger ledger;
struct decider decider;
json_t *pieces;

static void tell(const char *message)
{
    (void)message; /* the test BSNs of the registry need not pass */
}

int deciding_open(void **state)
{
    char csv[96];

    (void)state;
    strcpy(folder, "/tmp/test-decide-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(csv, sizeof csv, "%s/r.csv", folder);
    FILE *out = fopen(csv, "w");
    fputs(REGISTRY, out);
    fclose(out);
    assert_int_equal(spool_init(&spool, folder), 0);
    assert_int_equal(registry_open(&registry, csv, folder, tell), REGISTRY_READY);
    assert_int_equal(registry_size(registry), 19);
    assert_int_equal(ledger_open(&ledger, folder, true), 0);
    setenv("POSTKAMER_DATA", "classifiers/data", 1);
    assert_int_equal(decider_init(&decider, registry, &ledger, &spool), 0);
    return 0;
}

int deciding_close(void **state)
{
    char command[100];

    (void)state;
    decider_release(&decider);
    ledger_close(&ledger);
    registry_close(registry);
    spool_release(&spool);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

int deciding_forget(void **state)
{
    (void)state;
    json_decref(pieces);
    pieces = NULL;
    json_array_clear(decider.later_copies);
    return sqlite3_exec(ledger.db, "DELETE FROM piece", NULL, NULL, NULL);
}

struct submission *submission(const char *id, const char *head, const char *records)
{
    json_t *object = json_loads(head, 0, NULL), *list = json_loads(records, 0, NULL), *record;
    size_t i;

    assert_non_null(object);
    assert_non_null(list);
    json_object_set_new(object, "kind", json_string("submission"));
    json_object_set_new(object, "submission", json_string(id));
    json_object_set_new(object, "id", json_string(id));
    struct submission *s = submission_new(object);
    json_array_foreach(list, i, record)
    {
        json_object_set_new(record, "kind", json_string("piece"));
        json_object_set_new(record, "piece", json_sprintf("%s-%zu", id, i));
        if (!json_object_get(record, "disposition"))
            json_object_set_new(record, "disposition", json_string("document"));
        if (!json_object_get(record, "confidence"))
            json_object_set_new(record, "confidence", json_real(0.98));
        json_object_set_new(record, "pages",
                            json_pack("[{s:s, s:i}]", "file", "a.pdf", "page", i + 1));
        json_array_append_new(s->records, json_pack("{s:s, s:s, s:i, s:s}", "kind", "page", "file",
                                                    "a.pdf", "page", (int)i + 1, "blob", id));
    }
    json_array_extend(s->records, list);
    json_decref(list);
    return s;
}

void decide(const char *id, const char *head, const char *records)
{
    struct submission *s = submission(id, head, records);

    json_decref(pieces);
    pieces = decide_submission(&decider, s);
    assert_non_null(pieces);
    submission_free(s);
}

void expect(size_t i, const char *decision, const char *dossier, const char *reason)
{
    const json_t *piece = json_array_get(pieces, i);
    char *text = json_dumps(json_object_get(piece, "reasons"), 0);

    assert_non_null(piece);
    if (strcmp(record_text(piece, "decision"), decision))
        print_error("%s\n", text);
    assert_string_equal(record_text(piece, "decision"), decision);
    if (dossier)
        assert_string_equal(record_text(piece, "dossier"), dossier);
    else
        assert_true(json_is_null(json_object_get(piece, "dossier")));
    if (reason && !strstr(text, reason))
        fail_msg("no reason '%s' in %s", reason, text);
    free(text);
}

void goes(const char *head, const char *records, const char *decision, const char *dossier,
          const char *reason)
{
    decide("a", head, records);
    expect(0, decision, dossier, reason);
}

void expect_review(size_t i)
{
    assert_string_equal(record_text(json_array_get(pieces, i), "decision"), "review");
}

/* Puts a page's words, one a blank, into the spool. */
static void store_words(const char *text, char key[SPOOL_KEY_SIZE])
{
    struct page page = {.width = 595, .height = 842};
    char *copy = strdup(text), *rest = copy, *word;
    float x = 50;

    while ((word = strsep(&rest, " "))) {
        struct word w = {x, 50, x + 20, 60, 0.9F, 0, 0, word};
        assert_int_equal(page_add_word(&page, &w), 0);
        x += 25;
    }
    json_t *object = words_to_json(&page);
    char *json = json_dumps(object, JSON_COMPACT);
    assert_int_equal(spool_store(&spool, json, strlen(json), key), 0);
    free(json);
    json_decref(object);
    page_release(&page);
    free(copy);
}

void decide_stored(struct submission *s, const char *text)
{
    char key[SPOOL_KEY_SIZE];

    store_words(text, key);
    json_object_set_new(json_array_get(s->records, 0), "words", json_string(key));
    json_decref(pieces);
    pieces = decide_submission(&decider, s);
    assert_non_null(pieces);
    submission_free(s);
}

void decide_text(const char *id, const char *head, const char *records, const char *text)
{
    decide_stored(submission(id, head, records), text);
}
