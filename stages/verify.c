/* postkamer-verify: proves that every page is in exactly one piece, and that everything is still
 * what was written. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/audit.h"
#include "pipeline/diag.h"
#include "pipeline/ledger.h"
#include "pipeline/lock.h"
#include "pipeline/pool.h"
#include "pipeline/processing.h"
#include "pipeline/stage.h"
#include "stages/verify/verify.h"

static const char *locked, *checkpoint;

static const struct stage_option options[] = {
    {"locked", NULL, "the caller holds the lock of OUT", &locked},
    {"checkpoint", "SEQ:HASH", "the audit trail must hold this, as a run printed it", &checkpoint},
    {0},
};

static struct stage self = {
    .name = "verify",
    .summary = "Proves that every page is in exactly one piece, and that all is as it was written.",
    .options = options,
};

static int print_figures(const struct verify *v)
{
    size_t objects = 0;
    for (size_t i = 0; i < v->bytes_count; i++)
        objects += !v->bytes[i].path;
    printf("submissions %lu\nfiles %lu\n", v->submissions, v->files);
    printf("pieces %lu: %lu filed, %lu review, %lu aside, %lu rejected\n", v->pieces, v->filed,
           v->review, v->aside, v->rejected);
    printf("checked %zu files, %zu objects, pages of %zu documents\n", v->bytes_count - objects,
           objects, v->documents_count);
    printf("accounted %lu/%lu\n", v->accounted, v->expected);
    if (v->found)
        printf("findings %lu\n", v->found);
    return fflush(stdout) || ferror(stdout) ? -1 : 0;
}

static void found_in_journal(void *v, const char *finding)
{
    verify_found(v, "%s", finding);
}

static int verify_journals(struct verify *v, struct ledger *ledger)
{
    int status = audit_verify(ledger, v->out, checkpoint, found_in_journal, v) ||
                 processing_verify(ledger, v->out, found_in_journal, v);
    if (status)
        diag_warn("cannot read audit trail or processing log: %s", ledger->why);
    return status;
}

/* Everything, once the workers stand and the ledger is open. */
static int look(struct verify *v, struct pool *pool, struct ledger *ledger)
{
    if (verify_ledger(v, ledger) || verify_tree(v) || verify_counts(v, pool) || verify_hashes(v) ||
        verify_journals(v, ledger))
        return EXIT_IO;
    if (print_figures(v)) {
        diag_warn("cannot write the figures: %s", strerror(errno));
        return EXIT_IO;
    }
    return v->found || v->accounted != v->expected ? EXIT_FOUND : EXIT_DONE;
}

static int run(struct verify *v)
{
    struct ledger ledger;
    struct pool *pool = verify_counters(v->workers);
    if (!pool)
        return EXIT_IO;
    if (ledger_open(&ledger, v->out, false)) {
        diag_warn("cannot open the ledger of '%s': %s", v->out, ledger.why);
        pool_stop(pool);
        return EXIT_IO;
    }
    int status = look(v, pool, &ledger);
    ledger_close(&ledger);
    pool_stop(pool);
    return status;
}

static int verify_out(void)
{
    struct out_lock lock = {.fd = -1};
    struct verify v = {.out = self.out, .spool = &self.spool, .workers = self.workers};
    v.out_fd = open(self.out, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (v.out_fd < 0) {
        diag_warn("cannot open '%s': %s", self.out, strerror(errno));
        return EXIT_IO;
    }
    int status = locked ? EXIT_DONE : lock_or_tell(&lock, self.out, "postkamer verify");
    if (!status)
        status = run(&v);
    verify_release(&v);
    lock_release(&lock);
    close(v.out_fd);
    return status;
}

int main(int argc, char **argv)
{
    int status = stage_options_out(&self, argc, argv);
    if (status >= 0)
        return status;
    status = verify_out();
    spool_release(&self.spool);
    return status;
}
