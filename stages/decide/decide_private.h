/* Inside deciding only: a paper with its evidence and candidates, and the steps over it. */
#ifndef POSTKAMER_DECIDE_PRIVATE_H
#define POSTKAMER_DECIDE_PRIVATE_H

#include "classifiers/link.h"
#include "stages/decide/decide.h"
#include "stages/registry/registry.h"

#define DECIDE_INITIALS_MAX 12
#define NUMBER_LINES 4 /* lines of the registry with one dossier number: seen, not filed in */
#define DECIDE_VALUES_MAX 400 /* evidence of a piece beyond this is not looked at */

/* A person: all dossiers of one applicant, or of one applicant's partner. */
struct group {
    enum link_who who;
    size_t dossier; /* the one whose bits are best, in `found` */
    struct link_match match;
    double own, bits; /* own: by the paper alone; bits: with the submission as evidence */
    double p;
};

/* What a paper says of its dossier. */
struct naming {
    bool read;                 /* the rest is set */
    const char *scheme, *kind; /* NULL: not named, or several */
    bool application;          /* it applies for that scheme */
};

/* A document piece on its way to a decision. */
struct paper {
    const json_t *record;      /* its piece record */
    struct link_value *values; /* their texts are the record's, the registry's or `initials` */
    size_t count;
    char initials[DECIDE_INITIALS_MAX][8];
    size_t initials_count;
    struct naming naming;
    struct registry_list found;
    struct group *groups; /* best first after weighing */
    size_t group_count;
    double own_best; /* posterior of the best by the paper alone */
    size_t own;      /* that group; only when group_count > 0 */
    bool strong;     /* its own evidence says surely whose it is */
    bool typed;      /* nothing of it went through a recogniser: its letters are what was written */
};

/* Who sent it, as far as the channel and its papers say. */
struct sender {
    const char *channel, *bsn, *reference, *name, *received;
    struct registry_list found;        /* dossiers of the sidecar's bsn and reference */
    bool given;                        /* the sidecar names somebody */
    bool disputed;                     /* it names two persons */
    bool unknown;                      /* it names somebody whom the registry does not have */
    bool by_sidecar;                   /* `person` comes from it, else from the papers */
    const struct link_dossier *person; /* a dossier of the applicant; NULL: nobody, or several */
    const struct link_dossier *reference_dossier;
    bool unanimous; /* all papers that surely are somebody's are this person's household's */
    size_t strong;  /* how many those are */
    /* A partner sends in for herself, as far as login and papers say: with a login of her own, or a
     * paper of a kind that only an applicant has. */
    bool partners_own;
    struct registry_list mates, called;
    const struct link_dossier *namesake; /* the only applicant of the sender's name; or NULL */
    bool fully;                          /* ... with two initials or more */
};

/* The judgement on a paper. */
struct verdict {
    const char *decision;               /* "filed" or "review" */
    const struct link_dossier *dossier; /* filed in, or suggested; NULL: none */
    enum link_who who;
    bool person; /* `who` is known */
    double p;
    json_t *reasons, *candidates;
};

/* decide_evidence.c */
int paper_read(struct paper *p, const json_t *record);
void paper_release(struct paper *p);
int sender_read(struct sender *s, struct registry *r, const json_t *head);
void sender_release(struct sender *s);

/* The catalogue's entry of the record's "type"; NULL when it has none. */
const json_t *type_of(struct decider *d, const json_t *record);

/* decide_account.c: marks the account on a bank's paper as its holder's. */
void paper_take_account(struct decider *d, struct paper *p);
/* Is it a bank's without an account? */
bool paper_lacks_account(struct decider *d, const struct paper *p);
/* Is it surely a bank's card, however little its words say? */
bool paper_is_bank_card(struct decider *d, const struct paper *p);

/* decide_person.c. All 0, or -1 with errno. */
int paper_find(struct paper *p, struct registry *r);
int paper_find_person(struct paper *p, struct registry *r, const struct link_dossier *d);
int paper_weigh(struct paper *p, const struct sender *s, unsigned long persons);
int sender_ask_papers(struct sender *s, const struct paper *papers, size_t count,
                      struct registry *r);

/* decide_text.c: looks in the text for what the candidates are known to have (postcode, company,
 * initials) and adds it to the values. 0, or -1 with errno. */
int paper_look_up(struct decider *d, struct paper *p);
/* Folded text of a piece's first `pages` pages; the caller frees. NULL: none. */
char *paper_text(struct decider *d, const struct paper *p, size_t pages);

/* All papers of a submission, for what they say of each other. */
struct papers {
    struct paper *items;
    size_t count;
};

/* Weighs the i-th paper of a submission of several people once more, by those beside it. 0, or -1
 * with errno. */
int paper_ask_neighbours(struct papers *all, size_t i, const struct sender *s, struct registry *r,
                         unsigned long persons);

