/* The verdict on a submission: its pieces, with types, probabilities and reasons. */
#ifndef POSTKAMER_JUDGE_H
#define POSTKAMER_JUDGE_H

#include "classifiers/model.h"
#include "classifiers/referral.h"
#include "classifiers/search.h"

#define REASONS_MAX 8

struct reason {
    const char *code;
    char detail[200]; /* one Dutch sentence */
};

/* A page that is neither blank, litter nor unreadable, in stream order. */
struct judge_page {
    const struct page *page;
    int file, folder; /* ordinals in the submission */
    bool body;
    bool blank_before;
    bool photo; /* its file is one picture */
    bool empty; /* nothing is legible and there is next to no ink: it parts no two pages */
};

struct judge_piece {
    size_t *pages; /* indices, owned, in the order of the paper */
    size_t count;
    struct search_piece verdict; /* its first and count do not apply after a join */
    float raw;                   /* the search's joint probability, before calibration */
    float known;     /* share of its words that the model knows, of a page of scraps where there is
                      * one; at least CALIBRATE_STRANGE of a page that names its type; 0 where the
                      * title is of another */
    int other_title; /* the type whose title stands on its first page instead; -1: none */
    struct reason reasons[REASONS_MAX];
    size_t reason_count;
    struct referral referral; /* set by judge_refer */
};

struct judgement {
    struct view *views; /* by page */
    size_t page_count;
    size_t *order; /* the chain that is judged: pages, empty ones left out, reversed ones turned */
    struct neighbour *neighbours; /* by place in the chain */
    size_t chain_count;
    struct judge_piece *pieces; /* by first page in stream order */
    size_t piece_count;
};

/* Judges; pages stay the caller's and must outlive the judgement. 0, or -1 with errno. */
int judge(struct judgement *j, struct catalogue *c, const struct model *m,
          const struct judge_page *pages, size_t count, int this_year);
void judgement_release(struct judgement *j);

/* Views and neighbours only, as training needs them. */
int judge_views(struct judgement *j, struct catalogue *c, const struct model *m,
                const struct judge_page *pages, size_t count, int this_year);

/* Finds the pieces that are meant for somebody else and says so as a reason. */
void judge_refer(struct judgement *j, const struct catalogue *c, const struct referrals *r);

/* Inside: fills order and chain_count from the views (judge_order.c). 0, or -1: no memory. */
int judge_order(struct judgement *j, const struct judge_page *pages);

/* Inside; pieces hold places in the chain: says why (judge_why.c), joins what numbering proves
 * (judge_join.c). */
void judge_reasons(const struct judgement *j, const struct catalogue *c, const struct model *m,
                   struct judge_piece *p);
int judge_join(struct judgement *j);
int judge_photos(struct judgement *j, const struct catalogue *c);
/* Takes piece b into piece a; what is sure of it is multiplied by trust. 0, or -1: no memory. */
int judge_merge(struct judgement *j, size_t a, size_t b, float trust, const char *code,
                const char *sentence);

#endif
