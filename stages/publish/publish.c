/* Publishing a submission. */
#include "stages/publish/publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "stages/publish/compose.h"
#include "stages/publish/publish_private.h"

struct publisher *publisher_open(const char *out, struct spool *spool, struct ledger *ledger,
                                 unsigned workers)
{
    struct publisher *p = calloc(1, sizeof *p);
    char why[240] = "out of memory";

    if (!p) {
        diag_warn("%s", why);
        return NULL;
    }
    p->out = -1;
    p->spool = spool;
    p->ledger = ledger;
    p->workers = workers ? workers : (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    p->pool = pool_start(&compose_class, NULL, NULL, p->workers, why, sizeof why);
    if (!p->pool)
        diag_warn("%s", why);
    if (!p->pool || files_open(p, out) < 0 || files_sweep(p) < 0) {
        publisher_close(p);
        return NULL;
    }
    return p;
}

void publisher_close(struct publisher *p)
{
    if (!p)
        return;
    pool_stop(p->pool);
    if (p->out >= 0)
        close(p->out);
    free(p);
}

static void drop_temporaries(struct publisher *p, struct plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        struct item *item = plan->items + i;
        files_drop(p, item->source);
        for (size_t k = 0; k < item->file_count; k++)
            files_drop(p, item->files[k].temporary);
    }
}

int publish_submission(struct publisher *p, const struct submission *s, json_t *pieces,
                       const char *run)
{
    struct plan plan;
    ledger_start(p->ledger);
    int rc = plan_init(&plan, p, s, pieces, run);

    files_expect(p, plan.count);
    if (rc == 0)
        rc = compose_items(p, &plan);
    if (rc == 0)
        rc = place_items(p, &plan);
    if (rc == 0)
        rc = accept_items(p, &plan);
    else
        drop_temporaries(p, &plan);
    plan_release(&plan);
    return rc;
}
