/* What one page says of itself: its likely types, its place in a paper, what marks it. */
#ifndef POSTKAMER_VIEW_H
#define POSTKAMER_VIEW_H

#include "classifiers/catalogue.h"
#include "classifiers/mrz.h"
#include "classifiers/numbering.h"
#include "classifiers/trace.h"

#define VIEW_MARKS_MAX 48

/* The strongest signs of a type on a page, for the clerk. */
struct type_signs {
    const char *title; /* the catalogue's phrase, folded; NULL: none; the catalogue's */
    const char *typical;
    float title_weight, typical_weight;
    bool subject;           /* the title stands behind "Betreft" */
    unsigned typical_count; /* different typical phrases */
};

struct view {
    struct sheet sheet;
    struct page_number number;
    struct mrz mrz;
    struct trace trace;
    int this_year; /* of receipt: nothing is dated after it */
    char zone;     /* a machine readable zone that is not legible: its first letter, '?'; 0: none */
    bool has_mrz, body, salutation, closing, carries_over, lower_start, open_end;
    bool address;   /* a postcode stands in its upper third */
    bool addressee; /* it is addressed to somebody ("aan het college", "t.a.v.") */
    bool annex;     /* it is headed as an explanation or conditions that go with a paper */
    bool to_office; /* ... to an authority */
    float voice;    /* who speaks in it: -1 a citizen ("ik"), 1 somebody who addresses one ("u") */
    bool table_start; /* its first lines are rows of days and amounts */
    float section;    /* 0..1: how much like a heading an inner section's phrase stands on top */
    const char *title_text; /* that title; NULL: none in the upper part */
    float title;            /* 0..1: the best title in the upper part for the likeliest type */
    float score[CATALOGUE_TYPES_MAX]; /* log scores of the catalogue, not normalised */
    struct type_signs signs[CATALOGUE_TYPES_MAX];
    float position[PHRASE_ROLES]; /* weight of phrases for first, inside, last pages */
    struct day day;               /* the first day in the page's upper half; year 0: none */
    struct period period;         /* the first in the page's upper half; year 0: none */
    uint32_t head[VIEW_MARKS_MAX], foot[VIEW_MARKS_MAX]; /* sorted hashes of words */
    size_t head_count, foot_count;
    uint32_t sketch[VIEW_MARKS_MAX]; /* the smallest hashes of its words, sorted */
    size_t sketch_count;
    uint32_t refs[VIEW_MARKS_MAX]; /* sorted hashes of long numbers */
    size_t ref_count;
    float grams[CATALOGUE_TYPES_MAX]; /* log scores of the model's n-grams; 0 without one */
    float gram_first, gram_last;      /* log odds that it begins, ends a piece; 0 without a model */
    float known; /* 0..1: share of its words that the model knows; 1 without a model */
};

/* Only what fields are found by: sheet, mrz, this_year. p is borrowed for the view's life. 0, or -1
 * with errno. Release as after view_init. */
int view_read(struct view *v, const struct page *p, int this_year);

/* body: the page is a mail's body. p and c are borrowed for the view's life. this_year: for years
 * of birth. 0, or -1 with errno. */
int view_init(struct view *v, struct catalogue *c, const struct page *p, bool body, int this_year);
void view_release(struct view *v);

/* Share of marks that two pages have in common, 0..1. */
float marks_alike(const uint32_t *a, size_t na, const uint32_t *b, size_t nb);

#endif
