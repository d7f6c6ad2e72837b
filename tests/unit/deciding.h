/* A small registry, and submissions decided against it, for the tests of deciding. */
#ifndef TESTS_DECIDING_H
#define TESTS_DECIDING_H

#include <jansson.h>
#include "stages/decide/decide.h"
#include "stages/registry/registry.h"

extern struct spool spool;
extern struct ledger ledger;
extern struct decider decider;
extern json_t *pieces; /* what decide() decided last */

/* Of a group of tests, and after each. */
int deciding_open(void **state);
int deciding_close(void **state);
int deciding_forget(void **state);

/* Decides a submission: its head, and its pieces' records, which get id and pages. */
void decide(const char *id, const char *head, const char *records);
/* The same; the first page has this text. */
void decide_text(const char *id, const char *head, const char *records, const char *text);
/* Decides a submission made before, and frees it. */
void decide_stored(struct submission *s, const char *text);
struct submission *submission(const char *id, const char *head, const char *records);
/* The i-th piece's decision, dossier (NULL: none) and a reason that it has (NULL: any). */
void expect(size_t i, const char *decision, const char *dossier, const char *reason);
/* Decides a submission and expects this of its first piece. */
void goes(const char *head, const char *records, const char *decision, const char *dossier,
          const char *reason);
void expect_review(size_t i);

#define BSN(n)                                                                                     \
    "{\"field\":\"bsn\",\"value\":\"" n "\",\"p\":0.99,\"role\":\"applicant\",\"valid\":true}"
#define NAME(n)                                                                                    \
    "{\"field\":\"name\",\"value\":\"" n "\",\"p\":0.97,\"role\":\"applicant\",\"valid\":true}"
#define BIRTH(d)                                                                                   \
    "{\"field\":\"birth_date\",\"value\":\"" d                                                     \
    "\",\"p\":0.97,\"role\":\"applicant\",\"valid\":true}"
#define FOUND(field, value, p)                                                                     \
    "{\"field\":\"" field "\",\"value\":\"" value "\",\"p\":" p                                    \
    ",\"role\":\"unknown\",\"valid\":true}"
#define PAPER(type, evidence) "{\"type\":\"" type "\",\"evidence\":[" evidence "]}"
#define DATED(type, evidence, period)                                                              \
    "{\"type\":\"" type "\",\"evidence\":[" evidence "],\"fields\":{\"period\":\"" period "\"}}"

#define RECEIVED(day) "{\"received\":\"" day "T10:00:00+02:00\"}"
#define LOGIN(bsn) "{\"channel\":\"portal\",\"bsn\":\"" bsn "\"}"
#define EACH(name) cmocka_unit_test_teardown(name, deciding_forget)

#endif
