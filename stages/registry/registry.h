/* The registry of dossiers: a CSV export of the case system, loaded once into a SQLite file in the
 * spool that is named by the CSV's SHA-256, and asked by what stands on paper. */
#ifndef POSTKAMER_REGISTRY_H
#define POSTKAMER_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include "classifiers/link.h"

struct registry;

enum registry_status {
    REGISTRY_READY,
    REGISTRY_REFUSED, /* no column `dossier`, not a table, not UTF-8: nothing was read */
    REGISTRY_FAILED,  /* I/O */
};

/* A line for stderr: names file and line of what is broken. */
typedef void registry_tell(const char *message);

/* Looks at the header line only. Messages go to tell. */
enum registry_status registry_check(const char *csv, registry_tell *tell);

/* Opens the registry; loads it when the spool's folder does not hold it yet, and removes what
 * was loaded from another. Broken lines are told (again at each opening), the rest stands. */
enum registry_status registry_open(struct registry **r, const char *csv, const char *folder,
                                   registry_tell *tell);
void registry_close(struct registry *r); /* NULL is allowed */

const char *registry_hash(const struct registry *r);     /* SHA-256 of the CSV, 64 hex digits */
unsigned long registry_size(const struct registry *r);   /* dossiers */
unsigned long registry_broken(const struct registry *r); /* lines left out */

enum registry_key {
    REGISTRY_DOSSIER, /* letters and digits are compared, nothing else */
    REGISTRY_BSN,     /* the applicant's */
    REGISTRY_PARTNER_BSN,
    REGISTRY_IBAN,
    REGISTRY_PARTNER_IBAN,
    REGISTRY_KVK,
    REGISTRY_ADDRESS, /* postcode, house number */
    REGISTRY_BIRTH,   /* birth date, surname */
    REGISTRY_PARTNER_BIRTH,
    REGISTRY_SURNAME,
    REGISTRY_PARTNER_SURNAME,
    REGISTRY_COMPANY,
    REGISTRY_KEYS,
};

/* Dossiers that were found, each once. */
struct registry_list {
    struct link_dossier *items;
    char **texts; /* what the items point into */
    long long *rows;
    size_t count, room;
};

/* Adds the dossiers with this key (second: of a pair, else NULL) to the list; those that are in it
 * already are not added again. A key that more than `limit` dossiers have says too little: nothing
 * is added then. How many were found (also those known), or -1. */
int registry_find(struct registry *r, enum registry_key key, const char *value, const char *second,
                  unsigned limit, struct registry_list *list);
void registry_list_release(struct registry_list *list);

#endif
