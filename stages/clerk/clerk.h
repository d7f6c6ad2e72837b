/* A clerk's decisions: what file, split and join share. */
#ifndef POSTKAMER_CLERK_H
#define POSTKAMER_CLERK_H

#include <jansson.h>
#include <stdbool.h>
#include "pipeline/ledger.h"
#include "pipeline/spool.h"
#include "pipeline/stream.h"

/* One command's work. A command changes `pieces`, then calls clerk_carry_out. */
struct clerk {
    const char *out;
    struct spool *spool;
    unsigned workers;
    const char *who;      /* the clerk, for the correction */
    const char *dossier;  /* file: --dossier */
    const char *type;     /* file: --type, or NULL */
    bool original;        /* file: --original, the files as they came */
    const char *registry; /* --registry, NULL: that of the last run */

    struct ledger ledger;
    json_t *row;          /* the submission in the ledger */
    struct submission *s; /* the same, with its records */
    json_t *pieces;       /* all pieces of it, in order */
};

/* All return 0, or an exit status after a message. */

int clerk_open(struct clerk *c);
void clerk_close(struct clerk *c);
/* Loads a piece's submission and all pieces of it. *piece is borrowed from c->pieces, *at its
 * place there. name: an id, or at least 8 digits that only one piece begins with. */
int clerk_find(struct clerk *c, const char *name, json_t **piece, size_t *at);
/* Writes down the correction, then publishes c->pieces and the standing report. before, after:
 * arrays of pieces; after's are those in c->pieces. */
int clerk_carry_out(struct clerk *c, const char *action, const char *piece, json_t *before,
                    json_t *after);
/* Marks a piece as the clerk's, to be published anew, with the one reason given. */
int clerk_mark(json_t *piece, const char *decision, const char *code, const char *detail);
/* A new piece of these pages (stolen), otherwise like `model`, before a clerk: type and dossier
 * are to be confirmed. NULL without memory. */
json_t *clerk_piece(const struct clerk *c, const json_t *model, json_t *pages, const char *code,
                    const char *detail);

int clerk_file(struct clerk *c, const char *name);
/* after: numbers of the last pages of the parts, from 1 within the piece. */
int clerk_split(struct clerk *c, const char *name, const unsigned long *after, size_t count);
int clerk_join(struct clerk *c, const char *first, const char *second);

#endif
