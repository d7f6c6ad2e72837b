/* The loop of a stage: read a submission, add to it, pass it on. */
#ifndef POSTKAMER_STAGE_H
#define POSTKAMER_STAGE_H

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
    const char *name;    /* "ocr": the program is postkamer-ocr */
    const char *summary; /* one line for --help */
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

    /* Set by stage_run from the common options. */
    struct spool spool;   /* --spool DIR */
    const char *out;      /* --out DIR, or NULL */
    unsigned workers;     /* --jobs N, 0: one a core */
    void *state;          /* the stage's own */
    int wake;             /* descriptor of the input, for pool_wait */
};

/* Parses options (--help, --version, --spool, --out, --jobs, --quiet, --no-sandbox and the
 * stage's own), then reads stdin and writes stdout until `end`. Up to 16 submissions are in
 * flight. Returns the exit status for main. --spool is by default OUT/spool, one of both must be
 * given. */
int stage_run(struct stage *self, int argc, char **argv);

/* The same option parser for programs that are no filter. Leaves operands from *first on.
 * Returns -1 to go on, else the exit status (after --help, --version or a usage error).
 * operands: shown in the usage line, e.g. "INBOX". */
int stage_options(struct stage *self, int argc, char **argv, const char *operands, int *first);

#endif
