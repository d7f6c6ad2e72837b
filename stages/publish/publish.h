/* Publishing: from decided pieces to files in OUT and lines in the ledger. pipeline/README.md has
 * the states on disk and the instant of acceptance. */
#ifndef POSTKAMER_PUBLISH_H
#define POSTKAMER_PUBLISH_H

#include <jansson.h>
#include "pipeline/ledger.h"
#include "pipeline/spool.h"
#include "pipeline/stream.h"

struct publisher;

/* Starts the compose workers (before any record is read) and sweeps what a crash left behind.
 * spool and ledger are borrowed. NULL after a message on stderr. */
struct publisher *publisher_open(const char *out, struct spool *spool, struct ledger *ledger,
                                 unsigned workers);
void publisher_close(struct publisher *p);

/* Publishes all pieces of a submission and accepts them in one transaction, together with the
 * submission itself (ledger_put_submission). pieces: array of ledger pieces, decided (`decision`,
 * `dossier`, `type`, `pages`, `reasons`, ...) but without `path`, `sha256`, `size`, which are set
 * here. What the ledger holds of this submission and is not among them is given up (its paths go
 * to the trash, after the commit). A piece whose file would be the same bytes at the same place is
 * left alone. A piece that cannot be composed goes to review or rejected with its original and
 * says so in its reasons. run: the run's id. 0, or -1 after a message on stderr (I/O). */
int publish_submission(struct publisher *p, const struct submission *s, json_t *pieces,
                       const char *run);

/* File name parts, safe on every file system: no control, bidi, / \ : * ? " < > |, no leading dot
 * or trailing dot or space, no reserved DOS name, cut at a character; "_" for nothing. out has
 * room for `size` bytes, NUL included. */
void publish_name(const char *text, char *out, size_t size);

/* The folder of a dossier within OUT/dossiers; two dossiers never share one. */
void publish_folder(const char *dossier, char *out, size_t size);

#endif
