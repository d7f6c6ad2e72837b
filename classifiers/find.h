/* Candidates for the contract's fields on one page: everything that could be a value, with its
 * label, role and probability. */
#ifndef POSTKAMER_FIND_H
#define POSTKAMER_FIND_H

#include "classifiers/catalogue.h"
#include "classifiers/context.h"
#include "classifiers/view.h"

#define VALUE_SIZE 72
#define CANDIDATES_MAX 160 /* a page; more numbers than these are a table */

struct candidate {
    enum field_kind kind;
    char value[VALUE_SIZE]; /* as CONTRACT has it */
    float p;                /* that this value is printed here and is of this kind */
    enum role role;
    bool valid;    /* passes its check or grammar */
    bool labelled; /* a label beside it says what it is */
    size_t page;   /* ordinal of its page in the piece; set by the caller of find_page */
    float height;  /* 0 top to 1 bottom of its page */
};

struct candidates {
    struct candidate *list; /* owned */
    size_t count, capacity;
};

void candidates_release(struct candidates *c);
/* Copies one; the same value, kind and role on a page counts once, with the higher p. 0 or -1. */
int candidates_add(struct candidates *c, const struct candidate *one);

/* Appends the candidates of a page as ordinal `page`. type: of its piece, for labels that mean
 * different things; NULL: not known. 0, or -1: no memory. */
int find_page(const struct catalogue *c, const struct document_type *type, const struct view *v,
              size_t page, struct candidates *out);

/* How far the recogniser is trusted for the word, 0.6 to 1. */
float word_trust(const struct sheet *s, size_t word);

/* The parts of find_page. */
int find_numbers(const struct document_type *type, const struct view *v, size_t page,
                 struct candidates *out);
int find_dossiers(const struct catalogue *c, const struct document_type *type, const struct view *v,
                  size_t page, struct candidates *out);
int find_names(const struct document_type *type, const struct view *v, size_t page,
               struct candidates *out);
int find_days(const struct document_type *type, const struct view *v, size_t page,
              struct candidates *out);
int find_card_days(const struct document_type *type, const struct view *v, size_t page,
                   struct candidates *out);
int find_periods(const struct document_type *type, const struct view *v, size_t page,
                 struct candidates *out);

#endif
