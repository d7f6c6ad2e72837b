/* Deciding: from a submission's piece records to decided ledger pieces. */
#ifndef POSTKAMER_DECIDE_H
#define POSTKAMER_DECIDE_H

#include <jansson.h>
#include <stdbool.h>
#include "pipeline/ledger.h"
#include "pipeline/spool.h"
#include "pipeline/stream.h"

struct registry; /* registry.h */
struct link_dossier;

/* What is filed must be sure. The thresholds are judgement and PROVISIONAL until they are certified
 * on post that nothing was fitted on; lower ones file more and ask less. */
/* That all its pages are of its type. On the splits calibrate (seed 22) and train (seed 21) 2 of
 * 1709 papers from here on had a wrong type; of 49 between 0.75 and here 5. */
#define DECIDE_TYPE_MIN 0.85
/* ... when it lacks what such a paper is for: a bank's without an account of its holder. */
#define DECIDE_BARE_MIN 0.99
/* Of type and borders together. Below it a piece is filed only where its borders matter little: all
 * its pages are of one person. What may be wrong then is that it has more pages, or fewer. */
#define DECIDE_PAPER_MIN 0.75
#define DECIDE_URGENT_MIN 0.03  /* of a kind with a legal term: from here on a clerk looks */
#define DECIDE_PERSON_MIN 0.995 /* posterior of the person among all known and 'nobody known' */
#define DECIDE_DOSSIER_MIN 0.97 /* posterior among that person's dossiers */
/* ... when the paper came within the dossier's period. On calibrate (seed 22) and train (seed 21)
 * the one taken was right in all 838 such cases. */
#define DECIDE_TIMELY_MIN 0.90
#define DECIDE_TOTAL_MIN 0.60 /* of all three together */

struct decider {
    struct registry *registry;
    struct ledger *ledger; /* for reading only; its db may be NULL */
    struct spool *spool;   /* words of pages, for duplicates and schemes */
    json_t *catalogue;     /* catalogue.json: schemes and what a type is needed for */
    bool redo;             /* what the machine filed before may change too */
    /* Pieces in the ledger (of other submissions) that turned out to be the later copy of a piece
     * decided here: [{"piece", "submission_id", "duplicate_of"}]. The caller sets them aside. */
    json_t *later_copies;
    const struct submission *at; /* the one being decided */
    json_t *places;              /* its pages: "page file" -> number of their record */
};

/* Borrows all three. 0, or -1 with errno: the catalogue cannot be read. */
int decider_init(struct decider *d, struct registry *registry, struct ledger *ledger,
                 struct spool *spool);
void decider_release(struct decider *d);

/* Decides every piece of s: filed, review, aside or rejected, with dossier, candidates, person,
 * reasons and duplicate_of. What the ledger already says stays: pieces filed before and pieces
 * decided by a clerk keep their decision (a clerk's pieces replace the machine's that overlap
 * them); with `redo` the clerk's only. Returns an array of ledger pieces for publish_submission
 * (without path, sha256, size), in order of their first page; NULL with errno. */
json_t *decide_submission(struct decider *d, const struct submission *s);

/* What the registry says of a piece's dossier, kept with the piece: {"dossier", "surname" (of whose
 * paper it is, for the file's name; "" when that is not known), "scheme", "kind", "partner" (there
 * is one)}. person: "applicant", "partner" or NULL. */
json_t *decide_holder(const struct link_dossier *l, const char *person);

/* A piece in the ledger that is the later copy of another: set aside. New reference. */
json_t *decide_later_copy(const json_t *piece, const char *duplicate_of);

/* The submission's page records by file and number, for decide_submission's time. */
int decide_pages_index(struct decider *d, const struct submission *s);
/* Page record of a place ({"file", "page"}), NULL when there is none; at: its number among the
 * submission's records, may be NULL. */
const json_t *decide_page(const struct decider *d, const json_t *place, size_t *at);
/* Adds `content`, `looks` and `words` to a piece: what its pages are made of. 0, or -1. */
int decide_pages_describe(const struct decider *d, json_t *piece);

#endif
