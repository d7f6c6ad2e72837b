/* The loop of a stage: read a submission, add to it, pass it on. */
#ifndef POSTKAMER_STAGE_H
#define POSTKAMER_STAGE_H

#include <stdbool.h>
#include "pipeline/spool.h"
#include "pipeline/stream.h"

struct pool;

struct stage_option {
    const char *name;  /* long option without the dashes */
    const char *value; /* name of its value for --help; NULL: a flag */
    const char *help;
    const char **target; /* set to the value, or to "" for a flag */
};

struct stage {
    const char *name;                   /* "ocr": the program is postkamer-ocr */
    const char *summary;                /* one line for --help */
    const struct stage_option *options; /* its own, NULL-named end; may be NULL */
    /* Starts pools and loads models, before any input is read. May be NULL.
     * Returns 0, or an exit status after a message. */
    int (*open)(struct stage *self);
    /* Queues work for a submission (several are in flight at once). May be NULL. */
    int (*start)(struct stage *self, struct submission *s);
    /* Ends the work on a submission; it is written after. Both return 0, or an exit status
     * after a message; a document that cannot be read is a problem record, not a status. */
    int (*finish)(struct stage *self, struct submission *s);
    /* After the last submission; `complete` when the input had its `end`. May be NULL.
     * A stage publishes nothing here that depends on an incomplete stream. */
    int (*close)(struct stage *self, int complete);

    void *state;    /* the stage's own */
    bool own_pages; /* it tells progress_add("pages", n) itself */

    /* Set from the common options. */
    struct spool spool; /* --spool DIR; dir is -1 when neither --spool nor --out was given */
    const char *out;    /* --out DIR, or NULL */
    unsigned workers;   /* --jobs N, 0: one a core */
    /* Set by stage_run: the input's descriptor while there is room for more of it, else -1.
     * A `finish` that waits can have later submissions started meanwhile:
     *     while ((r = pool_wait(pool, job, self->wake)) == 0)
     *         stage_take_up(self);
     */
    int wake;
    struct stage_window *window; /* stage_run's own */
};

/* Parses options (--help, --version, --spool, --out, --jobs, --quiet, --no-sandbox and the
 * stage's own), then reads stdin and writes stdout until `end`. Up to 64 submissions (and about
 * 4000 records) are in flight. Returns the exit status for main. Where the input is cut or bad,
 * the submissions that came whole are finished and written, but no `end`: 65. --spool is by
 * default OUT/spool, one of both must be given. */
int stage_run(struct stage *self, int argc, char **argv);

/* Reads what has come in and starts it, as far as the window has room; for `finish` only. A
 * failure shows after `finish`. */
void stage_take_up(struct stage *self);

/* The same option parser for programs that are no filter (the program calls spool_release).
 * Leaves operands from *first on. Also does what is due at start-up: diag_init, umask, no core
 * dumps, and OMP_THREAD_LIMIT=1, for which the program is executed anew when it is not set.
 * Returns -1 to go on, else the exit status (after --help, --version or a usage error).
 * operands: shown in the usage line, e.g. "INBOX". */
int stage_options(struct stage *self, int argc, char **argv, const char *operands, int *first);
/* For programs that work on an OUT and take no operands: the same, with OUT from $POSTKAMER_OUT
 * where --out is not given; without either a usage error. */
int stage_options_out(struct stage *self, int argc, char **argv);

/* Who is at work: `given`, else who called sudo ($SUDO_USER), else $USER, else the account's name.
 * Returns name, fit to print. */
const char *stage_user(const char *given, char *name, size_t size);

#endif