/* decide_naming.c: what the paper says that it is for, read once. */
const struct naming *naming_of(struct decider *d, struct paper *p);

/* decide_dossier.c: which of a person's dossiers. Returns its index in p->found, with its
 * posterior. */
size_t choose_dossier(struct decider *d, struct paper *p, const struct group *g,
                      const struct sender *sender, const struct papers *all, double *posterior);

/* Did it come before there can have been such a dossier, though neither paper nor sender names it?
 */
bool came_before(struct decider *d, struct paper *p, const struct link_dossier *l,
                 const struct sender *sender, const struct papers *all);

/* Did it come within the dossier's period? */
bool came_within(struct decider *d, const struct link_dossier *l, const struct sender *sender);

/* Is the paper an application for other schemes than the dossier's? */
bool applies_elsewhere(struct decider *d, const json_t *record, const struct link_dossier *l);

/* decide_verdict.c */
int judge_paper(struct decider *d, struct paper *p, const struct sender *sender,
                const struct papers *all, struct verdict *v);

#define SLIGHT_BITS 2.0 /* evidence below this is none: a city, a street */
#define NAMED_P 0.7     /* a value that was read with this certainty is taken at its word */

/* decide_against.c: what speaks against this. 1 when a reason was added. expected: sender or
 * company say that the paper is this person's. */
int paper_against_sender(struct verdict *v, const struct sender *s, const struct link_dossier *d);
int paper_against_person(struct verdict *v, struct paper *p, const struct sender *s,
                         const struct group *best, const struct link_dossier *d, bool expected);
/* May it be a relative's, who shares name, birth date or address: by its own initials, or by those
 * on a paper beside it? */
bool paper_of_relative(const struct paper *p, const struct group *best, const struct papers *all);
/* Has it no more than her name and address, where a paper beside it has them with another's number
 * or day of birth: a son with his father's initials? */
bool paper_beside_namesake(const struct paper *p, const struct group *best,
                           const struct papers *all);
int paper_against_dossier(struct decider *decider, struct verdict *v, struct paper *p,
                          const struct sender *s, const struct papers *all,
                          const struct link_dossier *d, double share);

/* decide_sure.c: how sure its type is, and its borders as far as they matter to where it goes; 0:
 * not enough. */
double paper_sureness(struct decider *d, const struct paper *p, const struct sender *s);
/* 1 when a reason was added, or split had one. */
int paper_against_itself(struct decider *d, struct verdict *v, const struct paper *p,
                         const struct sender *s);
/* Filed though its borders are in doubt: says so. */
void tell_borders(struct verdict *v, const struct paper *p);

/* decide_follow.c: the judgement on a paper that names nobody. 0, or -1 with errno. */
int follow_sender(struct decider *d, struct paper *p, const struct sender *sender,
                  const struct papers *all, struct verdict *v);
/* In a batch of the scanner or the counter: whose surely are both the paper before and the one
 * behind, those that name nobody left out. NULL: nobody's. */
const struct link_dossier *between_papers_of(const struct paper *p, const struct papers *all,
                                             const struct sender *s);
/* Is the paper at that place (none is beyond the ends) surely of the sender's household? */
bool paper_held(const struct papers *all, size_t at, const struct sender *s);
/* Is it the text of a mail whose papers all are of one household? It goes with them. */
bool is_body_of(const struct paper *p, const struct sender *s);
/* Would it go with its submission if it named nobody? What it says for her makes it no less hers.
 */
bool goes_with_sender(struct decider *d, const struct paper *p, const struct link_dossier *of,
                      const struct papers *all, const struct sender *s);
const struct link_dossier *group_dossier(const struct paper *p, const struct group *g);
double score_rounded(double p); /* down to thousandths */

/* decide_printed.c: does the paper print this surname, like a name and by itself? 0, or -1 with
 * errno. */
int paper_prints(struct decider *d, const struct paper *p, const char *surname, bool *there);

/* decide_fields.c: gives what the paper says of its person as the registry writes it. 0, or -1 with
 * errno. */
int fields_by_registry(struct decider *d, const struct paper *p, const struct verdict *v,
                       json_t *fields);

/* decide_reasons.c: one Dutch sentence. */
void reason_add(json_t *reasons, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void reasons_of_match(json_t *reasons, const struct group *g, const struct link_dossier *d);
/* ... of a value that is neither the applicant's nor the partner's. */
void reason_of_other(json_t *reasons, const struct link_value *v, const struct link_dossier *d);

/* decide_copy.c: are these two pieces of one dossier the same paper? */
bool same_paper(struct decider *d, const json_t *a, const json_t *b);

/* decide_twin.c: among filed pieces, marks the later ones of copies. */
int decide_twins(struct decider *d, json_t *pieces);

/* decide_keep.c: lays what the ledger keeps over what was decided anew. Steals `fresh`. */
json_t *decide_keep(struct decider *d, const struct submission *s, json_t *fresh);

#endif
