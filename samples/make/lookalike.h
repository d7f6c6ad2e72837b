/* Look-alikes on purpose: what makes one person or paper easy to take for another. Each kind has a
 * rate, and the submissions in which it came about name it in the truth. */
#ifndef SAMPLES_LOOKALIKE_H
#define SAMPLES_LOOKALIKE_H

#include "samples/make/rng.h"

enum lookalike {
    /* Who: these are of a household, and so of every submission with its papers. */
    ALIKE_FATHER_SON, /* same surname, initials and address */
    ALIKE_TWINS,      /* same surname, birth date and address */
    ALIKE_SIBLING,    /* same surname and street */
    ALIKE_COUPLE,     /* both of a couple applied, each in a dossier of their own */
    ALIKE_ROUNDS,     /* three to five rounds of one person */
    ALIKE_FIRM,       /* several firms at one address, with neighbouring KvK numbers or one */
    ALIKE_NEAR_BSN,   /* BSNs that differ in the last two digits only */
    /* What was sent. */
    ALIKE_STRANGER,        /* of nobody in the registry */
    ALIKE_ELSEWHERE,       /* meant for another municipality */
    ALIKE_THIRD_PARTY,     /* an employer's, landlord's or municipality's own numbers on the page */
    ALIKE_TWO_PEOPLE,      /* several people's papers in one scan */
    ALIKE_SERIES,          /* the same type at least three times in a row */
    ALIKE_MISSING,         /* a page is not there */
    ALIKE_REVERSED,        /* last page first */
    ALIKE_SHUFFLED,        /* pages of one paper in disorder */
    ALIKE_NUMBER_WRONG,    /* 'blad 2 van 3' misprinted */
    ALIKE_NUMBER_CUT,      /* or cut off */
    ALIKE_LOOSE_PAGES,     /* each page of one paper a file of its own */
    ALIKE_COPY_EXACT,      /* the same bytes again */
    ALIKE_COPY_RESCAN,     /* the same paper scanned again */
    ALIKE_COPY_FORMAT,     /* the same paper in another format */
    ALIKE_SIDECAR_BSN,     /* the sidecar names another's BSN, */
    ALIKE_SIDECAR_DOSSIER, /* dossier */
    ALIKE_SIDECAR_NAME,    /* or name */
    ALIKE_KINDS
};

const char *alike_name(enum lookalike kind);

/* Chance at the kind's rate, in percent of the occasions for it. */
bool alike_chance(struct rng *r, enum lookalike kind);

/* 'KIND=PERCENT'; false when there is no such kind or the number is none. */
bool alike_set_rate(const char *setting);
void alike_list(void); /* kinds and rates on standard output, one a line */

/* A set of kinds. */
#define ALIKE(kind) (1u << (kind))

#endif
