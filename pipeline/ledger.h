/* The ledger: what was decided, in SQLite, OUT/ledger.sqlite (WAL, synchronous FULL).
 * `route` and the clerk's commands are its only writers. Every decision that goes in is an entry
 * of the audit trail (audit.h) and a line of the processing log (processing.h), whose files a
 * writer catches up when it opens and closes. All functions return 0, or -1 with a message in
 * l->why, unless they say otherwise. */
#ifndef POSTKAMER_LEDGER_H
#define POSTKAMER_LEDGER_H

#include <jansson.h>
#include <stdbool.h>
#include <sqlite3.h>
#include <stdint.h>

struct ledger {
    sqlite3 *db;
    char why[240];
    char *out; /* a writer's: where the journals' files are kept; NULL for a reader */
    unsigned char *person_key; /* processing.c's own: read at its first use */
    const char *model;         /* hash of what the machine decides with, the caller's; NULL: none */
    int64_t started;           /* milliseconds since 1970: see ledger_start */
};

/* Opens OUT/ledger.sqlite; makes it when `write` and missing. For a reader a missing ledger is an
 * empty one (db NULL). */
int ledger_open(struct ledger *l, const char *out, bool write);
void ledger_close(struct ledger *l);

/* The work on the decisions that come next begins now: the processing log says when. */
void ledger_start(struct ledger *l);
int ledger_begin(struct ledger *l);  /* an IMMEDIATE transaction */
int ledger_commit(struct ledger *l); /* durable when it returns 0 */
void ledger_rollback(struct ledger *l);

/* Submissions. 1 when it was accepted whole (all its pieces stand), 0 not, -1. */
int ledger_submission_done(struct ledger *l, const char *id);
/* 1 when this name is known with other content. */
int ledger_name_known(struct ledger *l, const char *name, const char *id);
/* records: spool key of its stream up to `ocr` (for rerun). expected: array of
 * {"file","page"}: every page there is. Replaces what is there. */
int ledger_put_submission(struct ledger *l, const json_t *head, const char *records,
                          const json_t *expected, const char *run);
/* Ids of submissions, oldest first; with a piece in review when `waiting`. An array of strings. */
json_t *ledger_submissions(struct ledger *l, bool waiting);
/* {"submission","id","records","run","head":{...},"expected":[...]} by id or by name (the newest
 * of that name); NULL when there is none (l->why is empty then). */
json_t *ledger_submission(struct ledger *l, const char *name_or_id);

/* Pieces. A piece is its report line (CONTRACT: `kind` ... `path`) plus members of our own:
 * "submission_id", "sha256" and "size" of the published file, "by" ("clerk" when decided by hand,
 * else "machine"), "content" (a hash of its pages' bytes, for duplicates), "received", "run",
 * "position" (place in its submission, from 0; absent: what it had, else last). */
int ledger_put_piece(struct ledger *l, const json_t *piece); /* replaces by id */
int ledger_drop_piece(struct ledger *l, const char *id);
json_t *ledger_piece(struct ledger *l, const char *id); /* NULL: none; a unique prefix of
                                                           8 or more digits will do */
json_t *ledger_pieces(struct ledger *l,
                      const char *submission_id); /* array, by position; NULL id:
                                                all, by submission name, position */
/* Pieces filed in a dossier, by id: where a duplicate is looked for. */
json_t *ledger_dossier_pieces(struct ledger *l, const char *dossier);
/* [{"dossier", "pieces"}]: where something is filed, by number. */
json_t *ledger_dossiers(struct ledger *l);
/* The piece that holds a path, NULL: nobody. Borrowed text is copied. */
json_t *ledger_path_owner(struct ledger *l, const char *path);

/* Publishing: paths that are about to be written, before the accepting commit; what is in here and
 * owned by no piece after a crash is swept. trash: paths that a commit gave up. */
int ledger_intend(struct ledger *l, const char *path);
int ledger_trash(struct ledger *l, const char *path);
json_t *ledger_pending(struct ledger *l); /* array of paths: intents and trash */
int ledger_settle(struct ledger *l, const char *path);

/* Runs, corrections, notes. */
int ledger_put_run(struct ledger *l, const json_t *run);        /* replaces by "run" */
json_t *ledger_run(struct ledger *l, const char *run);          /* NULL run: the newest */
int ledger_correct(struct ledger *l, const json_t *correction); /* {"time","who","action","piece",
                                                                  "before","after"} */
json_t *ledger_corrections(struct ledger *l);
/* Small settings: registry and model hashes of the last run. Caller frees; NULL: not set. */
char *ledger_get(struct ledger *l, const char *name);
int ledger_set(struct ledger *l, const char *name, const char *value);

#endif
