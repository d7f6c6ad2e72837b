/* Having PDFs composed by workers, and taking in what they made. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "pipeline/diag.h"
#include "pipeline/result.h"
#include "stages/publish/publish_private.h"

#define AHEAD 4    /* jobs queued a worker: each holds descriptors */
#define BATCHES 64 /* jobs that a heap of pieces is dealt over, at least */
#define THUMBNAIL_MAX (256U << 10)

/* A worker's picture is a PNG of a sensible size, or none. */
static void keep_thumbnail(struct publisher *p, struct item *item, const struct result_reader *r,
                           uint64_t offset, uint64_t size)
{
    char key[SPOOL_KEY_SIZE];
    char *data = size > 8 && size <= THUMBNAIL_MAX ? result_load(r, offset, size) : NULL;

    if (data && memcmp(data, "\x89PNG\r\n\x1a\n", 8) == 0 &&
        spool_store(p->spool, data, size, key) == 0)
        json_object_set_new(item->piece, "thumbnail", json_string(key));
    free(data);
}

static int keep_pdf(struct publisher *p, struct item *item, const struct result_reader *r,
                    const json_t *head, uint64_t offset, uint64_t size)
{
    size_t pages = json_array_size(json_object_get(item->piece, "pages"));
    char magic[5];

    if (item->source[0] || record_number(head, "pages", 0) != (double)pages ||
        pread(r->fd, magic, 5, (off_t)offset) != 5 || memcmp(magic, "%PDF-", 5) != 0)
        return 0;
    return files_copy(p, r->fd, offset, size, item->source, item->sha256, &item->size);
}

/* What a worker's problem is called in a clerk's sentence. */
static const char *problem_dutch(const char *code)
{
    static const char *const words[][2] = {
        {"timeout", "het bewerken duurde te lang"},
        {"memory", "het vroeg te veel geheugen"},
        {"limit-size", "de PDF zou te groot worden"},
        {"encrypted", "het bestand is beveiligd met een wachtwoord"},
        {"limit-pixels", "een afbeelding is te groot"},
        {"unsupported", "een pagina heeft een vorm die niet wordt ondersteund"},
    };

    for (size_t i = 0; code && i < sizeof words / sizeof *words; i++)
        if (strcmp(code, words[i][0]) == 0)
            return words[i][1];
    return "een pagina is beschadigd";
}

/* One thing that the worker wrote of a piece. */
static int read_one(struct publisher *p, struct item *item, const struct result_reader *r,
                    const json_t *head, uint64_t offset, uint64_t size)
{
    const char *kind = record_text(head, "item"), *code = record_text(head, "code");

    if (kind && strcmp(kind, "pdf") == 0)
        return keep_pdf(p, item, r, head, offset, size);
    if (kind && strcmp(kind, "thumbnail") == 0)
        keep_thumbnail(p, item, r, offset, size);
    else if (kind && strcmp(kind, "problem") == 0 && code)
        snprintf(item->problem, sizeof item->problem, "%s", code);
    return 0;
}

/* Reads what the worker wrote, also when it was ended: source is set of what it made. */
static int read_result(struct publisher *p, struct item *first, size_t count)
{
    struct result_reader r;
    uint64_t offset, size;
    json_t *head;
    int rc = 0;

    result_reader_init(&r, job_result(first->job));
    while (rc == 0 && result_next(&r, &head, &offset, &size) == 1) {
        double at = record_number(head, "piece", -1);
        struct item *item = at >= 0 && at < (double)count ? first + (size_t)at : NULL;
        if (item && item->making == MAKE_PDF && !item->kept)
            rc = read_one(p, item, &r, head, offset, size);
        json_decref(head);
    }
    return rc;
}

/* Of the room that composed pieces have; false: it is used up. */
static bool take_room(struct plan *plan, uint64_t size)
{
    bool fits = size <= plan->room;

    plan->room -= fits ? size : plan->room;
    return fits;
}

/* Waits for what was submitted from `first` on. A piece that was made in an orderly way has its
 * source, one that was not a problem, if anybody said which. */
static int gather(struct publisher *p, struct item *first)
{
    size_t count = first->batch;

    if (!first->job)
        return 0;
    if (pool_wait(p->pool, first->job, -1) < 0) {
        diag_warn("%s", pool_why(p->pool));
        return -1;
    }
    int rc = count > 1 || job_outcome(first->job) == JOB_DONE ? read_result(p, first, count) : 0;
    if (job_outcome(first->job) != JOB_DONE && count == 1)
        snprintf(first->problem, sizeof first->problem, "%s", job_problem(first->job));
    job_free(first->job);
    first->job = NULL;
    return rc;
}

/* What was made, as far as there is room for it; of the rest the originals. */
static int settle(struct publisher *p, struct plan *plan, struct item *item)
{
    if (item->making != MAKE_PDF)
        return 0;
    if (item->kept) {
        take_room(plan, (uint64_t)record_number(item->old, "size", 0));
        return 0;
    }
    if (item->source[0] && take_room(plan, item->size))
        return 0;
    if (item->source[0]) {
        files_drop(p, item->source);
        strcpy(item->problem, "limit-size");
    }
    json_object_del(item->piece, "thumbnail");
    item_fall_back(item, problem_dutch(item->problem));
    return compose_look(p, plan, item);
}

/* A piece that failed in company is tried by itself: what failed may have been another. */
static int collect(struct publisher *p, struct plan *plan, struct item *first)
{
    size_t count = first->batch;
    int rc = gather(p, first);

    for (size_t i = 0; i < count && rc == 0; i++) {
        struct item *item = first + i;
        if (count > 1 && compose_wanted(item) &&
            (compose_submit(p, plan, item, 1) < 0 || gather(p, item) < 0))
            rc = -1;
        else
            rc = settle(p, plan, item);
    }
    return rc;
}

static size_t pages_of(const struct item *item)
{
    return json_array_size(json_object_get(item->piece, "pages"));
}

/* How many items from the at-th on go to one worker. In a heap of pieces it is a 64th of them, for
 * a file of many pages takes long to open; else each goes by itself. Inputs and time are for as
 * many pages. The same for the same pieces, whatever stands already. */
static size_t batch_size(const struct plan *plan, size_t at)
{
    size_t most = plan->count / BATCHES, n = 1, pages = pages_of(plan->items + at);

    while (n < most && at + n < plan->count) {
        pages += pages_of(plan->items + at + n);
        if (pages > POOL_INPUTS_MAX)
            break;
        n++;
    }
    return n;
}

/* Begins with the items from the at-th on; how many, 0 after a message. */
static size_t start(struct publisher *p, struct plan *plan, size_t at)
{
    size_t count = batch_size(plan, at);

    for (size_t i = 0; i < count; i++)
        if (compose_look(p, plan, plan->items + at + i) < 0)
            return 0;
    return compose_submit(p, plan, plan->items + at, count) < 0 ? 0 : count;
}

int compose_items(struct publisher *p, struct plan *plan)
{
    size_t begun = 0, ahead = (size_t)p->workers * AHEAD, batches = 0, count;

    for (size_t i = 0; i < plan->count; i += count, batches--) {
        for (; begun < plan->count && batches < ahead; begun += count, batches++)
            if ((count = start(p, plan, begun)) == 0)
                return -1;
        count = plan->items[i].batch;
        if (collect(p, plan, plan->items + i) < 0)
            return -1;
    }
    return 0;
}
