/* The catalogue of document types and the phrases that their papers use. It is data: the types
 * come from a file that the caller reads; nothing here knows a type by its name. */
#ifndef POSTKAMER_CATALOGUE_H
#define POSTKAMER_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CATALOGUE_TYPES_MAX 128
#define PHRASE_TOKENS_MAX 16

/* What a contract field is called; the order is ours. */
enum field_kind {
    FIELD_BSN,
    FIELD_IBAN,
    FIELD_KVK,
    FIELD_DOSSIER,
    FIELD_NAME,
    FIELD_BIRTH,
    FIELD_DATE,
    FIELD_PERIOD,
    FIELD_KINDS
};
extern const char *const field_names[FIELD_KINDS];

enum phrase_role {
    PHRASE_TITLE,   /* names the paper */
    PHRASE_TYPICAL, /* is often on it */
    PHRASE_FIRST,   /* ... on its first page */
    PHRASE_INSIDE,
    PHRASE_LAST,
    PHRASE_AGAINST, /* speaks against the type */
    PHRASE_ROLES
};

enum whose { WHOSE_APPLICANT, WHOSE_PARTNER, WHOSE_EITHER };

struct document_type {
    char *code, *label;
    float usual, most; /* pages */
    bool card;         /* has two sides, often uploaded as two images */
    bool letter;       /* a letter: a mail's body can be one */
    bool urgent;
    bool fallback;   /* what a readable page is that fits nothing */
    bool unreadable; /* what an unreadable page is */
    bool authority;  /* written by an authority: who signs it is no party */
    bool yearly;     /* a year in its title is its period */
    bool municipal;  /* from or for the municipality: another's is a referral */
    enum whose whose;
    unsigned fields; /* bit 1 << FIELD_x: what its papers can say */
    int deadline_days;
    char mrz[8][3]; /* document codes of its machine readable zone, "" ends */
};

/* One phrase of one type. */
struct phrase_use {
    uint16_t type;
    uint8_t role;
    float weight; /* 1 is usual */
};

struct catalogue;

struct catalogue *catalogue_new(void); /* NULL: no memory */
void catalogue_free(struct catalogue *c);

/* Adds a type; code and label are copied. Returns its number, or -1 (too many, no memory). */
int catalogue_add_type(struct catalogue *c, const struct document_type *type);
/* Adds a phrase in any spelling. 0, or -1 (no memory, no token in it, too long). */
int catalogue_add_phrase(struct catalogue *c, int type, enum phrase_role role, const char *text,
                         float weight);
/* Adds a pattern of a dossier number: A a letter, 9 a digit, all else itself. */
int catalogue_add_pattern(struct catalogue *c, const char *pattern);
/* Call once after the last phrase. 0, or -1: no memory. */
int catalogue_freeze(struct catalogue *c);

size_t catalogue_count(const struct catalogue *c);
const struct document_type *catalogue_type(const struct catalogue *c, size_t number);
/* -1: no such type. */
int catalogue_find(const struct catalogue *c, const char *code);
/* The type that a machine readable zone with this document code ("P<", "IR", "D1") belongs to, by
 * the longest code; -1: none. */
int catalogue_mrz(const struct catalogue *c, const char *code);
/* Pattern by number, NULL after the last. */
const char *catalogue_pattern(const struct catalogue *c, size_t number);

/* A phrase found on a page. */
struct phrase_hit {
    const struct phrase_use *uses;
    size_t use_count;
    const char *text;    /* as the catalogue has it, folded */
    size_t token, count; /* tokens of the sheet */
    float exact;         /* 1 letter by letter, less with reading errors */
};

struct sheet;

/* Finds all phrases on a page, in page order, longest first at a place. The caller frees *hits.
 * 0, or -1: no memory. The catalogue remembers words that it saw: not for several threads. */
int catalogue_scan(struct catalogue *c, const struct sheet *s, struct phrase_hit **hits,
                   size_t *count);

#endif
