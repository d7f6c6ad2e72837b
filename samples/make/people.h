/* Invented people, their households and their dossiers: the registry of a corpus. */
#ifndef SAMPLES_PEOPLE_H
#define SAMPLES_PEOPLE_H

#include <stdbool.h>

#include "samples/make/lists.h"
#include "samples/make/lookalike.h"
#include "samples/make/number.h"

enum split { SPLIT_TRAIN, SPLIT_CALIBRATE, SPLIT_TEST };

struct person {
    char prefix[16], bare[48]; /* 'van der', 'Meer' */
    char surname[64];          /* as the registry writes it: 'van der Meer' */
    char first[48], second[48], initials[16];
    char birth_date[11], bsn[10], origin[3];
    bool woman;
};

struct dossier {
    int household;
    char number[24], scheme[8], kind[20], status[8];
    char period_start[11], period_end[11], uuid[37];
};

struct household {
    struct person applicant, partner;
    bool has_partner;
    char street[64], house_number[12], postcode[8], city[48], municipality[48];
    char iban[19], partner_iban[19], phone[16], email[96];
    char company[96], trade[80], kvk[9];
    int first_dossier, dossier_count;
    unsigned alike;           /* kinds of look-alikes that it is one of */
    int like;                 /* the household that it resembles on purpose; -1: none */
    bool near_bsn;            /* its number is to be the next one */
    struct dossier elsewhere; /* of another municipality and in no registry here; number "": none */
};

struct registry {
    struct household *households; /* the first `known` have dossiers, the others are strangers */
    struct dossier *dossiers;
    int household_count, known, dossier_count;
};

/* households: how many of them stand in the registry. Persons of two splits are never the same
 * (their birth days differ modulo 3). */
void registry_make(struct registry *g, const struct lists *l, struct rng *r, enum split split,
                   int households);
void registry_write(const struct registry *g, const char *path);

/* people_alike.c: makes household `at` resemble an earlier one now and then. */
void household_resemble(struct registry *g, int at, const struct lists *l, struct rng *r);
bool household_is_spouse(const struct household *h, const struct household *of);

void household_make(struct household *h, const struct lists *l, struct rng *r);

/* New first names and initials, a new firm. */
void person_name(struct person *p, const struct lists *l, struct rng *r);
void household_company(struct household *h, const struct lists *l, struct rng *r);

/* A person who is nobody in the registry, for third parties' names. */
void person_make(struct person *p, const struct lists *l, struct rng *r, const char *origin);

#endif
