/* The accounting: what `postkamer verify` looks at, in parts. */
#ifndef POSTKAMER_VERIFY_H
#define POSTKAMER_VERIFY_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "pipeline/ledger.h"
#include "pipeline/spool.h"

/* Bytes that must have a hash: an object of the spool, or a published file. */
struct verify_bytes {
    char key[SPOOL_KEY_SIZE]; /* the hash that they must have */
    char *path;               /* within OUT; NULL: an object of the spool */
    char *whose;              /* for messages */
    uint64_t size;            /* of a published file */
    const char *wrong;        /* set by verify_hashes: NULL when all is well */
};

/* A document whose pages are counted again from its bytes. */
struct verify_document {
    char key[SPOOL_KEY_SIZE]; /* object of the spool; "" when it is a published file */
    char *path;               /* within OUT; NULL: an object of the spool */
    char *type;               /* MIME type */
    char *whose;              /* for messages */
    long pages;               /* what it must have */
    bool excused;             /* a problem record says why it may have others */
    long counted;             /* set by verify_counts; -1: could not be counted */
};

struct verify {
    const char *out;
    int out_fd; /* OUT itself */
    struct spool *spool;
    unsigned workers; /* 0: one a core */

    unsigned long submissions, files, pages, pieces, filed, review, aside, rejected;
    unsigned long expected, accounted; /* pages that must, and that do stand in one piece */
    unsigned long found;               /* findings */

    struct verify_bytes *bytes;
    size_t bytes_count, bytes_room;
    struct verify_document *documents;
    size_t documents_count, documents_room;
    json_t *paths; /* object: path of a file -> id of the piece that it is of */
};

/* One finding, on stdout. It names submissions and pieces, and nothing of what they say. */
void verify_found(struct verify *v, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* All parts return 0, or -1 after a message when they could not do their work. */

/* Ledger and records: every page in one piece; fills bytes, documents and paths. */
int verify_ledger(struct verify *v, struct ledger *l);
/* One submission's own: row is its ledger_submission, pieces its ledger_pieces. */
int verify_submission(struct verify *v, const json_t *row, const json_t *pieces);
/* Folders: nothing that no piece knows. */
int verify_tree(struct verify *v);
/* Hashes and sizes, on all cores. */
int verify_hashes(struct verify *v);

/* Counting pages, in workers: started before the ledger is read. */
struct pool;
struct pool *verify_counters(unsigned workers);
int verify_counts(struct verify *v, struct pool *p);

/* Remember something to be looked at. whose is copied; -1 without memory. */
int verify_add_object(struct verify *v, const char *key, const char *whose);
int verify_add_published(struct verify *v, const json_t *piece, const char *whose);
int verify_add_document(struct verify *v, const struct verify_document *d);
void verify_release(struct verify *v);

#endif
